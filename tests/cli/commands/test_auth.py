"""`auth key`, beyond what the recorded cases hold."""

from __future__ import annotations


def test_of_several_failures_each_names_its_key(ecctl, scripted):
    refused = {"errors": [{"code": "api_keys.key_not_found", "message": "no such key"}]}
    server = scripted(
        {"match": "DELETE */k1", "status": 404, "body": refused},
        {"match": "DELETE */k2", "status": 500, "body": ""},
        {"match": "DELETE */k3", "status": 200, "body": {}},
    )
    outcome = ecctl(
        "auth", "key", "delete", "k1", "k2", "k3", "--force", "--host", server.host, "--api-key", "k"
    )
    assert outcome.status == 4
    assert outcome.out == ""
    assert '"k1": api error: api_keys.key_not_found: no such key' in outcome.err
    assert '"k2": api error: 500' in outcome.err
    assert len(server.requests) == 3


def test_what_cannot_be_sent_is_said_before_anything_is_deleted_or_asked(ecctl, scripted):
    server = scripted()
    outcome = ecctl("auth", "key", "delete", "k1", "..", "--host", server.host, "--api-key", "k")
    assert outcome.status == 2
    assert "[y/n]" not in outcome.err
    assert server.requests == []


def test_a_lost_connection_ends_the_deletions(ecctl, scripted):
    server = scripted(
        {"match": "DELETE */k1", "status": 500, "body": ""},
        {"match": "DELETE */k2", "drop": True, "repeat": True},
    )
    outcome = ecctl(
        "auth", "key", "delete", "k1", "k2", "k3", "--force", "--host", server.host, "--api-key", "k"
    )
    assert outcome.status == 5
    assert '"k1"' in outcome.err
    assert '"k2"' in outcome.err
    assert not any(request["path"].endswith("k3") for request in server.requests)
