"""`auth key` beyond the recorded cases."""

from __future__ import annotations

import json

import pytest


def test_several_failures_name_their_keys(ecctl, scripted):
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


def test_unsendable_id_deletes_nothing(ecctl, scripted):
    server = scripted()
    outcome = ecctl("auth", "key", "delete", "k1", "..", "--host", server.host, "--api-key", "k")
    assert outcome.status == 2
    assert "[y/n]" not in outcome.err
    assert server.requests == []


def test_lost_connection_ends_deletions(ecctl, scripted):
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


@pytest.mark.parametrize("text", ["json", "yaml", "key", "{{.ID}}", "{{len .Key}}"])
def test_create_refuses_format_without_key(ecctl, scripted, text):
    server = scripted()
    words = ("auth", "key", "create", "--description=ci", "--host", server.host, "--api-key", "k")
    outcome = ecctl(*words, f"--format={text}")
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])


def test_delete_prints_json(ecctl, scripted):
    server = scripted(*[{"match": "DELETE *", "status": 200, "body": {}}] * 2)
    words = ("auth", "key", "delete", "k1", "k2", "--force", "--host", server.host, "--api-key", "k")
    assert json.loads(ecctl(*words, "--output=json").out) == {"deleted": ["k1", "k2"]}
