"""Authentication with passwords, sessions and API keys, and the limits on guesses."""

from __future__ import annotations

import base64
import json

import pytest

from ecctl.platform.auth import passwords
from ecctl.platform.auth.throttle import PER_PEER, PER_USER, WINDOW_SECONDS
from ecctl.platform.domain.jwt import decode, sign
from ecctl.platform.store.base import API_KEYS, SETTINGS, USERS

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
ADMIN, VIEWER, MANAGER = "ece_platform_admin", "ece_platform_viewer", "ece_deployment_manager"


def code(answer):
    return answer[0], answer[1]["errors"][0]["code"]


UNAUTHENTICATED = (401, "root.unauthenticated")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff:x").decode(),
        "Bearer",
        "Bearer x.y.z",
        "Bearer " + "x" * 9000,
        "ApiKey",
        "ApiKey x",
        "ApiKey " + base64.b64encode(b"id:secret").decode(),
        "ApiKey é",
        "Digest username=admin",
        "Bearer\tx",
    ],
)
def test_missing_credentials_are_401(client, header):
    nobody = client(authorization=header)
    assert code(nobody.ask("GET", ENROLLMENT)) == UNAUTHENTICATED
    assert nobody.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/users/auth/_login", {"username": "nobody", "password": "x"}),
        ("/api/v1/users/auth/_logout", None),
        ("/ecctl/v1/hosts/_enroll", {"token": "a.b.c", "roles": ["proxy"], "host_ip": "192.0.2.7"}),
    ],
)
def test_401_contains_challenge(client, path, body):
    nobody = client()
    assert nobody.ask("POST", path, body)[0] == 401
    assert nobody.headers["www-authenticate"].startswith("Basic")


def test_strangers_do_not_learn_which_paths_exist(client):
    assert code(client().ask("GET", "/api/v1/deployments")) == UNAUTHENTICATED
    assert code(client().ask("GET", "/nowhere")) == UNAUTHENTICATED


def test_basic_authentication(client, someone):
    someone("zoë", VIEWER)
    assert client("zoë", "pass-of-zoë").ask("GET", "/api/v1/user")[1]["user_name"] == "zoë"


def test_built_in_users_without_password_cannot_log_in(client):
    assert code(client("admin", "").ask("GET", "/api/v1/user")) == UNAUTHENTICATED
    assert code(client("readonly", "x").ask("GET", "/api/v1/user")) == UNAUTHENTICATED


def test_failed_logins_have_the_same_response(client, someone, ask):
    someone("sam", VIEWER)
    someone("off", VIEWER)
    ask("PATCH", "/api/v1/users/off", {"security": {"enabled": False}})
    answers = [
        client("sam", "wrong"),
        client("nobody", "pass-of-sam"),
        client("off", "pass-of-off"),
        client("admin", "pass-of-sam"),
    ]
    assert len({json.dumps(each.ask("GET", "/api/v1/user")) for each in answers}) == 1


def test_unknown_user_costs_the_same_check(client, someone, monkeypatch):
    someone("sam", VIEWER)
    done = []
    real = passwords._scrypt
    monkeypatch.setattr(passwords, "_scrypt", lambda *each: done.append(each[2]) or real(*each))
    client("sam", "wrong").ask("GET", "/api/v1/user")
    client("nobody", "wrong").ask("GET", "/api/v1/user")
    assert len(done) == 2
    assert done[0] == done[1]


def test_verified_password_is_cached(client, someone, hands, monkeypatch):
    someone("sam", VIEWER)
    done = []
    real = passwords._scrypt
    monkeypatch.setattr(passwords, "_scrypt", lambda *each: done.append(1) or real(*each))
    sam = client("sam", "pass-of-sam")
    for _ in range(5):
        assert sam.ask("GET", "/api/v1/user")[0] == 200
    assert len(done) == 1
    hands.pass_time(61)
    sam.ask("GET", "/api/v1/user")
    assert len(done) == 2


