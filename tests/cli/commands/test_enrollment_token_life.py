"""Delivery, rotation, revocation and inspection of enrollment tokens."""

from __future__ import annotations

import base64
import json
import os
import shlex
import stat
import subprocess
import sys

import pytest

TOKENS = ("platform", "enrollment-token")
PAYLOAD = (
    base64.urlsafe_b64encode(json.dumps({"sub": "id-1", "roles": ["proxy"]}).encode()).decode().rstrip("=")
)
TOKEN = f"eyJhbGciOiJIUzI1NiJ9.{PAYLOAD}.c2lnbmF0dXJl"
NEW = {"match": "POST *", "status": 200, "body": {"token": TOKEN, "token_id": "id-1", "later": 1}}
LIST = {
    "match": "GET *",
    "status": 200,
    "body": {
        "tokens": [
            {"token_id": "a", "roles": ["proxy"]},
            {"token_id": "b", "roles": ["proxy", "allocator"]},
            {"token_id": "c", "roles": []},
        ]
    },
}
DELETED = {"match": "DELETE *", "status": 200, "body": {}}
MISSING = {
    "match": "DELETE *",
    "status": 404,
    "body": {"errors": [{"code": "enrollment_tokens.invalid_token_id", "message": "not found"}]},
}
PAGE = {"match": "DELETE *", "status": 404, "body": "<html>", "headers": {"Content-Type": "text/html"}}


@pytest.fixture
def run(ecctl, home, monkeypatch):
    """Return a runner of the command on a scripted platform, in an empty folder."""
    monkeypatch.chdir(home)

    def on(server, *words, **keywords):
        return ecctl(*TOKENS, *words, "--host", server.host, "--api-key", "k", **keywords)

    return on


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def sent(server):
    return [f"{request['method']} {request['path'].rpartition('/')[2]}" for request in server.requests]


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
    ("flags", "revoked"),
    [
        (("--role=proxy",), ["a", "b"]),
        (("--role=allocator",), ["b"]),
        (("--keep=a,c",), ["b"]),
        (("--role=proxy", "--keep=b"), ["a"]),
        (("--all",), ["a", "b", "c"]),
        (("--role=director",), []),
    ],
)
def test_prune_revokes_selected_tokens(run, scripted, flags, revoked):
    server = scripted(LIST, *[DELETED] * len(revoked))
    outcome = run(server, "prune", *flags, "--output=json", stdin="y\n")
    assert outcome.status == 0
    assert json.loads(outcome.out) == {"deleted": revoked}
    assert sent(server)[1:] == [f"DELETE {one}" for one in revoked]


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        ((), 2),
        (("--all", "--keep=a"), 2),
        (("--all", "--role=proxy"), 2),
        (("--keep=slip",), 4),
        (("--all",), 1),
    ],
)
def test_prune_in_doubt_revokes_nothing(run, scripted, flags, status):
    server = scripted(LIST)
    assert run(server, "prune", *flags, stdin="n\n").status == status
    assert [line for line in sent(server) if line.startswith("DELETE")] == []


def test_delete_takes_arguments_stdin_and_file(run, scripted, home):
    (home / "tokens").write_text(f"{TOKEN}\n\n  x  \n")
    server = scripted(*[DELETED] * 4)
    outcome = run(server, "delete", "y", "-", "--file=tokens", stdin="z\ny\n")
    assert outcome.status == 0
    assert outcome.out.splitlines() == [f"Token {one} deleted." for one in ("y", "z", "id-1", "x")]
    assert sent(server) == ["DELETE y", "DELETE z", "DELETE id-1", "DELETE x"]
    assert TOKEN not in json.dumps(server.requests)


def test_delete_continues_after_missing_token(run, scripted):
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y")
    assert (outcome.status, outcome.out) == (4, "Token y deleted.\n")
    assert '"x"' in outcome.err
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y", "--ignore-missing")
    assert (outcome.status, outcome.out) == (0, "Token y deleted.\n")


def test_web_page_does_not_count_as_missing_token(run, scripted):
    assert run(scripted(PAGE), "delete", "x", "--ignore-missing").status == 5


