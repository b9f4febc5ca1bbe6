"""Enrollment tokens over the API, in this process."""

from __future__ import annotations

import json
import uuid

import pytest

from ecctl.platform.domain.jwt import HEADER, decode, verify
from ecctl.platform.store.base import AUDIT, TOKENS, Put

BOUND = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
FREE = "/api/v1/platform/configuration/security/enrollment-tokens"


def claims_of(token):
    return json.loads(decode(token.split(".")[1]))


@pytest.mark.parametrize("path", [BOUND, FREE, BOUND.replace("ece-region", "us-east-1")])
def test_create_persistent_token(ask, path):
    status, made = ask("POST", path, {"persistent": True, "roles": ["allocator", "proxy"]})
    assert status == 200
    assert set(made) == {"token", "token_id"}
    assert made["token"].startswith(HEADER + ".")
    assert claims_of(made["token"]) == {
        "sub": made["token_id"],
        "roles": ["allocator", "proxy"],
        "iss": "current",
        "persistent": True,
    }
    assert ask("GET", path) == (
        200,
        {"tokens": [{"token_id": made["token_id"], "roles": ["allocator", "proxy"]}]},
    )


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"persistent": False}, 3600),
        ({"persistent": False, "roles": None, "validity_in_seconds": None}, 3600),
        ({"persistent": False, "validity_in_seconds": 1}, 1),
        ({"persistent": False, "validity_in_seconds": 2**31 - 1}, 2**31 - 1),
    ],
)
def test_ephemeral_token_is_not_stored(ask, hands, body, seconds):
    status, made = ask("POST", BOUND, body)
    assert status == 200
    assert set(made) == {"token"}
    claims = claims_of(made["token"])
    assert claims["exp"] == int(hands.wall) + seconds
    assert set(claims) == {"sub", "roles", "iss", "exp"}
    assert ask("GET", BOUND) == (200, {"tokens": []})


def test_token_is_signed_with_stored_key(ask, platform, run):
    _, made = ask("POST", BOUND, {"persistent": True})
    keys = run(platform.services.keys.all())
    assert len(keys["current"].secret) == 32
    assert verify(made["token"], lambda name: keys[name].secret)["sub"] == made["token_id"]


def test_ids_are_unique_and_in_creation_order(ask, hands):
    made = []
    for _ in range(50):
        made.append(ask("POST", BOUND, {"persistent": True})[1]["token_id"])
        hands.pass_time(0.0005)
    assert len(set(made)) == 50
    assert all(uuid.UUID(name).version == 7 and uuid.UUID(name).variant == uuid.RFC_4122 for name in made)
    assert [token["token_id"] for token in ask("GET", BOUND)[1]["tokens"]] == made


def test_repeated_role_is_stored_once(ask):
    _, made = ask("POST", BOUND, {"persistent": True, "roles": ["proxy", "director", "proxy"]})
    assert claims_of(made["token"])["roles"] == ["proxy", "director"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_token_request"),
        ({"persistent": None}, "invalid_token_request"),
        ({"persistent": 1}, "invalid_token_request"),
        ({"persistent": "true"}, "invalid_token_request"),
        ({"persistent": True, "roles": "proxy"}, "invalid_token_request"),
        ({"persistent": True, "roles": [1]}, "invalid_token_request"),
        ({"persistent": True, "roles": {"proxy": 1}}, "invalid_token_request"),
        ({"persistent": True, "roles": ["proxi"]}, "bad_role"),
        ({"persistent": True, "roles": [""]}, "bad_role"),
        ({"persistent": True, "roles": ["a\r\nSet-Cookie: b"]}, "bad_role"),
        ({"persistent": True, "roles": ["\ud800"]}, "bad_role"),
        ({"persistent": True, "validity_in_seconds": 60}, "invalid_token_request"),
        ({"persistent": True, "validity_in_seconds": -5}, "invalid_token_request"),
        ({"persistent": True, "validity_in_seconds": False}, "invalid_token_request"),
        ({"persistent": True, "validity_in_seconds": []}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": 0}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": -1}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": 2**31}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": 10**100}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": 1.0}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": True}, "invalid_token_request"),
        ({"persistent": False, "validity_in_seconds": "60"}, "invalid_token_request"),
    ],
)
def test_invalid_token_request_is_400(ask, body, code):
    status, said = ask("POST", BOUND, body)
    assert status == 400
    assert [error["code"] for error in said["errors"]] == [f"enrollment_tokens.{code}"]
    assert all(error["message"] for error in said["errors"])
    assert ask("GET", BOUND) == (200, {"tokens": []})