def test_cached_password_ends_with_a_change(client, someone, ask):
    someone("sam", VIEWER)
    sam = client("sam", "pass-of-sam")
    assert sam.ask("GET", "/api/v1/user")[0] == 200
    ask("PATCH", "/api/v1/users/sam", {"security": {"password": "another one"}})
    assert sam.ask("GET", "/api/v1/user")[0] == 401
    assert client("sam", "another one").ask("GET", "/api/v1/user")[0] == 200
    ask("PATCH", "/api/v1/users/sam", {"security": {"enabled": False}})
    assert client("sam", "another one").ask("GET", "/api/v1/user")[0] == 401


def test_failures_count_per_user_and_address(client, someone, hands):
    someone("sam", VIEWER)
    for _ in range(PER_USER):
        assert client("sam", "wrong").ask("GET", "/api/v1/user")[0] == 401
    guesser = client("sam", "pass-of-sam")
    assert code(guesser.ask("GET", "/api/v1/user")) == (429, "root.too_many_requests")
    assert 0 < int(guesser.headers["retry-after"]) <= WINDOW_SECONDS
    assert client("sam", "pass-of-sam", peer="192.0.2.2").ask("GET", "/api/v1/user")[0] == 200
    hands.pass_time(WINDOW_SECONDS)
    assert guesser.ask("GET", "/api/v1/user")[0] == 200


def test_failures_count_per_address(client):
    answers = [client(f"user{n}", "x").ask("GET", "/api/v1/user")[0] for n in range(PER_PEER + 3)]
    assert answers == [401] * PER_PEER + [429] * 3


def test_successful_logins_do_not_count(client, someone, hands):
    someone("sam", VIEWER)
    for _ in range(PER_PEER + 5):
        assert client("sam", "pass-of-sam").ask("GET", "/api/v1/user")[0] == 200
        hands.pass_time(61)


def test_login_refresh_logout(client, someone, hands):
    someone("sam", VIEWER)
    status, session = client().ask(
        "POST", "/api/v1/users/auth/_login", {"username": "sam", "password": "pass-of-sam"}
    )
    assert status == 200
    assert session["session_expiration_time"].endswith("Z")
    sam = client(authorization=f"Bearer {session['token']}")
    assert sam.ask("GET", "/api/v1/user")[1]["user_name"] == "sam"
    hands.pass_time(3000)
    status, renewed = sam.ask("POST", "/api/v1/users/auth/_refresh")
    assert status == 200
    hands.pass_time(3000)
    assert sam.ask("GET", "/api/v1/user")[0] == 401, "the first token has expired"
    again = client(authorization=f"Bearer {renewed['token']}")
    assert again.ask("GET", "/api/v1/user")[0] == 200
    assert again.ask("POST", "/api/v1/users/auth/_logout") == (200, {})
    assert again.ask("GET", "/api/v1/user")[0] == 401
    assert again.ask("POST", "/api/v1/users/auth/_refresh")[0] == 401


@pytest.mark.parametrize("change", [{"enabled": False}, {"password": "another one"}])
def test_session_ends_with_a_change_of_its_user(client, someone, ask, change):
    someone("sam", VIEWER)
    body = {"username": "sam", "password": "pass-of-sam"}
    session = client().ask("POST", "/api/v1/users/auth/_login", body)[1]
    sam = client(authorization=f"Bearer {session['token']}")
    assert sam.ask("GET", "/api/v1/user")[0] == 200
    ask("PATCH", "/api/v1/users/sam", {"security": change})
    assert sam.ask("GET", "/api/v1/user")[0] == 401


def test_session_ends_with_its_user(client, someone, ask, hands):
    someone("sam", VIEWER)
    body = {"username": "sam", "password": "pass-of-sam"}
    session = client().ask("POST", "/api/v1/users/auth/_login", body)[1]
    ask("DELETE", "/api/v1/users/sam")
    hands.pass_time(1)
    someone("sam", ADMIN)
    assert client(authorization=f"Bearer {session['token']}").ask("GET", "/api/v1/user")[0] == 401


