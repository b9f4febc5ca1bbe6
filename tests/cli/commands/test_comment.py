"""`comment`, beyond what the recorded cases hold."""

from __future__ import annotations

import pytest

ON = ("--resource-type", "allocator", "--resource-id", "i-1")


@pytest.mark.parametrize("output", ["text", "json"])
def test_a_comment_that_got_no_id_is_not_reported_as_written(ecctl, scripted, output):
    server = scripted({"status": 201, "body": {}})
    outcome = ecctl(
        "comment", "create", "m", *ON, "--output", output, "--host", server.host, "--api-key", "k"
    )
    assert outcome.status == 5
    assert outcome.out == ""
    assert "ecctl comment list" in outcome.err


def test_without_a_version_none_is_sent(ecctl, scripted):
    server = scripted({"status": 200, "body": {"id": "c1"}})
    outcome = ecctl("comment", "update", "c1", "m", *ON, "--host", server.host, "--api-key", "k")
    assert (outcome.status, outcome.out) == (0, '"c1"\n')
    assert server.requests[0]["query"] == []
