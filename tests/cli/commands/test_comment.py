"""Comments, beyond the recorded cases."""

from __future__ import annotations

import pytest

ON = ("--resource-type", "allocator", "--resource-id", "i-1")


@pytest.mark.parametrize("output", ["text", "json"])
def test_comment_without_id_is_an_error(ecctl, scripted, output):
    server = scripted({"status": 201, "body": {}})
    outcome = ecctl(
        "comment", "create", "m", *ON, "--output", output, "--host", server.host, "--api-key", "k"
    )
    assert outcome.status == 5
    assert outcome.out == ""
    assert "ecctl comment list" in outcome.err


def test_update_without_version_sends_none(ecctl, scripted):
    server = scripted({"status": 200, "body": {"id": "c1"}})
    outcome = ecctl("comment", "update", "c1", "m", *ON, "--host", server.host, "--api-key", "k")
    assert (outcome.status, outcome.out) == (0, '"c1"\n')
    assert server.requests[0]["query"] == []
