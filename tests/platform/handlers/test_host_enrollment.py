"""Host enrollment with tokens."""

from __future__ import annotations

import json

import pytest

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
RUNNERS = "/api/v1/regions/ece-region/platform/infrastructure/runners"
ENROLL = "/ecctl/v1/hosts/_enroll"


@pytest.fixture
def token(ask):
    def make(*roles, persistent=True, **fields):
        made = ask("POST", ENROLLMENT, {"persistent": persistent, "roles": list(roles), **fields})[1]
        return made["token"], made.get("token_id")

    return make


@pytest.fixture
def join(client):
    def send(token, *roles, ip="10.0.0.1", peer="192.0.2.1", **fields):
        body = {"token": token, "roles": list(roles), "host_ip": ip, **fields}
        return client(peer=peer).ask("POST", ENROLL, body)

    return send


def refused(answer):
    return answer[0], answer[1]["errors"][0]["code"]


def test_host_joins(token, join, ask):
    status, runner = join(
        token("allocator", "proxy")[0], "allocator", zone="z1", public_hostname="a.example.com"
    )
    assert status == 201
    assert runner["roles"] == [{"role_name": "allocator"}]
    assert (runner["runner_id"], runner["zone"], runner["public_hostname"]) == (
        "10.0.0.1",
        "z1",
        "a.example.com",
    )
    assert ask("GET", RUNNERS) == (200, {"runners": [runner]})
    assert ask("GET", f"{RUNNERS}/10.0.0.1") == (200, runner)
    assert ask("GET", "/api/v1/platform")[1]["regions"][0]["runners"]["total_runners"] == 1


@pytest.mark.parametrize("asked", [("beats-runner",), ("services-forwarder", "beats-runner")])
def test_every_token_covers_implied_roles(token, join, asked):
    assert join(token()[0], *asked)[0] == 201


@pytest.mark.parametrize("roles", [[], None])
def test_host_needs_a_role(token, join, ask, roles):
    answer = join(token("proxy")[0], roles=roles)
    assert refused(answer) == (400, "hosts.invalid_request")
    assert answer[1]["errors"][0]["fields"] == ["roles"]
    assert refused(join("x.y.z", roles=roles))[0] == 401, "who has no token is told no more"
    assert ask("GET", RUNNERS) == (200, {"runners": []})


def test_addresses_are_normalized(token, join):
    given = token("proxy")[0]
    status, runner = join(given, "proxy", ip="2001:DB8:0:0::0001")
    assert (status, runner["host_ip"], runner["runner_id"]) == (201, "2001:db8::1", "2001:db8::1")
    assert refused(join(given, "proxy", ip="2001:db8::1")) == (409, "hosts.runner_exists")


def test_token_of_retired_key_is_refused_with_reason(token, join, ask):
    given = token("proxy")[0]
    ask("POST", "/ecctl/v1/signing-keys/_rotate")
    ask("POST", "/ecctl/v1/signing-keys/current/_retire")
    status, reply = join(given, "proxy")
    assert (status, reply["errors"][0]["message"]) == (401, "The token's signing key is retired")
    status, reply = join(f"{given[:-4]}AAAA".replace(given.split(".")[1], "eyJpc3MiOiJ4In0"), "proxy")
    assert (status, reply["errors"][0]["message"]) == (401, "The token was not issued by this platform")


@pytest.mark.parametrize(
    "address", ["2001:db8::1", "::1", "localhost", "host-1.example.com", "3com.example."]
)
def test_valid_host_addresses(token, join, address):
    status, runner = join(token()[0], "beats-runner", ip=address)
    assert (status, runner["host_ip"]) == (201, address)


@pytest.mark.parametrize("persistent", [True, False])
def test_role_that_token_does_not_cover_is_403(token, join, ask, persistent):
    given = token("allocator", persistent=persistent)[0]
    assert refused(join(given, "allocator", "director")) == (403, "hosts.role_not_covered")
    assert refused(join(given, "king")) == (400, "hosts.bad_role")
    assert ask("GET", RUNNERS) == (200, {"runners": []})


def test_revoked_token_is_refused_and_hosts_stay(token, join, ask):
    given, token_id = token("proxy")
    assert join(given, "proxy")[0] == 201
    ask("DELETE", f"{ENROLLMENT}/{token_id}")
    assert refused(join(given, "proxy", ip="10.0.0.2")) == (401, "hosts.invalid_token")
    assert len(ask("GET", RUNNERS)[1]["runners"]) == 1


def test_ephemeral_token_is_valid_until_it_expires(token, join, hands):
    given = token("proxy", persistent=False, validity_in_seconds=60)[0]
    hands.pass_time(59)
    assert join(given, "proxy")[0] == 201
    hands.pass_time(1)
    assert refused(join(given, "proxy", ip="10.0.0.2")) == (401, "hosts.invalid_token")


def test_clock_set_back_does_not_revive_token(token, join, hands):
    given = token("proxy", persistent=False, validity_in_seconds=60)[0]
    hands.pass_time(61)
    assert join(given, "proxy")[0] == 401
    hands.wall -= 3600
    assert join(given, "proxy")[0] == 401