@pytest.mark.parametrize("expiry", ["1e400", "-1", "1e30", "NaN", "true", '"x"'])
def test_inspect_refuses_impossible_expiry(ecctl, expiry):
    claims = (
        base64.urlsafe_b64encode(f'{{"sub":"x","roles":[],"exp":{expiry}}}'.encode()).decode().rstrip("=")
    )
    outcome = ecctl(*TOKENS, "inspect", f"e30.{claims}.c2ln")
    assert outcome.status == 2
    assert claims not in outcome.err


def test_inspect_escapes_control_characters(ecctl):
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "\x1b[2J", "roles": ["a\nb"]}).encode()).decode()
    outcome = ecctl(*TOKENS, "inspect", "-", stdin=f"e30.{claims.rstrip('=')}.c2ln\n")
    assert outcome.status == 0
    assert "\x1b" not in outcome.out
    assert len(outcome.out.splitlines()) == 4


def test_inspect_format(ecctl):
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.token_id}} {{.roles}}", stdin=f"{TOKEN}\n")
    assert outcome.out == "id-1 [proxy]\n"


@pytest.mark.parametrize("content", [b"\xff\x00\x93\n", b"two words\n", b"x" * 300, b"ok\nnot ok\n"])
def test_delete_refuses_file_of_other_content(run, scripted, home, content):
    (home / "ids").write_bytes(content)
    server = scripted()
    outcome = run(server, "delete", "--file", "ids")
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])
    assert "neither a token nor a token id" in outcome.err


def test_delete_refuses_ephemeral_token(run, scripted, home):
    made = ecctl_token({"sub": "id-1", "roles": ["proxy"], "exp": 4_000_000_000})
    (home / "t.jwt").write_text(made)
    server = scripted()
    for words in (("delete", "--ignore-missing"), ("rotate",)):
        outcome = run(server, *words, "--file", "t.jwt")
        assert (outcome.status, server.requests) == (2, [])
        assert "2096-10-02" in outcome.err
        assert made not in outcome.err


def test_delete_of_expired_token_is_missing(run, scripted, home):
    (home / "t.jwt").write_text(ecctl_token({"sub": "id-1", "roles": ["proxy"], "exp": 1}))
    assert run(scripted(MISSING), "delete", "--file", "t.jwt", "--ignore-missing").status == 0


def test_token_without_id_is_not_sent(run, scripted, home):
    made = ecctl_token({})
    (home / "t.jwt").write_text(made)
    server = scripted()
    for words in (("delete", "--file", "t.jwt"), ("delete", made), ("inspect", "--file", "t.jwt")):
        outcome = run(server, *words)
        assert (outcome.status, server.requests) == (2, [])
        assert "not an enrollment token" in outcome.err
        assert made not in outcome.err


def ecctl_token(claims):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln"


@pytest.mark.parametrize(
    "words",
    [
        ("prune", "--role", "prxy"),
        ("prune", "--role", ""),
        ("create", "--role=proxy", "--out", ""),
        ("create", "--role=proxy", "--out=-"),
        ("rotate", "b", "--out="),
    ],
)
def test_typo_does_not_pass_for_success(run, scripted, words):
    server = scripted()
    assert run(server, *words).status == 2
    assert server.requests == []


@pytest.mark.parametrize("roles", ["prxy", ""])
def test_inspect_refuses_invalid_roles(ecctl, roles):
    outcome = ecctl(*TOKENS, "inspect", "-", f"--roles={roles}", stdin=f"{TOKEN}\n")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--roles" in outcome.err


@pytest.mark.parametrize(
    "flags", [("--role=frontend", "--force"), ("--role=prxy", "--force", "--allow-unknown-role")]
)
def test_prune_of_unused_unknown_role_fails(run, scripted, flags):
    server = scripted(LIST)
    outcome = run(server, "prune", *flags)
    assert (outcome.status, outcome.out) == (4, "")
    assert "no token has the role" in outcome.err
    assert not any(line.startswith("DELETE") for line in sent(server))


