"""Limits of API keys and sessions."""

from __future__ import annotations

import json
import os

import pytest

from ecctl.platform.auth.sessions import LOGIN_SECONDS, SESSION_KEY
from ecctl.platform.domain.jwt import decode, sign
from ecctl.platform.handlers import api_keys
from ecctl.platform.store.base import SETTINGS

KEYS = "/api/v1/users/auth/keys"
ADMIN = "ece_platform_admin"


def create(client, **body):
    return client.ask("POST", KEYS, {"description": "x", **body})


@pytest.fixture
def key_client(someone, client):
    """Makes a client with an API key that lives so long."""

    def make(expiration):
        someone("sam", ADMIN)
        status, made = create(client("sam", "pass-of-sam"), expiration=expiration)
        assert status == 201
        return client(authorization=f"ApiKey {made['key']}")

    return make


def test_key_cannot_create_a_key_that_outlives_it(key_client):
    one = key_client("1h")
    status, refused = create(one, expiration="2h")
    assert (status, refused["errors"][0]["fields"]) == (400, ["expiration"])
    made = create(one)[1]
    assert made["expiration_date"] == one.headers["x-elastic-api-key-expiration"]
    assert create(one, expiration="30m")[0] == 201


def test_key_cannot_change_the_password_of_its_user(key_client, client):
    one = key_client("1h")
    body = {"security": {"password": "another-password"}}
    for path in ("/api/v1/user", "/api/v1/users/sam"):
        assert one.ask("PATCH", path, body)[0] == 403
    assert one.ask("PATCH", "/api/v1/user", {"full_name": "Sam"})[0] == 200
    assert one.ask("GET", "/api/v1/users/auth")[1]["has_elevated_permissions"] is False
    assert client("sam", "pass-of-sam").ask("PATCH", "/api/v1/user", body)[0] == 200


def test_number_of_keys_per_user_is_limited(key_client, monkeypatch):
    one = key_client("1h")
    monkeypatch.setattr(api_keys, "MAX_KEYS", 3)
    assert [create(one)[0] for _ in range(3)] == [201, 201, 400]


def login(client):
    status, session = client().ask(
        "POST", "/api/v1/users/auth/_login", {"username": "sam", "password": "pass-of-sam"}
    )
    assert status == 200
    return session["token"]


def test_session_ends_for_good_after_twelve_hours(someone, client, hands):
    someone("sam", ADMIN)
    token = login(client)
    passed = 0
    while passed + 3000 < LOGIN_SECONDS:
        hands.pass_time(3000)
        passed += 3000
        status, session = client(authorization=f"Bearer {token}").ask("POST", "/api/v1/users/auth/_refresh")
        assert status == 200
        token = session["token"]
    hands.pass_time(LOGIN_SECONDS - passed)
    assert client(authorization=f"Bearer {token}").ask("GET", "/api/v1/user")[0] == 401
    assert login(client)


@pytest.mark.parametrize(
    "change",
    [{"exp": "soon"}, {"exp": None}, {"login": 1.5}, {"user": ["sam"]}, {"generation": None}, {"sub": 1}],
)
def test_session_with_odd_claims_is_refused(someone, client, platform, run, change):
    someone("sam", ADMIN)
    token = login(client)
    claims = json.loads(decode(token.split(".")[1])) | change
    key = decode(run(platform.services.store.get(SETTINGS, SESSION_KEY)))
    forged = sign(json.dumps(claims).encode(), key)
    assert client(authorization=f"Bearer {forged}").ask("GET", "/api/v1/user")[0] == 401


def test_cached_session_ends_with_logout_and_with_a_change_of_the_user(someone, client, ask):
    someone("sam", ADMIN)
    first, second = (client(authorization=f"Bearer {login(client)}") for _ in range(2))
    for one in (first, second, first, second):
        assert one.ask("GET", "/api/v1/user")[0] == 200
    assert first.ask("POST", "/api/v1/users/auth/_logout")[0] == 200
    assert [one.ask("GET", "/api/v1/user")[0] for one in (first, second)] == [401, 200]
    ask("PATCH", "/api/v1/users/sam", {"security": {"enabled": False}})
    assert second.ask("GET", "/api/v1/user")[0] == 401


def test_key_id_never_begins_with_a_dash(monkeypatch):
    drawn = iter([b"\xf8" * 15, b"\xf9" * 15, b"\x00" * 15])  # the first six bits of two are those of a dash
    monkeypatch.setattr(os, "urandom", lambda _: next(drawn))
    assert api_keys.new_key_id() == "A" * 20