def test_rotated_key_verifies_and_retired_key_does_not(token, join, ask):
    old = token("proxy")[0]
    assert ask("POST", "/ecctl/v1/signing-keys/_rotate")[1]["name"] == "current-2"
    new = token("proxy")[0]
    assert join(old, "proxy", ip="10.0.0.1")[0] == 201
    assert join(new, "proxy", ip="10.0.0.2")[0] == 201
    assert ask("POST", "/ecctl/v1/signing-keys/current/_retire")[1]["state"] == "retired"
    assert join(old, "proxy", ip="10.0.0.3")[0] == 401
    assert join(new, "proxy", ip="10.0.0.4")[0] == 201
    states = {key["name"]: key["state"] for key in ask("GET", "/ecctl/v1/signing-keys")[1]["keys"]}
    assert states == {"current": "retired", "current-2": "signing"}
    assert ask("POST", "/ecctl/v1/signing-keys/current/_retire")[0] == 200
    assert ask("POST", "/ecctl/v1/signing-keys/nothing/_retire")[0] == 404


def test_create_without_signing_key_is_403(ask, token):
    token()
    ask("POST", "/ecctl/v1/signing-keys/current/_retire")
    for persistent in (True, False):
        answer = ask("POST", ENROLLMENT, {"persistent": persistent})
        assert refused(answer) == (403, "enrollment_tokens.signing_key_not_found")
    assert ask("POST", "/ecctl/v1/signing-keys/_rotate")[1]["name"] == "current-2"
    assert ask("POST", ENROLLMENT, {"persistent": True})[0] == 200


def test_existing_runner_is_409(token, join):
    given = token("proxy")[0]
    assert join(given, "proxy")[0] == 201
    assert refused(join(given, "proxy")) == (409, "hosts.runner_exists")
    assert join(given, "proxy", runner_id="another")[0] == 201


@pytest.mark.parametrize(
    "change",
    [
        {"token": None},
        {"token": "x.y.z"},
        {"token": 5},
        {"host_ip": None},
        {"host_ip": "a\nb"},
        {"host_ip": "not an ip"},
        {"host_ip": "300.1.2.3"},
        {"host_ip": "10.0.0.1:80"},
        {"host_ip": "http://a"},
        {"host_ip": "-a.example.com"},
        {"host_ip": "a..b"},
        {"host_ip": "fe80::1%\u20ac"},
        {"runner_id": "a/b"},
        {"runner_id": ".."},
        {"runner_id": "_search"},
        {"roles": "proxy"},
        {"roles": [5]},
    ],
)
def test_invalid_enrollment_is_400(token, client, ask, change):
    body = {"token": token("proxy")[0], "roles": ["proxy"], "host_ip": "10.0.0.1"} | change
    assert client().ask("POST", ENROLL, body)[0] in {400, 401}
    assert ask("GET", RUNNERS) == (200, {"runners": []})


def test_failed_enrollments_are_not_rate_limited(token, join):
    given = token("proxy")[0]
    assert {join(given, "proxy", ip=f"10.0.1.{n}")[0] for n in range(50)} == {201}


def test_use_of_token_is_audited(token, join, ask, hands):
    given, token_id = token("proxy")
    hands.pass_time(1)
    join(given, "proxy")
    hands.pass_time(1)
    ask("DELETE", f"{ENROLLMENT}/{token_id}")
    hands.pass_time(1)
    join(given, "proxy", ip="10.0.0.2")
    trail = ask("GET", "/ecctl/v1/audit")[1]["entries"]
    events = [(entry["event"], entry.get("detail")) for entry in trail if entry["subject"] == token_id]
    assert events == [
        ("token.created", '["proxy"]'),
        ("token.used", "10.0.0.1"),
        ("token.revoked", ""),
        ("token.refused", "revoked"),
    ]
    assert ask("GET", f"/ecctl/v1/audit?after={trail[1]['id']}")[1]["entries"] == trail[2:]
    assert refused(ask("GET", "/ecctl/v1/audit?after=x")) == (400, "root.invalid_request")
    assert given not in json.dumps(trail)


def test_runner_roles_change_and_runner_is_deleted(token, join, ask):
    join(token("proxy")[0], "proxy")
    body = {"roles": [{"role_name": "allocator"}, {"role_name": "director"}]}
    assert ask("PUT", f"{RUNNERS}/10.0.0.1/roles", body) == (200, body)
    assert ask("GET", f"{RUNNERS}/10.0.0.1")[1]["roles"] == body["roles"]
    for wrong in ({}, {"roles": [{"role_name": "king"}]}, {"roles": ["proxy"]}, {"roles": [{}]}):
        assert refused(ask("PUT", f"{RUNNERS}/10.0.0.1/roles", wrong)) == (
            400,
            "runners.runner_set_roles_failed",
        )
    assert ask("DELETE", f"{RUNNERS}/10.0.0.1") == (200, {})
    for method, path in (("GET", ""), ("DELETE", ""), ("PUT", "/roles")):
        answer = ask(method, f"{RUNNERS}/10.0.0.1{path}", body if path else None)
        assert refused(answer) == (404, "runners.runner_not_found")


def test_not_implemented_operation_precedes_path_parameters(ask, client):
    status, failed = ask("POST", f"{RUNNERS}/_resync")
    assert (status, failed["errors"][0]["code"]) == (501, "root.not_implemented")
    assert "resync-runners" in failed["errors"][0]["message"]
    assert client().ask("POST", f"{RUNNERS}/_resync")[0] == 401
    assert ask("POST", f"{RUNNERS}/10.0.0.1")[0] == 405


def test_bad_tokens_do_not_block_other_hosts(token, join):
    assert {join("x.y.z", "proxy")[0] for _ in range(50)} == {401}
    assert join(token("proxy")[0], "proxy")[0] == 201
