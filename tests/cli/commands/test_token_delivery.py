"""Delivery of new enrollment tokens: files, install lines, contradictory flags."""

from __future__ import annotations

import io
import json
import os
import shlex
import stat
import subprocess

import pytest
from support.enrollment_tokens import LIST, NEW, TOKEN, TOKENS, names, sent

from ecctl.cli import Context
from ecctl.cli.main import main


def test_out_writes_private_file(run, scripted, home):
    outcome = run(scripted(NEW), "create", "--role=proxy", "--out=t.jwt", "--output=json")
    assert outcome.status == 0
    assert json.loads(outcome.out) == {"token_id": "id-1", "file": "t.jwt", "later": 1}
    assert (home / "t.jwt").read_text() == f"{TOKEN}\n"
    assert stat.S_IMODE((home / "t.jwt").stat().st_mode) == 0o600
    assert names(home) == ["t.jwt"]


@pytest.mark.parametrize("path", ["there", "nowhere/t.jwt", "folder", "link"])
def test_unwritable_out_file_sends_nothing(run, scripted, home, path):
    (home / "there").write_text("mine")
    (home / "folder").mkdir()
    (home / "link").symlink_to("there")
    before = names(home)
    server = scripted()
    outcome = run(server, "create", "--role=proxy", "--out", path)
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])
    assert "--out" in outcome.err
    assert names(home) == before
    assert (home / "there").read_text() == "mine"


def test_overwrite_replaces_only_regular_files(run, scripted, home):
    (home / "t.jwt").write_text("old")
    (home / "link").symlink_to("t.jwt")
    assert run(scripted(NEW), "create", "--role=proxy", "--out=t.jwt", "--overwrite").status == 0
    assert (home / "t.jwt").read_text() == f"{TOKEN}\n"
    assert run(scripted(), "create", "--role=proxy", "--out=link", "--overwrite").status == 2


def test_out_shows_token_if_file_has_appeared(run, scripted, home, monkeypatch):
    link = os.link

    def late(source, target):
        (home / "t.jwt").write_text("somebody else's")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    outcome = run(scripted(NEW), "create", "--role=proxy", "--out=t.jwt")
    assert outcome.status == 1
    assert TOKEN in outcome.out
    assert "--out" in outcome.err
    assert TOKEN not in outcome.err
    assert (home / "t.jwt").read_text() == "somebody else's"
    assert names(home) == ["t.jwt"]


def test_refused_create_leaves_no_file(run, scripted, home):
    refused = {"match": "*", "status": 400, "body": {"errors": [{"code": "a.b", "message": "no"}]}}
    assert run(scripted(refused), "create", "--role=proxy", "--out=t.jwt").status == 5
    assert names(home) == []


def test_token_only_prints_token(run, scripted):
    assert run(scripted(NEW), "create", "--role=proxy", "--token-only").out == f"{TOKEN}\n"


@pytest.mark.parametrize(
    "flags",
    [
        ("--token-only", "--out=t"),
        ("--token-only", "--install-line"),
        ("--token-only", "--output=json"),
        ("--token-only", "--format={{.Token}}"),
        ("--install-line",),
        ("--coordinator-host=h",),
        ("--out=t", "--coordinator-host=h"),
    ],
)
def test_contradictory_flags_are_refused(run, scripted, home, flags):
    server = scripted()
    outcome = run(server, "create", "--role=proxy", *flags)
    assert (outcome.status, server.requests, names(home)) == (2, [], [])


def test_install_line_passes_arguments_to_installer(run, scripted, home):
    name = "it's; $(touch hurt).jwt"
    outcome = run(
        scripted(NEW),
        "create",
        "--role=proxy,own$role",
        "--out",
        name,
        "--install-line",
        "--coordinator-host=c 1",
    )
    assert TOKEN not in outcome.out
    (home / "elastic-cloud-enterprise.sh").write_text('printf "%s\\n" "$@"\n')
    done = subprocess.run(["bash", "-c", outcome.out], cwd=home, capture_output=True, text=True, check=True)
    wanted = ["install", "--coordinator-host", "c 1", "--roles-token", TOKEN, "--roles", "proxy,own$role"]
    assert done.stdout.splitlines() == wanted
    assert not (home / "hurt").exists()
    assert shlex.split(outcome.out)[:2] == ["bash", "-c"]


