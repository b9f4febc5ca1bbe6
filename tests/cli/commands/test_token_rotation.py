"""`enrollment-token rotate`: delivery before revocation, and interrupted rotations."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest
from support.enrollment_tokens import DELETED, LIST, NEW, TOKEN, TOKENS, names, sent


def test_rotate_delivers_before_it_revokes(run, scripted, home):
    server = scripted(LIST, NEW, DELETED)
    outcome = run(server, "rotate", "b", "--out=t.jwt")
    assert outcome.status == 0, outcome.err
    assert [request["method"] for request in server.requests] == ["GET", "POST", "DELETE"]
    assert server.requests[1]["body"] == {"json": {"persistent": True, "roles": ["proxy", "allocator"]}}
    assert sent(server)[2] == "DELETE b"
    assert (home / "t.jwt").read_text() == f"{TOKEN}\n"
    assert names(home / ".ecctl" / "rotations") == []


@pytest.mark.parametrize(
    ("reply", "flags"),
    [
        ({**NEW, "body": {"token_id": "id-1"}}, ()),
        ({**NEW, "status": 500}, ()),
        (NEW, ("--format={{.Nothing}}",)),
    ],
)
def test_rotate_revokes_nothing_unless_new_token_is_delivered(run, scripted, reply, flags):
    server = scripted(LIST, reply)
    outcome = run(server, "rotate", "a", *flags)
    assert outcome.status not in (0, 4)
    assert [request["method"] for request in server.requests if request["method"] == "DELETE"] == []


def test_rotate_of_unlisted_token_creates_nothing(run, scripted):
    server = scripted(LIST)
    outcome = run(server, "rotate", TOKEN)
    assert (outcome.status, sent(server)) == (4, ["GET enrollment-tokens"])
    assert '"id-1"' in outcome.err
    assert TOKEN not in outcome.err


def test_rotate_reports_interrupted_rotation(run, scripted, home):
    entries = [*LIST["body"]["tokens"], {"token_id": "id-1", "roles": ["proxy"]}]
    lost = {**DELETED, "status": 500}
    server = scripted(LIST, NEW, lost, {**LIST, "body": {"tokens": entries}})
    first = run(server, "rotate", "a")
    assert (first.status, TOKEN in first.out) == (5, True)
    (record,) = (home / ".ecctl" / "rotations").iterdir()
    assert TOKEN not in record.read_text()
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    elsewhere = record.with_name("elsewhere.jsonl")
    elsewhere.write_text(record.read_text().replace(server.host, "http://elsewhere").replace('"a"', '"z"'))
    second = run(server, "rotate", "nothing")
    assert '"a"' in second.err
    assert "still valid" in second.err
    assert 'token "id-1" was created to replace it, and was delivered' in second.err
    assert '"z"' not in second.err
    assert record.exists()
    assert elsewhere.exists()


@pytest.mark.parametrize(
    "text", ["json", "table", "{{.TokenID}}", "{{len .Token}}", "{{if .Nope}}{{.Token}}{{end}}"]
)
def test_rotate_refuses_format_without_token(run, scripted, text):
    for flags, env in (((f"--format={text}",), {}), ((), {"EC_FORMAT": text})):
        server = scripted()
        outcome = run(server, "rotate", "b", *flags, env=env)
        assert (outcome.status, outcome.out, server.requests) == (2, "", [])


def test_rotate_accepts_format_with_token(run, scripted):
    server = scripted(LIST, NEW, DELETED)
    outcome = run(server, "rotate", "b", "--format={{.TokenID}} {{.Token}}")
    assert (outcome.status, outcome.out) == (0, f"id-1 {TOKEN}\n")
    assert sent(server)[-1] == "DELETE b"


def test_rotate_creates_private_folders(run, scripted, home):
    assert run(scripted(LIST, NEW, DELETED), "rotate", "b").status == 0
    for folder in (home / ".ecctl", home / ".ecctl" / "rotations"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_rotate_on_full_disk_changes_nothing(scripted, home):
    server = scripted(LIST)
    code = (
        "import resource, runpy, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8)); runpy.run_module('ecctl', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *TOKENS, "rotate", "b", "--host", server.host, "--api-key", "k"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"nothing was changed" in done.stderr
    assert len(server.requests) == 1
    assert names(home / ".ecctl" / "rotations") == []
