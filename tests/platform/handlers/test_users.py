"""Users over the API."""

from __future__ import annotations

import pytest

VIEWER = "ece_platform_viewer"


def test_built_in_users_exist(ask):
    status, said = ask("GET", "/api/v1/users?include_disabled=false")
    assert status == 200
    assert [(user["user_name"], user["security"]["roles"]) for user in said["users"]] == [
        ("admin", ["ece_platform_admin"]),
        ("readonly", ["ece_platform_viewer"]),
    ]
    assert ask("GET", "/api/v1/user")[1]["user_name"] == "admin"


def test_user_life_cycle(ask, someone):
    made = someone("sam89", VIEWER, full_name="Sam <8> & é", email="sam@example.com")
    assert "password" not in made["security"]
    assert made["security"]["enabled"] is True
    assert ask("GET", "/api/v1/users/sam89") == (200, made)
    status, changed = ask(
        "PATCH", "/api/v1/users/sam89", {"user_name": "sam89", "full_name": "Sam", "security": {}}
    )
    assert status == 200
    assert (changed["full_name"], changed["email"]) == ("Sam", "sam@example.com")
    assert changed["security"] == made["security"]
    assert changed["metadata"]["updated_by"] == "admin"
    assert ask("DELETE", "/api/v1/users/sam89") == (200, {})
    assert ask("GET", "/api/v1/users/sam89")[1]["errors"][0]["code"] == "user.not_found"
    assert ask("DELETE", "/api/v1/users/sam89")[0] == 404


def test_names_are_escaped_in_paths(ask, someone):
    someone("sam, (89)@x|日", VIEWER)
    assert ask("GET", "/api/v1/users/sam%2C%20%2889%29@x%7C%E6%97%A5")[0] == 200


def test_disabled_users_are_listed_on_request(ask, someone):
    someone("off", VIEWER)
    ask("PATCH", "/api/v1/users/off", {"security": {"enabled": False}})
    names = lambda query: [user["user_name"] for user in ask("GET", f"/api/v1/users{query}")[1]["users"]]  # noqa: E731
    assert "off" not in names("")
    assert "off" in names("?include_disabled=true")
    assert ask("GET", "/api/v1/users?include_disabled=perhaps")[0] == 400


@pytest.mark.parametrize("name", ["sam", "admin", "readonly"])
def test_taken_name_is_409(ask, someone, name):
    someone("sam", VIEWER)
    status, said = ask("POST", "/api/v1/users", {"user_name": name, "security": {"roles": [VIEWER]}})
    assert (status, said["errors"][0]["code"]) == (409, "user.user_name.conflict")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user_name": None}, "user.user_name.invalid"),
        ({"user_name": ""}, "user.user_name.invalid"),
        ({"user_name": " sam"}, "user.user_name.invalid"),
        ({"user_name": "a:b"}, "user.user_name.invalid"),
        ({"user_name": ".."}, "user.user_name.invalid"),
        ({"user_name": "auth"}, "user.user_name.invalid"),
        ({"user_name": "a\nb"}, "root.invalid_request"),
        ({"user_name": "\ud800"}, "root.invalid_request"),
        ({"user_name": 5}, "root.invalid_request"),
        ({"user_name": "x" * 300}, "root.invalid_request"),
        ({"security": {}}, "user.roles.invalid"),
        ({"security": {"roles": []}}, "user.roles.invalid"),
        ({"security": {"roles": ["boss"]}}, "user.roles.invalid"),
        ({"security": {"roles": "boss"}}, "root.invalid_request"),
        ({"security": []}, "root.invalid_request"),
        ({"security": {"roles": [VIEWER], "password": "short"}}, "user.password.invalid"),
        ({"security": {"roles": [VIEWER], "password": 12345678}}, "root.invalid_request"),
        ({"security": {"roles": [VIEWER], "enabled": "yes"}}, "root.invalid_request"),
        ({"email": ["x"]}, "root.invalid_request"),
    ],
)
def test_invalid_user_is_400(ask, change, code):
    body = {"user_name": "new", "security": {"roles": [VIEWER]}} | change
    status, said = ask("POST", "/api/v1/users", body)
    assert (status, said["errors"][0]["code"]) == (400, code)
    assert len(ask("GET", "/api/v1/users")[1]["users"]) == 2


def test_built_in_users_keep_roles_and_state(ask):
    assert ask("DELETE", "/api/v1/users/admin")[1]["errors"][0]["code"] == "user.restricted_deletion"
    for change in ({"enabled": False}, {"roles": [VIEWER]}):
        status, said = ask("PATCH", "/api/v1/users/admin", {"security": change})
        assert (status, said["errors"][0]["code"]) == (400, "user.restricted_field")
    assert ask("PATCH", "/api/v1/users/admin", {"full_name": "The Admin"})[0] == 200


def test_users_can_change_their_own_profile(client, someone):
    someone("sam", VIEWER)
    sam = client("sam", "pass-of-sam")
    assert sam.ask("PATCH", "/api/v1/user", {"email": "s@example.com"})[1]["email"] == "s@example.com"
    for body in (
        {"security": {"roles": ["ece_platform_admin"]}},
        {"security": {"enabled": False}},
        {"user_name": "x"},
    ):
        status, said = sam.ask("PATCH", "/api/v1/user", body)
        assert (status, said["errors"][0]["code"]) == (400, "user.restricted_field")
    assert sam.ask("PATCH", "/api/v1/user", {"security": {"password": "a new password"}})[0] == 200
    assert sam.ask("GET", "/api/v1/user")[0] == 401
    assert client("sam", "a new password").ask("GET", "/api/v1/user")[1]["security"]["roles"] == [VIEWER]