def test_enrollment_tokens_and_sessions_are_not_interchangeable(client, ask, platform, run):
    token = ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})[1]["token"]
    assert client(authorization=f"Bearer {token}").ask("GET", "/api/v1/user")[0] == 401
    keys = run(platform.services.keys.all())
    claims = {"sub": "x", "user": "admin", "generation": 0, "iss": "session", "exp": 2**40}
    forged = sign(json.dumps(claims).encode(), keys["current"].secret)
    assert client(authorization=f"Bearer {forged}").ask("GET", "/api/v1/user")[0] == 401


@pytest.mark.parametrize(
    "body",
    [{}, {"username": "sam"}, {"username": 1, "password": "x"}, {"username": "sam", "password": ["x"]}],
)
def test_invalid_login_is_400(client, body):
    assert client().ask("POST", "/api/v1/users/auth/_login", body)[0] in {400, 401}


def test_roles_grant_access(client, someone):
    someone("admin2", ADMIN)
    someone("viewer", VIEWER)
    someone("manager", MANAGER)
    body = {"persistent": True, "roles": ["proxy"]}
    wanted = {"admin2": (200, 200), "viewer": (200, 403), "manager": (403, 403)}
    for name, (view, change) in wanted.items():
        user = client(name, f"pass-of-{name}")
        assert user.ask("GET", ENROLLMENT)[0] == view
        assert user.ask("POST", ENROLLMENT, body)[0] == change
        assert user.ask("GET", "/api/v1/user")[0] == 200
        assert user.ask("POST", "/ecctl/v1/signing-keys/_rotate")[0] == (201 if change == 200 else change)
    assert code(client("viewer", "pass-of-viewer").ask("POST", ENROLLMENT, body)) == (
        403,
        "root.unauthorized.rbac",
    )


def test_api_key_authenticates(client, someone, hands):
    someone("sam", ADMIN)
    sam = client("sam", "pass-of-sam")
    status, made = sam.ask("POST", "/api/v1/users/auth/keys", {"description": "for scripts"})
    assert status == 201
    assert made["user_id"] == "sam"
    script = client(authorization=f"ApiKey {made['key']}")
    assert script.ask("GET", "/api/v1/user")[1]["user_name"] == "sam"
    assert script.headers["x-elastic-api-key-expiration"] == made["expiration_date"]
    shown = script.ask("GET", f"/api/v1/users/auth/keys/{made['id']}")[1]
    assert "key" not in shown
    assert script.ask("GET", "/api/v1/users/auth/keys")[1] == {"keys": [shown]}
    hands.pass_time(90 * 86400 + 1)
    assert script.ask("GET", "/api/v1/user")[0] == 401
    assert sam.ask("GET", "/api/v1/users/auth/keys")[1] == {"keys": []}


def test_secrets_are_stored_as_hashes(client, someone, platform, run):
    someone("sam", ADMIN)
    made = client("sam", "pass-of-sam").ask("POST", "/api/v1/users/auth/keys", {"description": "x"})[1]
    secret = decode(made["key"]).decode().partition(":")[2]
    kept = [
        text for kind in (API_KEYS, USERS, SETTINGS) for _, text in run(platform.services.store.scan(kind))
    ]
    assert kept
    assert not any(secret in text or made["key"] in text or "pass-of-sam" in text for text in kept)


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-1], lambda key: key + "A", lambda key: key[:8] + "A" + key[9:]]
)
def test_damaged_key_is_refused(client, someone, spoil):
    someone("sam", ADMIN)
    made = client("sam", "pass-of-sam").ask("POST", "/api/v1/users/auth/keys", {"description": "x"})[1]
    assert client(authorization=f"ApiKey {spoil(made['key'])}").ask("GET", "/api/v1/user")[0] == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "description"),
        ({"description": ""}, "description"),
        ({"description": "x", "expiration": "soon"}, "expiration"),
        ({"description": "x", "expiration": "0d"}, "expiration"),
        ({"description": "x", "expiration": "99999999d"}, "expiration"),
        ({"description": "x", "role_assignments": {"platform": []}}, "role_assignments"),
    ],
)
def test_invalid_key_request_is_400(client, someone, body, field):
    someone("sam", ADMIN)
    status, said = client("sam", "pass-of-sam").ask("POST", "/api/v1/users/auth/keys", body)
    assert (status, said["errors"][0]["code"]) == (400, "api_keys.invalid_input")
    assert said["errors"][0]["fields"] == [field]
    assert (field == "expiration") == ("from 1s to 3660d" in said["errors"][0]["message"])