def test_prune_of_unused_known_role_succeeds(run, scripted):
    outcome = run(scripted(LIST), "prune", "--role=director")
    assert (outcome.status, outcome.out) == (0, "")
    assert "nothing to revoke" in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--role=prxy"),
        ("create", "--role=proxy,prxy"),
        ("prune", "--role=prxy"),
        ("inspect", "-", "--roles=prxy"),
    ],
)
def test_force_does_not_accept_role_typo(run, scripted, words):
    for environment in ({}, {"EC_FORCE": "1"}):
        server = scripted()
        outcome = run(server, *words, "--force", stdin=f"{TOKEN}\n", env=environment)
        assert (outcome.status, outcome.out, server.requests) == (2, "", [])
        assert "did you mean proxy?" in outcome.err
        assert "--allow-unknown-role" in outcome.err


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


def test_role_and_roles_are_the_same_flag(run, ecctl, scripted):
    assert run(scripted(LIST, DELETED, DELETED), "prune", "--roles=proxy", "--force").status == 0
    assert ecctl(*TOKENS, "inspect", "-", "--role=proxy", stdin=f"{TOKEN}\n").status == 0


@pytest.mark.parametrize("text", ["0", "0.0", "-0"])
def test_validity_of_bare_zero_is_refused(run, scripted, text):
    server = scripted()
    outcome = run(server, "create", "--role=proxy", f"--validity={text}")
    assert (outcome.status, server.requests) == (2, [])
    assert "leave out --validity" in outcome.err


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


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 404, "body": {"errors": [{"code": "root.resource_not_found", "message": "no such path"}]}},
        PAGE,
    ],
)
def test_unknown_path_does_not_count_as_missing_token(run, scripted, reply):
    reply = {**reply, "match": "DELETE *"}
    for words in (("delete", "a", "--ignore-missing"), ("prune", "--role=allocator", "--force")):
        outcome = run(scripted(LIST, reply) if words[0] == "prune" else scripted(reply), *words)
        assert outcome.status in (4, 5), words
        assert outcome.out == ""
    outcome = run(scripted(LIST, NEW, reply), "rotate", "b")
    assert outcome.status in (4, 5)
    assert '"b" may still be valid' in outcome.err
    assert "revoked" not in outcome.err


def test_delete_of_nothing_with_ignore_missing_succeeds(run, scripted, home):
    (home / "empty").write_text("\n")
    for words in (("-",), ("--file=empty",)):
        server = scripted()
        assert run(server, "delete", *words, stdin="").status == 2
        assert run(server, "delete", *words, "--ignore-missing", stdin="").status == 0
        assert server.requests == []
    assert run(scripted(), "delete", "--ignore-missing").status == 2


@pytest.mark.parametrize("command", ["delete", "inspect", "rotate"])
def test_file_name_as_token_is_refused_with_hint(run, scripted, home, command):
    (home / "a.jwt").write_text(TOKEN)
    server = scripted()
    outcome = run(server, command, "a.jwt")
    assert (outcome.status, server.requests) == (2, [])
    assert "hint: --file a.jwt" in outcome.err


def test_delete_prints_json(run, scripted):
    outcome = run(scripted(DELETED, DELETED), "delete", "x", "y", "--output=json")
    assert (outcome.status, json.loads(outcome.out)) == (0, {"deleted": ["x", "y"]})
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y", "--output=json")
    assert (outcome.status, json.loads(outcome.out)) == (4, {"deleted": ["y"]})
    outcome = run(scripted(MISSING), "delete", "x", "--output=json")
    assert (outcome.status, outcome.out) == (4, "")


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


def test_format_of_stored_token_takes_go_names(ecctl, run, scripted):
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.TokenID}} {{.Roles}}", stdin=f"{TOKEN}\n")
    assert outcome.out == "id-1 [proxy]\n"
    outcome = run(scripted(NEW), "create", "--role=proxy", "--out=t.jwt", "--format={{.TokenID}} {{.File}}")
    assert outcome.out == "id-1 t.jwt\n"
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.Nope}}", stdin=f"{TOKEN}\n")
    assert (outcome.status, outcome.out) == (1, "")
    assert "no field Nope" in outcome.err
