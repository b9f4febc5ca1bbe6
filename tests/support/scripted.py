"""Loopback server with scripted responses, the one that the recorded cases run against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.run import ScriptedServer


class Scripted(ScriptedServer):
    """Server that sends the given responses in order. `host` is its URL, `requests` what it received."""

    def __init__(self, responses: Iterable[dict[str, Any]]) -> None:
        super().__init__(list(responses), None)
        self.host = f"http://{self.address}"
