"""`platform enrollment-token`, beyond what the recorded cases hold."""

from __future__ import annotations

import pytest
from support.api import credentials

NEW = {"status": 200, "body": {"token": "hdr.pay.sig", "token_id": "id-1"}}


def test_a_role_given_in_several_ways_is_sent_once(ecctl, scripted):
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
def test_a_validity_that_cannot_be_meant_is_refused_before_anything_is_sent(ecctl, scripted, validity):
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