@pytest.mark.parametrize(
    ("validity", "message"),
    [("60", "must be an integer"), (1.5, "must be an integer"), (0, "must be from 1 to 2147483647")],
)
def test_invalid_validity_is_explained(ask, validity, message):
    _, said = ask("POST", BOUND, {"persistent": False, "validity_in_seconds": validity})
    assert said["errors"][0]["message"] == f"validity_in_seconds {message}"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b'{"persistent": true} {}',
        b'{"persistent": NaN}',
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"persistent": true, "x": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"validity_in_seconds": ' + b"9" * 5000 + b"}",
    ],
)
def test_body_must_be_a_json_object(ask, raw):
    status, said = ask("POST", BOUND, raw=raw)
    assert (status, said["errors"][0]["code"]) == (400, "root.invalid_json_request")


def test_body_must_have_json_content_type(ask):
    kind = (("Content-Type", "application/x-www-form-urlencoded"),)
    assert ask("POST", BOUND, {"persistent": True}, headers=kind)[0] == 415
    kind = (("Content-Type", "application/json; charset=utf-8"),)
    assert ask("POST", BOUND, {"persistent": True}, headers=kind)[0] == 200


def test_delete_revokes_token(ask):
    made = sorted(ask("POST", BOUND, {"persistent": True})[1]["token_id"] for _ in range(3))
    assert ask("DELETE", f"{BOUND}/{made[1]}") == (200, {})
    assert [token["token_id"] for token in ask("GET", BOUND)[1]["tokens"]] == [made[0], made[2]]
    status, said = ask("DELETE", f"{BOUND}/{made[1]}")
    assert (status, said["errors"][0]["code"]) == (404, "enrollment_tokens.invalid_token_id")
    assert made[1] in said["errors"][0]["message"]


@pytest.mark.parametrize("name", ["no-such-id", "a%2Fb%20c", "..%2f..", "t%C3%B6k%C3%A9n", "'%20or%201=1--"])
def test_delete_of_unknown_token_is_404(ask, name):
    assert ask("DELETE", f"{BOUND}/{name}")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", f"{BOUND}/a%0d%0ab", 400),
        ("DELETE", f"{BOUND}/%zz", 400),
        ("DELETE", f"{BOUND}/%ff", 400),
        ("DELETE", f"{BOUND}/%4", 400),
        ("DELETE", f"{BOUND}/a%00", 400),
        ("DELETE", f"{BOUND}/", 404),
        ("DELETE", f"{BOUND}/..", 404),
        ("DELETE", f"{BOUND}/a/b", 404),
        ("DELETE", BOUND, 405),
        ("PATCH", BOUND, 405),
        ("GET", f"{BOUND}/x", 405),
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/api/v1/regions/a%2fb/platform/configuration/security/enrollment-tokens", 404),
        ("GET", "/api/v1/regions/../platform/configuration/security/enrollment-tokens", 404),
        ("GET", "/api/v1/regions/ece-region/users", 404),
        ("GET", "//api/v1/platform/configuration/security/enrollment-tokens", 404),
        ("GET", "/api/v1/{}/configuration", 404),
        ("GET", "/api/v1/users/{}", 404),
        ("GET", "/api/v1/users//GET", 404),
        ("GET", "/api/v1/users/", 404),
    ],
)
def test_unknown_paths_are_404(ask, method, path, status):
    got, said = ask(method, path)
    assert got == status
    assert said["errors"][0]["code"]


def test_long_list_is_streamed(ask, platform, run):
    ids = [f"{n:08}" for n in range(2500)]
    run(platform.services.store.commit([Put(TOKENS, name, '["proxy"]') for name in ids]))
    assert [token["token_id"] for token in ask("GET", BOUND)[1]["tokens"]] == ids


@pytest.mark.parametrize("count", [999, 1000, 1001, 2000])
def test_list_of_exactly_one_page(ask, platform, run, count):
    run(platform.services.store.commit([Put(TOKENS, f"{n:08}", "[]") for n in range(count)]))
    assert len(ask("GET", BOUND)[1]["tokens"]) == count


def test_changes_are_audited(ask, platform, run, hands):
    made = ask("POST", BOUND, {"persistent": True, "roles": ["proxy"]})[1]
    hands.pass_time(1)
    ask("POST", BOUND, {"persistent": False})
    hands.pass_time(1)
    ask("DELETE", f"{BOUND}/{made['token_id']}")
    trail = [json.loads(text) for _, text in run(platform.services.store.scan(AUDIT))]
    assert [entry["event"] for entry in trail] == ["token.created", "token.issued", "token.revoked"]
    assert {(entry["principal"], entry["by"]) for entry in trail} == {("admin", "data directory")}
    assert trail[0]["subject"] == trail[2]["subject"] == made["token_id"]
    assert made["token"] not in json.dumps(trail)
