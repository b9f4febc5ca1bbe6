"""Changes to many things from a file: `user create`, `runner set-roles` and `enrollment-token delete`."""

from __future__ import annotations

import json

import pytest
from support.api import credentials
from support.enrollment_tokens import DELETED, MISSING, TOKENS

USERS = (
    "username,roles,fullname,email,password\n"
    "ann,ece_platform_viewer;ece_deployment_viewer,Ann B,ann@example.com,secret-of-ann\n"
    "bob,,,,secret-of-bob\n"
)
CREATED = {"match": "POST *", "status": 200, "body": {}}
TAKEN = {
    "match": "POST *",
    "status": 409,
    "body": {"errors": [{"code": "user.already_exists", "message": "User already exists"}]},
}
DROPPED = {"match": "POST *", "drop": True}
CHANGED = {"match": "PUT *", "status": 200, "body": {"roles": []}}


@pytest.fixture
def embedded(ecctl, tmp_path):
    data = {"ECCTL_DATA_DIR": str(tmp_path / "data"), "EC_CONFIG": "embedded"}

    def run(*argv, **keywords):
        return ecctl(*argv, env=data, **keywords)

    return run


def sent(server):
    return [(each["method"], each["path"].rpartition("/")[2]) for each in server.requests]


def journals(home):
    return list((home / ".ecctl" / "bulk").glob("*"))


def test_users_are_created_from_a_file(embedded, tmp_path, home):
    file = tmp_path / "users.csv"
    file.write_text(USERS)
    outcome = embedded("user", "create", "--file", str(file), "--role", "ece_platform_admin")
    assert (outcome.status, outcome.out) == (0, "2 users created\n")
    users = {each["user_name"]: each for each in embedded("user", "list", "--output", "json").json()["users"]}
    assert users["ann"]["full_name"] == "Ann B"
    assert users["ann"]["security"]["roles"] == ["ece_platform_viewer", "ece_deployment_viewer"]
    assert users["bob"]["security"]["roles"] == ["ece_platform_admin"]
    assert journals(home) == []


def test_password_can_be_in_a_file(embedded, tmp_path):
    (tmp_path / "pw").write_text("secret-of-ann\n")
    rows = json.dumps(
        [{"username": "ann", "roles": ["ece_platform_viewer"], "password_file": str(tmp_path / "pw")}]
    )
    outcome = embedded("user", "create", "--file", "-", "--output", "json", stdin=rows)
    assert outcome.json() == {"created": ["ann"]}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("username\nann\n", "2: no roles"),
        ("username,roles\nann,ece_platform_viewer\n", "2: give either password or password_file"),
        ("username,roles,password\nann,ece_platform_viewer,short\n", "2: the password must have at least 8 characters"),
        (
            "username,roles,password\nann,ece_platform_admin;x,long-enough\n",
            "2: roles ece_platform_admin excludes all other roles",
        ),
        ("username,roles,email,password\nann,x,no,long-enough\n", '2: email "no" is not an email address'),
        ("name\nann\n", '1: unknown column "name"'),
        ("username,roles,password_file\nann,x,absent\n", "2: cannot read absent (--file): No such file"),
    ],
)  # fmt: skip
def test_invalid_rows_are_refused_before_any_request(ecctl, scripted, rows, problem):
    server = scripted()
    outcome = ecctl("user", "create", "--file", "-", *credentials(server), stdin=rows)
    assert outcome.status == 2
    line, _, text = problem.partition(": ")
    assert outcome.err.splitlines()[0].startswith(f"ecctl: line {line} of standard input (--file): {text}")
    assert server.requests == []


def test_user_whose_response_was_lost_counts_as_created_on_resume(ecctl, scripted, tmp_path, home):
    file = tmp_path / "users.csv"
    file.write_text(USERS)
    server = scripted(CREATED, DROPPED, TAKEN)
    command = ("user", "create", "--file", str(file), "--role", "x", "--parallel", "1", *credentials(server))
    first = ecctl(*command)
    assert first.status == 6
    assert "1 of 2 users are done; run the same command again to resume" in first.err
    [journal] = journals(home)
    assert b"secret" not in journal.read_bytes()
    second = ecctl(*command)
    assert (second.status, second.out) == (0, "2 users created\n")
    assert ": 1 of 2 users are done; to start over, remove " in second.err
    assert str(journal) in second.err
    assert len(server.requests) == 3
    assert journals(home) == []


def test_journal_of_other_rows_is_not_resumed(ecctl, scripted, home):
    command = ("user", "create", "--file", "-", "--role", "x", "--parallel", "1")
    server = scripted(TAKEN, CREATED)
    rows = "username,password\n{},long-enough\n"
    assert ecctl(*command, *credentials(server), stdin=rows.format("ann")).status == 5
    second = ecctl(*command, *credentials(server), stdin=rows.format("bob"))
    assert (second.status, second.err) == (0, "")


def test_existing_user_is_an_error(ecctl, scripted, tmp_path):
    file = tmp_path / "users.csv"
    file.write_text(USERS)
    server = scripted(TAKEN, CREATED)
    outcome = ecctl(
        "user", "create", "--file", str(file), "--role", "x", "--parallel", "1", *credentials(server)
    )
    assert outcome.status == 5
    assert outcome.out == "1 user created\n"
    assert '"ann": api error: user.already_exists' in outcome.err


