"""Stack packs, beyond the recorded cases."""

from __future__ import annotations

import json

import pytest
from support.api import credentials


def test_list_sorts_by_version(ecctl, scripted):
    versions = ["8.9.0-SNAPSHOT", None, "7.17.9", "latest", "8.10.0", "8.9.0", "8.9"]
    server = scripted({"status": 200, "body": {"stacks": [{"version": v} for v in versions] + [{}]}})
    outcome = ecctl("stack", "list", "--output", "json", *credentials(server))
    listed = [stack.get("version") for stack in json.loads(outcome.out)["stacks"]]
    assert listed == ["8.10.0", "8.9.0", "8.9", "8.9.0-SNAPSHOT", "7.17.9", None, "latest", None]


@pytest.mark.parametrize("name", ["missing.zip", "empty.zip", "."])
def test_upload_refuses_unreadable_file(ecctl, scripted, tmp_path, name):
    (tmp_path / "empty.zip").write_bytes(b"")
    server = scripted()
    outcome = ecctl("stack", "upload", str(tmp_path / name), *credentials(server))
    assert outcome.status == 2
    assert str(tmp_path / name) in outcome.err
    assert server.requests == []


def test_upload_sends_large_file(ecctl, scripted, tmp_path):
    content = b"PK" + bytes(range(256)) * 4096
    (tmp_path / "pack.zip").write_bytes(content)
    server = scripted({"status": 200, "body": {"stacks": [{}], "errors": []}})
    outcome = ecctl("stack", "upload", str(tmp_path / "pack.zip"), *credentials(server))
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    assert content.decode("utf-8", "backslashreplace") in server.requests[0]["body"]["text"]


def test_upload_names_refused_versions(ecctl, scripted, tmp_path):
    (tmp_path / "pack.zip").write_bytes(b"PK")
    errors = {"errors": [{"code": "stackpack.bad", "message": "no manifest"}, None]}
    parts = [{"stack_version": "8.9.0", "errors": errors}, {"stack_version": "8.9.1", "errors": None}, 7]
    server = scripted({"status": 200, "body": {"stacks": [], "errors": parts}})
    outcome = ecctl("stack", "upload", str(tmp_path / "pack.zip"), *credentials(server))
    assert outcome.status == 5
    assert 'stackpack.bad: no manifest (in "8.9.0")' in outcome.err
