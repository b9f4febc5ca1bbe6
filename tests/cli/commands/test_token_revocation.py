"""`enrollment-token delete` and `prune`: which tokens are revoked, and which never."""

from __future__ import annotations

import json

import pytest
from support.enrollment_tokens import DELETED, LIST, MISSING, NEW, PAGE, TOKEN, TOKENS, ecctl_token, sent


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


@pytest.mark.parametrize(
    "line", ['{"token_id": 7}', '{"token_id": ["x"]}', '{"token": {}}', "{}", '[{"token_id": "x"}]', '["x"]']
)
def test_delete_refuses_json_without_an_id(run, scripted, line):
    server = scripted()
    outcome = run(server, "delete", "--file", "-", stdin=f"{line}\n")
    assert outcome.status == 2
    assert "line 1 of --file is neither a token nor a token id" in outcome.err
    assert server.requests == []


def test_delete_takes_file_of_a_windows_editor(run, scripted):
    server = scripted(DELETED, DELETED)
    assert run(server, "delete", "--file", "-", stdin="\ufeffa\r\nb\r\n").status == 0
    assert sent(server) == ["DELETE a", "DELETE b"]


def test_delete_continues_after_missing_token(run, scripted):
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y")
    assert (outcome.status, outcome.out) == (4, "Token y deleted.\n")
    assert '"x"' in outcome.err
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y", "--ignore-missing")
    assert (outcome.status, outcome.out) == (0, "Token y deleted.\n")


def test_web_page_does_not_count_as_missing_token(run, scripted):
    assert run(scripted(PAGE), "delete", "x", "--ignore-missing").status == 5


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


@pytest.mark.parametrize(
    "words",
    [
        ("prune", "--role", "prxy"),
        ("prune", "--role", ""),
        ("prune", "--keep", "", "--force"),
        ("prune", "--keep", "a,", "--force"),
        ("prune", "--role", "proxy", "--keep", " ", "--force"),
        ("create", "--role=proxy", "--out", ""),
        ("create", "--role=proxy", "--out=-"),
        ("rotate", "b", "--out="),
    ],
)
def test_typo_does_not_pass_for_success(run, scripted, words):
    server = scripted()
    assert run(server, *words).status == 2
    assert server.requests == []


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


def test_role_and_roles_are_the_same_flag(run, ecctl, scripted):
    assert run(scripted(LIST, DELETED, DELETED), "prune", "--roles=proxy", "--force").status == 0
    assert ecctl(*TOKENS, "inspect", "-", "--role=proxy", stdin=f"{TOKEN}\n").status == 0


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
    assert "hint: use --file a.jwt" in outcome.err


def test_delete_prints_json(run, scripted):
    outcome = run(scripted(DELETED, DELETED), "delete", "x", "y", "--output=json")
    assert (outcome.status, json.loads(outcome.out)) == (0, {"deleted": ["x", "y"]})
    outcome = run(scripted(MISSING, DELETED), "delete", "x", "y", "--output=json")
    assert (outcome.status, json.loads(outcome.out)) == (4, {"deleted": ["y"]})
    outcome = run(scripted(MISSING), "delete", "x", "--output=json")
    assert (outcome.status, outcome.out) == (4, "")
