"""`platform enrollment-token create` beyond the recorded cases."""

from __future__ import annotations

import pytest
from support.api import credentials

NEW = {"status": 200, "body": {"token": "hdr.pay.sig", "token_id": "id-1"}}


def test_create_sends_repeated_role_once(ecctl, scripted):
    server = scripted(NEW)
    outcome = ecctl(
        "platform",
        "enrollment-token",
        "create",
        "-r",
        "proxy,allocator",
        "--role",
        "proxy",
        *credentials(server),
    )
    assert outcome.status == 0
    assert server.requests[0]["body"] == {"json": {"persistent": True, "roles": ["proxy", "allocator"]}}


@pytest.mark.parametrize("validity", ["-5s", "0.5s", "1e3s", "99999999999h", "2y", "", "h"])
def test_create_refuses_invalid_validity(ecctl, scripted, validity):
    server = scripted()
    outcome = ecctl(
        "platform",
        "enrollment-token",
        "create",
        "--role=proxy",
        f"--validity={validity}",
        *credentials(server),
    )
    assert outcome.status == 2
    assert outcome.out == ""
    assert "--validity" in outcome.err
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("json", "did you mean --output json?"),
        ("table", "did you mean --output text?"),
        ("YAML", "did you mean --output json?"),
        ("the token", "shown only once"),
    ],
)
def test_create_refuses_format_without_action(ecctl, scripted, text, said):
    for flags, env in (((f"--format={text}",), {}), ((), {"EC_FORMAT": text})):
        server = scripted()
        words = ("platform", "enrollment-token", "create", "--role=proxy")
        outcome = ecctl(*words, *flags, *credentials(server), env=env)
        assert (outcome.status, outcome.out, server.requests) == (2, "", [])
        assert said in outcome.err


def test_format_that_names_an_output_is_refused_for_lists(ecctl, scripted):
    server = scripted()
    outcome = ecctl("user", "list", "--format=json", *credentials(server))
    assert (outcome.status, server.requests) == (2, [])
