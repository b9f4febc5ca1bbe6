"""Limits that keep one client from slowing down or filling up the platform."""

from __future__ import annotations

import json
import time

import pytest

from ecctl.platform.domain.jwt import sign
from ecctl.platform.store.base import AUDIT, RUNNERS, Put

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
RUNNERS_PATH = "/api/v1/platform/infrastructure/runners"
ENROLL = "/ecctl/v1/hosts/_enroll"
CLAUSES = [{"term": {"zone": "x"}}] * 65


@pytest.mark.parametrize(
    "body",
    [
        {"query": {"bool": {"should": CLAUSES}}},
        {"query": {"query_string": {"query": " ".join(["word"] * 65)}}},
        {"sort": ["zone"] * 65},
    ],
)
def test_search_with_too_many_parts_is_refused(ask, body):
    assert ask("POST", f"{RUNNERS_PATH}/_search", body)[0] == 400
    assert ask("GET", f"{RUNNERS_PATH}?q={'+'.join(['word'] * 65)}")[0] == 400


@pytest.mark.no_cover  # the tracing would be most of the CPU time
def test_search_gives_up_after_a_moment(ask, platform, run):
    roles = [{"role_name": "x" * 50}] * 200
    runners = [Put(RUNNERS, f"{n:05}", json.dumps({"runner_id": str(n), "roles": roles})) for n in range(300)]
    run(platform.services.commit(*runners))
    query = {"bool": {"must": [{"prefix": {"roles.role_name": "x"}}] * 60}}
    started = time.process_time()
    status, refused = ask("POST", f"{RUNNERS_PATH}/_search", {"query": query})
    assert status == 400
    assert "too long" in refused["errors"][0]["message"]
    assert time.process_time() - started < 1


def refusals(platform, run):
    entries = [json.loads(text) for _, text in run(platform.services.store.scan(AUDIT))]
    return [entry["detail"] for entry in entries if entry["event"] == "token.refused"]


def test_refused_token_is_audited_once_a_minute(ask, platform, run, hands):
    body = {"persistent": False, "validity_in_seconds": 1, "roles": ["proxy"]}
    token = ask("POST", ENROLLMENT, body)[1]["token"]
    hands.pass_time(2)
    host = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1"}
    for _ in range(50):
        assert ask("POST", ENROLL, host)[0] == 401
    assert refusals(platform, run) == ["expired"]
    hands.pass_time(61)
    ask("POST", ENROLL, host)
    assert refusals(platform, run) == ["expired", "expired (49 more since the last entry)"]


@pytest.mark.parametrize(
    "change",
    [
        {"exp": "soon"},
        {"exp": None},
        {"exp": 1.5},
        {"roles": None},
        {"roles": [1]},
        {"persistent": 1, "exp": None},
        {"sub": None},
    ],
)
def test_well_signed_token_with_odd_claims_is_refused(ask, platform, run, change):
    key = run(platform.services.keys.signing())
    claims = {"sub": "x", "roles": ["proxy"], "iss": key.name, "exp": 2**40, **change}
    token = sign(json.dumps({k: v for k, v in claims.items() if v is not None}).encode(), key.secret)
    assert ask("POST", ENROLL, {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1"})[0] == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/regions/ece-region/stack/versions"),
        ("GET", "/api/v1/stack/versions"),
        ("GET", "/api/v1/regions/ece-region/comments/allocator/x"),
        ("POST", "/api/v1/deployments"),
        ("POST", "/api/v1/regions/us-east-1/deployments"),
        ("GET", "/api/v1/regions/ece-region/platform/infrastructure/allocators"),
    ],
)
def test_operation_that_is_not_implemented_is_501_with_and_without_region(ask, method, path):
    status, refused = ask(method, path, {} if method == "POST" else None)
    assert (status, refused["errors"][0]["code"]) == (501, "root.not_implemented")


def test_users_are_not_below_a_region(ask):
    assert ask("GET", "/api/v1/regions/ece-region/users")[0] == 404
