"""`auth status`, and refusals for lack of a role."""

from __future__ import annotations

import io
import json

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main
from ecctl.cli.permissions import roles_for
from ecctl.client import Call

REFUSAL = {"errors": [{"code": "root.unauthorized.rbac", "message": "Unauthorized action"}]}
REFUSED = {"match": "GET */users", "status": 403, "body": REFUSAL}
VIEWER = {"user_name": "ops", "security": {"roles": ["ece_deployment_viewer"]}}
ME = {"match": "GET /api/v1/user", "status": 200, "body": VIEWER}


class Terminal(io.BytesIO):
    def isatty(self):
        return True


def test_status_names_user_platform_and_expiry(ecctl, ece_server):
    way = ("--host", ece_server.host, "--ca-file", ece_server.ca_file)
    key = ("--api-key", f"@{write(ece_server)}")
    shown = json.loads(ecctl("auth", "status", *way, *key, "--output", "json").out)
    assert shown["user"] == "tester"
    assert shown["roles"] == ["ece_platform_admin"]
    assert shown["platform"] == ece_server.host
    assert shown["version"]
    assert shown["credentials"]["kind"] == "api_key"
    assert shown["credentials"]["expires"]
    text = ecctl("auth", "status", *way, *key).out
    assert "USER          tester\n" in text
    assert "days left)" in text
    assert ece_server.api_key not in text


def write(server):
    from pathlib import Path

    path = Path(server.ca_file).parent / "key"
    path.write_text(server.api_key)
    return path


def test_status_fails_with_refused_credentials(ecctl, ece_server):
    way = ("--host", ece_server.host, "--ca-file", ece_server.ca_file)
    outcome = ecctl("auth", "status", *way, "--api-key", "wrong")
    assert (outcome.status, outcome.out) == (3, "")


def test_status_without_permission_to_see_the_version(ecctl, scripted):
    server = scripted(ME, {"match": "GET */platform", "status": 403, "body": REFUSAL})
    outcome = ecctl("auth", "status", "--host", server.host, "--api-key", "k")
    assert outcome.status == 0, outcome.err
    assert "VERSION       -\n" in outcome.out


def test_status_on_the_embedded_platform(ecctl):
    shown = json.loads(ecctl("auth", "status", "--config", "embedded", "--output", "json").out)
    assert (shown["user"], shown["credentials"]["kind"]) == ("admin", "embedded")


def test_refusal_names_user_and_role_on_a_terminal(home, scripted):
    server = scripted(REFUSED, ME)
    err = Terminal()
    argv = ("user", "list", "--host", server.host, "--api-key", "k", "--color", "never")
    status = main(Context(argv, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), err))
    assert status == 3
    assert (
        'hint: user "ops", who has ece_deployment_viewer, may not do this: '
        "it takes the role ece_platform_viewer or ece_platform_admin\n"
    ) in err.getvalue().decode()


def test_refusal_sends_no_further_request_without_a_terminal(ecctl, scripted):
    server = scripted(REFUSED)
    outcome = ecctl("user", "list", "--host", server.host, "--api-key", "k")
    assert outcome.status == 3
    assert "it takes the role ece_platform_viewer or ece_platform_admin" in outcome.err
    assert "ecctl auth status" in outcome.err
    assert len(server.requests) == 1


def test_refusal_names_the_user_who_logged_in(ecctl, scripted):
    login = {"match": "POST */_login", "status": 200, "body": {"token": "t"}}
    server = scripted(login, {**REFUSED, "match": "POST */users"})
    words = ("user", "create", "--username", "x", "--role", "ece_platform_admin", "--insecure-password")
    outcome = ecctl(*words, "password", "--host", server.host, "--user", "ops", "--pass", "p")
    assert 'user "ops" may not do this: it takes the role ece_platform_admin\n' in outcome.err


def test_refusal_of_somebody_with_the_role_has_another_reason(home, scripted):
    admin = {"user_name": "root", "security": {"roles": ["ece_platform_admin"]}}
    server = scripted(REFUSED, {**ME, "body": admin})
    err = Terminal()
    argv = ("user", "list", "--host", server.host, "--api-key", "k")
    main(Context(argv, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), err))
    assert "hint" not in err.getvalue().decode()


@pytest.mark.parametrize(
    ("method", "path", "roles"),
    [
        (
            "GET",
            "/api/v1/regions/r/platform/infrastructure/runners",
            "ece_platform_viewer ece_platform_admin",
        ),
        ("POST", "/api/v1/platform/infrastructure/runners/_search", "ece_platform_viewer ece_platform_admin"),
        ("DELETE", "/api/v1/regions/r/platform/x", "ece_platform_admin"),
        ("PATCH", "/api/v1/users/x", "ece_platform_admin"),
        ("GET", "/api/v1/users/auth", ""),
        ("POST", "/api/v1/users/auth/keys", ""),
        ("POST", "/api/v1/deployments", "ece_deployment_manager ece_platform_admin"),
        (
            "GET",
            "/api/v1/deployments/x",
            "ece_deployment_viewer ece_deployment_manager ece_platform_viewer ece_platform_admin",
        ),
        ("PUT", "/api/v1/deployments/templates/x", ""),
        ("POST", "/api/v1/deployments/extensions", ""),
        ("PUT", "/api/v1/regions/r/comments/x", ""),
    ],
)
def test_roles_of_operations(method, path, roles):
    assert " ".join(roles_for(Call(method, path))) == roles