def test_allow_unknown_role_sends_it(run, scripted):
    server = scripted(NEW)
    assert run(server, "create", "--role=prxy", "--allow-unknown-role").status == 0
    assert server.requests[0]["body"]["json"] == {"persistent": True, "roles": ["prxy"]}


def test_force_does_not_overwrite_file(run, scripted, home):
    (home / "t.jwt").write_text("old")
    server = scripted()
    outcome = run(server, "create", "--role=proxy", "--out=t.jwt", "--force")
    assert (outcome.status, server.requests) == (2, [])
    assert "--overwrite" in outcome.err
    assert (home / "t.jwt").read_text() == "old"


def test_overwrite_without_out_is_refused(run, scripted):
    assert run(scripted(), "create", "--role=proxy", "--overwrite").status == 2


@pytest.mark.parametrize("text", ["0", "0.0", "-0"])
def test_validity_of_bare_zero_is_refused(run, scripted, text):
    server = scripted()
    outcome = run(server, "create", "--role=proxy", f"--validity={text}")
    assert (outcome.status, server.requests) == (2, [])
    assert "omit --validity" in outcome.err


def test_token_only_beats_output_of_the_environment(run, scripted):
    outcome = run(scripted(NEW), "create", "--role=proxy", "--token-only", env={"EC_OUTPUT": "json"})
    assert (outcome.status, outcome.out) == (0, f"{TOKEN}\n")
    outcome = run(scripted(NEW), "create", "--role=proxy", "--token-only", env={"EC_FORMAT": "{{.TokenID}}"})
    assert (outcome.status, outcome.out) == (0, f"{TOKEN}\n")


def test_install_line_beats_output_of_the_environment(run, scripted, home):
    line = ("create", "--role=proxy", "--out=t.jwt", "--install-line")
    outcome = run(scripted(NEW), *line, env={"EC_OUTPUT": "json"})
    assert outcome.out.startswith("bash -c ")
    (home / "t.jwt").unlink()
    outcome = run(scripted(NEW), *line, "--output=json")
    assert json.loads(outcome.out)["install_line"].startswith("bash -c ")


@pytest.mark.parametrize("words", [("create", "--role=proxy"), ("rotate", "b")])
def test_lost_token_is_named_with_revoke_command(ecctl_process, scripted, words):
    server = scripted(LIST, NEW) if words[0] == "rotate" else scripted(NEW)
    with open("/dev/full", "wb") as full:
        outcome = ecctl_process(
            *TOKENS, *words, "--host", server.host, "--api-key", "k", stdout=full, stderr=subprocess.PIPE
        )
    assert outcome.status == 1
    assert 'enrollment-token delete id-1" revokes it' in outcome.err
    assert TOKEN not in outcome.err
    assert not any(line.startswith("DELETE") for line in sent(server))


@pytest.mark.parametrize(
    ("flags", "warned"),
    [
        (("--out=t.jwt", "--install-line"), True),
        (("--out=t.jwt", "--install-line", "--coordinator-host=ece-1"), False),
        (("--out=t.jwt",), False),
    ],
)
def test_install_line_warns_of_loopback_coordinator(scripted, home, monkeypatch, flags, warned):
    monkeypatch.chdir(home)
    terminal = Terminal()
    words = (*TOKENS, "create", "--role=proxy", *flags, "--host", scripted(NEW).host, "--api-key", "k")
    assert main(Context(words, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), terminal)) == 0
    assert (b"127.0.0.1, which other hosts cannot reach" in terminal.getvalue()) == warned


class Terminal(io.BytesIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("format_", "warns"),
    [("{{.TokenID}}", True), ("{{if not .Token}}x{{end}}", True), ("{{.Token}}", False), ("{{.}}", False)],
)
def test_create_warns_on_a_terminal_if_format_prints_no_token(scripted, home, format_, warns):
    err = Terminal()
    argv = [
        *TOKENS,
        "create",
        "--role=proxy",
        "--format",
        format_,
        "--host",
        scripted(NEW).host,
        "--api-key=k",
    ]
    assert main(Context(argv, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), err)) == 0
    shown = err.getvalue().decode()
    assert ('"ecctl platform enrollment-token delete id-1" revokes it' in shown) is warns
    assert TOKEN not in shown
