"""Fixtures for the commands."""

from __future__ import annotations

import pytest
from support.enrollment_tokens import TOKENS


@pytest.fixture
def run(ecctl, home, monkeypatch):
    """Return a runner of the command on a scripted platform, in an empty folder."""
    monkeypatch.chdir(home)

    def on(server, *words, **keywords):
        return ecctl(*TOKENS, *words, "--host", server.host, "--api-key", "k", **keywords)

    return on
