"""`user` beyond the recorded cases."""

from __future__ import annotations

import pytest
from support.api import credentials

from ecctl.cli.commands.user.rules import is_email

SAM = {"status": 200, "body": {"user_name": "sam", "security": {"enabled": True, "roles": ["r"]}}}
NEW = ("user", "create", "--username", "sam", "--role", "r")


def test_error_names_every_invalid_flag(ecctl, scripted):
    server = scripted()
    outcome = ecctl(
        *NEW, "--role=,ece_platform_admin", "--email=a@b@c", "--insecure-password=short", *credentials(server)
    )
    assert outcome.status == 2
    for flag in ("--role", "--email", "--insecure-password"):
        assert flag in outcome.err
    assert "short" not in outcome.err
    assert server.requests == []


def test_password_appears_in_request_only(ecctl, scripted):
    server = scripted(SAM)
    outcome = ecctl(*NEW, "--insecure-password", "hunter2-hunter2", "--verbose", *credentials(server))
    assert outcome.status == 0
    assert server.requests[0]["body"]["json"]["security"]["password"] == "hunter2-hunter2"
    assert "hunter2" not in outcome.out + outcome.err


def test_password_prompt_needs_terminal(ecctl, scripted):
    server = scripted()
    outcome = ecctl(*NEW, *credentials(server), stdin="long enough\nlong enough\n")
    assert outcome.status == 1
    assert "--password-file" in outcome.err
    assert "--insecure-password" not in outcome.err
    assert server.requests == []


@pytest.mark.parametrize("command", [NEW, ("user", "update", "sam")])
def test_password_from_file_or_standard_input(ecctl, scripted, tmp_path, command):
    path = tmp_path / "pw"
    path.write_text("hunter2-hunter2\n")
    for flags, stdin in (
        (("--password-file", str(path)), ""),
        (("--password-file", "-"), "hunter2-hunter2\n"),
        (("--insecure-password", f"@{path}"), ""),
    ):
        server = scripted(SAM)
        outcome = ecctl(*command, *flags, *credentials(server), stdin=stdin)
        assert outcome.status == 0, outcome.err
        assert server.requests[0]["body"]["json"]["security"]["password"] == "hunter2-hunter2"
        assert "WARNING" not in outcome.err


@pytest.mark.parametrize(
    ("flags", "stdin"),
    [
        (("--password-file", "missing"), ""),
        (("--password-file", "-"), ""),
        (("--password-file", "-"), "short\n"),
        (("--password-file", ""), ""),
        (("--insecure-password", "@missing"), ""),
        (("--password-file", "-", "--insecure-password", "hunter2-hunter2"), "hunter2-hunter2\n"),
    ],
)
def test_unusable_password_flags_are_refused(ecctl, scripted, flags, stdin):
    server = scripted()
    outcome = ecctl(*NEW, *flags, *credentials(server), stdin=stdin)
    assert outcome.status == 2
    assert "hunter2" not in outcome.err
    assert server.requests == []


@pytest.mark.parametrize(
    "flags", [["--fullname="], ["--fullname=", "--email=a@b.c"], ["--role="], ["--password=false"]]
)
def test_update_refuses_flag_without_effect(ecctl, scripted, flags):
    server = scripted()
    outcome = ecctl("user", "update", "sam", *flags, *credentials(server))
    assert outcome.status == 2
    assert server.requests == []


def test_update_checks_user_before_password_prompt(ecctl, scripted):
    server = scripted()
    outcome = ecctl("user", "update", "sam", "--current", "--password", *credentials(server))
    assert outcome.status == 2
    assert "--current" in outcome.err


def test_update_of_unnamed_current_user_changes_nothing(ecctl, scripted):
    server = scripted({"match": "GET /api/v1/user", "status": 200, "body": {}})
    outcome = ecctl("user", "update", "--current", "--fullname", "X", *credentials(server))
    assert outcome.status == 5
    assert [request["method"] for request in server.requests] == ["GET"]


def test_user_flag_names_key_owner_not_login(ecctl, scripted):
    server = scripted(
        {"match": "POST */_login", "status": 200, "body": {"token": "jwt.of.admin"}},
        {"match": "DELETE /api/v1/users/bob/auth/keys/k1", "status": 200, "body": {}},
    )
    outcome = ecctl(
        *("user", "key", "delete", "--user", "bob", "k1", "--host", server.host),
        env={"EC_USER": "admin", "EC_PASS": "s3cret"},
    )
    assert outcome.status == 0
    assert server.requests[0]["body"] == {"json": {"username": "admin", "password": "s3cret"}}


@pytest.mark.parametrize("flags", [[], ["--user="], ["--user", "bob", "--all"], ["--all=false"]])
def test_key_list_needs_one_user_or_all(ecctl, scripted, flags):
    server = scripted()
    outcome = ecctl("user", "key", "list", *flags, *credentials(server))
    assert outcome.status == 2
    assert "--all" in outcome.err
    assert server.requests == []


@pytest.mark.parametrize(
    "text", ["a@b", "zoe+ece@mail.example.org", "a!#$%&'*+/=?^_`{|}~-@x-y.z", f"a@{'x' * 63}"]
)
def test_valid_email_address(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["a", "a@", "@b", "a@b@c", "a b@c", "é@b", "a@é", "a@b..c", "a@b.", "a@-b", "a@b-", f"a@{'x' * 64}"],
)
def test_invalid_email_address(text):
    assert not is_email(text)


@pytest.mark.parametrize(
    ("whom", "env", "told"),
    [
        (["--current"], {"EC_USER": "sam", "EC_PASS": "old-password"}, True),
        (["sam"], {"EC_USER": "sam", "EC_PASS": "old-password"}, True),
        (["sam"], {"EC_USER": "admin", "EC_PASS": "old-password"}, False),
        (["--current"], {"EC_API_KEY": "k"}, False),
    ],
)
def test_update_names_setting_with_old_password(ecctl, scripted, whom, env, told):
    login = {"match": "POST */_login", "status": 200, "body": {"token": "t"}}
    replies = [login] * ("EC_USER" in env) + [SAM] * (2 if whom == ["--current"] else 1)
    server = scripted(*replies)
    argv = ("user", "update", *whom, "--insecure-password", "new-password", "--host", server.host)
    outcome = ecctl(*argv, env=env)
    assert outcome.status == 0, outcome.err
    assert ("pass (EC_PASS) is still the old password" in outcome.err) == told
    assert "old-password" not in outcome.err


@pytest.mark.parametrize(("flags", "sent"), [((), "false"), (("--include-disabled",), "true")])
def test_list_includes_disabled_users_on_request(ecctl, scripted, flags, sent):
    server = scripted({"status": 200, "body": {"users": []}})
    assert ecctl("user", "list", *flags, "--host", server.host, "--api-key", "k").status == 0
    assert server.requests[0]["query"] == [["include_disabled", sent]]
