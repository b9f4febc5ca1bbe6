"""Jedi (JupyterLab, vim, Emacs) knows resources and operations: completions, signatures and help have text."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.once

HEAD = "import ecctl\n\ndef f(client: ecctl.Client, other: ecctl.AsyncClient) -> None:\n    "
PLACES = [
    ("complete", "ecctl.", "Client"),
    ("complete", "client.", "deployments"),
    ("complete", "client.users.", "create"),
    ("complete", "client.deployments.w", "wait"),
    ("complete", "client.api.get_", "get_user"),
    ("complete", "other.enrollment_tokens.", "rotate"),
    ("complete", "other.api.search_", "search_deployments"),
    ("get_signatures", "ecctl.Client(", "host"),
    ("get_signatures", "client.call(", "operation_id"),
    ("get_signatures", "client.with_options(", "deadline"),
    ("get_signatures", "client.api.get_user(", "user_name"),
    ("get_signatures", "client.deployments.create(", "request_id"),
    ("get_signatures", "client.enrollment_tokens.create(", "validity"),
    ("get_signatures", "client.runners.wait(", "poll_interval"),
    ("get_signatures", "other.api.search_deployments(", "body"),
    ("help", "client.users.list", "users who are enabled"),
    ("help", "client.allocators", "run the instances"),
    ("help", "client.deployments.wait", "all plans"),
    ("help", "client.api.create_enrollment_token", "POST /platform/configuration"),
    ("help", "ecctl.Client.from_env", "settings"),
]


@pytest.mark.parametrize(("method", "text", "wanted"), PLACES, ids=[f"{m} {t}" for m, t, _ in PLACES])
def test_jedi_answers_with_text(method, text, wanted):
    jedi = pytest.importorskip("jedi", reason="needs requirements/recipes.txt")
    column = 4 + len(text) - (method == "help")
    start = time.process_time()
    found = getattr(jedi.Script(HEAD + text), method)(4, column)
    # A wide bound: it takes 0.1 s, and 1.6 s when Jedi has to parse the library first.
    assert time.process_time() - start < 10
    if method == "complete":
        assert wanted in {each.name for each in found}
    elif method == "get_signatures":
        assert wanted in {parameter.name for each in found for parameter in each.params}
    else:
        assert wanted in " ".join("".join(each.docstring() for each in found).split())