def test_key_survives_password_change_and_is_refused_while_disabled(client, someone, ask):
    someone("sam", ADMIN)
    key = client("sam", "pass-of-sam").ask("POST", "/api/v1/users/auth/keys", {"description": "x"})[1]["key"]
    statuses = []
    for change in ({"password": "another one"}, {"enabled": False}, {"enabled": True}):
        assert ask("PATCH", "/api/v1/users/sam", {"security": change})[0] == 200
        statuses.append(client(authorization=f"ApiKey {key}").ask("GET", "/api/v1/user")[0])
    assert statuses == [200, 401, 200]


def test_built_in_users_cannot_have_keys(ask):
    status, said = ask("POST", "/api/v1/users/auth/keys", {"description": "x"})
    assert (status, said["errors"][0]["code"]) == (400, "api_keys.invalid_input")


def test_keys_of_other_users_need_an_administrator(client, someone, ask):
    for name in ("ann", "bob"):
        someone(name, VIEWER)
    made = {
        name: [
            client(name, f"pass-of-{name}").ask("POST", "/api/v1/users/auth/keys", {"description": str(n)})[
                1
            ]["id"]
            for n in range(3)
        ]
        for name in ("ann", "bob")
    }
    ids = lambda answer: {key["id"] for key in answer[1]["keys"]}  # noqa: E731 (short)
    ann = client("ann", "pass-of-ann")
    assert ids(ann.ask("GET", "/api/v1/users/auth/keys")) == set(made["ann"])
    assert ids(ann.ask("GET", "/api/v1/users/ann/auth/keys")) == set(made["ann"])
    assert ann.ask("GET", "/api/v1/users/bob/auth/keys")[0] == 403
    assert ann.ask("GET", "/api/v1/users/auth/keys/_all")[0] == 403
    assert ann.ask("DELETE", f"/api/v1/users/auth/keys/{made['bob'][0]}")[0] == 404
    assert ids(ask("GET", "/api/v1/users/auth/keys/_all")) == {*made["ann"], *made["bob"]}
    assert ids(ask("GET", "/api/v1/users/bob/auth/keys")) == set(made["bob"])
    assert ask("GET", "/api/v1/users/nobody/auth/keys")[1]["errors"][0]["code"] == "api_keys.user_not_found"
    assert ask("GET", f"/api/v1/users/bob/auth/keys/{made['ann'][0]}")[0] == 404
    assert ask("GET", f"/api/v1/users/bob/auth/keys/{made['bob'][0]}")[0] == 200
    assert ask("DELETE", f"/api/v1/users/bob/auth/keys/{made['bob'][0]}") == (200, {})
    assert ann.ask("DELETE", "/api/v1/users/auth/keys", {"keys": [made["ann"][0], made["bob"][1], "x"]}) == (
        200,
        {},
    )
    assert ids(ask("GET", "/api/v1/users/auth/keys/_all")) == {*made["ann"][1:], *made["bob"][1:]}
    pairs = [
        {"user_id": "bob", "api_key_id": made["bob"][1]},
        {"user_id": "bob", "api_key_id": made["ann"][1]},
    ]
    assert ask("DELETE", "/api/v1/users/auth/keys/_all", {"user_api_keys": pairs}) == (200, {})
    assert ids(ask("GET", "/api/v1/users/auth/keys/_all")) == {*made["ann"][1:], made["bob"][2]}
    assert ask("DELETE", "/api/v1/users/ann/auth/keys") == (200, {})
    assert ids(ask("GET", "/api/v1/users/auth/keys/_all")) == {made["bob"][2]}
    ask("DELETE", "/api/v1/users/bob")
    assert ids(ask("GET", "/api/v1/users/auth/keys/_all")) == set()