@pytest.mark.parametrize(
    "text", ["runner_id,roles\nh1,proxy\nh2,allocator;proxy\n", "h1: [proxy]\nh2: [allocator, proxy]\n"]
)
def test_roles_are_set_from_a_file(ecctl, scripted, tmp_path, text):
    file = tmp_path / ("hosts.csv" if text.startswith("runner") else "hosts.yaml")
    file.write_text(text)
    server = scripted(CHANGED, CHANGED)
    command = (
        "platform",
        "runner",
        "set-roles",
        "--file",
        str(file),
        "--parallel",
        "1",
        *credentials(server),
    )
    assert ecctl(*command, stdin="n\n").status == 1
    assert server.requests == []
    outcome = ecctl(*command, "--force")
    assert (outcome.status, outcome.out) == (0, "2 hosts have the roles of the file\n")
    assert [each["body"]["json"] for each in server.requests] == [
        {"roles": [{"role_name": "proxy"}]},
        {"roles": [{"role_name": "allocator"}, {"role_name": "proxy"}]},
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("h1", "--file", "x"), "--file and a host exclude each other"),
        (("--roles", "proxy", "--file", "x"), "--file and --roles exclude each other"),
        (("--roles", "proxy"), "specify a host, or a file with --file"),
        (("h1",), 'required flag(s) "roles" not set'),
        (("h1", "--roles", "proxy", "--parallel", "2"), "--parallel has no effect without --file"),
    ],
)
def test_set_roles_takes_a_host_or_a_file(ecctl, scripted, arguments, problem):
    outcome = ecctl("platform", "runner", "set-roles", *arguments, *credentials(scripted()))
    assert outcome.status == 2
    assert outcome.err.splitlines()[0] == f"ecctl: {problem}"


def test_created_tokens_are_revoked_from_the_lines_of_create(embedded, tmp_path):
    file = tmp_path / "tokens.ndjson"
    file.write_text(embedded(*TOKENS, "create", "--role", "proxy", "--count", "40").out)
    outcome = embedded(*TOKENS, "delete", "--file", str(file))
    assert outcome.status == 0, outcome.err
    assert len(outcome.out.splitlines()) == 40
    assert embedded(*TOKENS, "list", "--output", "json").json()["tokens"] in ([], None)


def test_missing_token_among_many_is_an_error_unless_ignored(ecctl, scripted, home):
    ids = "".join(f"id-{number}\n" for number in range(20))
    server = scripted(MISSING, *[DELETED] * 19)
    command = (*TOKENS, "delete", "--file", "-", "--parallel", "1", *credentials(server))
    outcome = ecctl(*command, stdin=ids)
    assert outcome.status == 4
    assert len(outcome.out.splitlines()) == 19
    assert '"id-0": ' in outcome.err
    again = ecctl(*command, "--ignore-missing", stdin=ids)
    assert again.status in (0, 5)
    assert len(server.requests) == 21


def test_prune_revokes_many_tokens_without_a_journal(ecctl, scripted, home):
    tokens = [{"token_id": f"id-{number}", "roles": ["proxy"]} for number in range(20)]
    server = scripted({"status": 200, "body": {"tokens": tokens}}, MISSING, *[DELETED] * 19)
    command = (*TOKENS, "prune", "--role", "proxy", "--parallel", "1", *credentials(server))
    outcome = ecctl(*command, stdin="y\n")
    assert outcome.status == 0, outcome.err
    assert outcome.out.splitlines() == [f"Token id-{number} deleted." for number in range(1, 20)]
    assert "Token id-0 does not exist.\n" in outcome.err
    assert sorted(path for method, path in sent(server) if method == "DELETE") == sorted(
        token["token_id"] for token in tokens
    )
    assert not (home / ".ecctl").exists()


def test_prune_of_many_stops_when_the_platform_is_gone(ecctl, scripted, home):
    tokens = [{"token_id": f"id-{number}", "roles": ["proxy"]} for number in range(20)]
    server = scripted(
        {"status": 200, "body": {"tokens": tokens}}, DELETED, *[{"match": "DELETE *", "drop": True}] * 2
    )
    outcome = ecctl(
        *TOKENS, "prune", "--all", "--force", "--retries", "0", "--parallel", "1", *credentials(server)
    )
    assert (outcome.status, outcome.out) == (6, "Token id-0 deleted.\n"), outcome.err
    assert "1 of 20 tokens are done; run the same command again for the others" in outcome.err
    assert {path for _, path in sent(server)} <= {"enrollment-tokens", "id-0", "id-1"}


def test_prune_refuses_parallel_out_of_range_before_any_request(ecctl, scripted):
    server = scripted()
    outcome = ecctl(*TOKENS, "prune", "--all", "--force", "--parallel", "0", *credentials(server))
    assert (outcome.status, server.requests) == (2, [])


def test_dry_run_of_many_shows_the_requests(ecctl, scripted, home):
    server = scripted()
    rows = "runner_id,roles\nh1,proxy\nh2,proxy\n"
    outcome = ecctl(
        "platform", "runner", "set-roles", "--file", "-", "--dry-run", *credentials(server), stdin=rows
    )
    assert outcome.out.count("PUT ") == 2
    assert server.requests == []
    assert journals(home) == []
