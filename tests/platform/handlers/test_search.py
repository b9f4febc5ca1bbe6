"""The query language that finds runners."""

from __future__ import annotations

import json

import pytest

from ecctl.platform.store.base import Put

RUNNERS = "/api/v1/platform/infrastructure/runners"


@pytest.fixture
def fleet(ask, client):
    body = {"persistent": True, "roles": ["proxy", "allocator", "director"]}
    token = ask("POST", "/api/v1/platform/configuration/security/enrollment-tokens", body)[1]["token"]
    for number, roles in enumerate((["proxy"], ["allocator"], ["allocator", "director"], ["proxy"])):
        host = {"token": token, "roles": roles, "host_ip": f"10.0.0.{number}", "zone": f"zone-{number % 2}"}
        assert client().ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 201
    assert ask("PUT", f"{RUNNERS}/10.0.0.3/roles", {"roles": []})[0] == 200


def found(answer):
    status, said = answer
    assert status == 200, said
    return [runner["runner_id"][-1] for runner in said["runners"]]


def test_long_list_of_runners_is_complete(ask, platform, run):
    text = json.dumps({"runner_id": "x", "zone": "zone-1"})
    run(platform.services.commit(*[Put("runners", f"{n:04}", text) for n in range(2500)]))
    assert ask("GET", RUNNERS) == (200, {"runners": [json.loads(text)] * 2500})
    assert len(ask("GET", f"{RUNNERS}?q=zone:zone-1")[1]["runners"]) == 2500
    assert ask("GET", "/api/v1/platform")[1]["regions"][0]["runners"]["total_runners"] == 2500


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (None, "0123"),
        ({}, "0123"),
        ({"match_all": {}}, "0123"),
        ({"match_none": {}}, ""),
        ({"term": {"zone": {"value": "zone-1"}}}, "13"),
        ({"term": {"zone": "zone-1"}}, "13"),
        ({"term": {"healthy": {"value": "true"}}}, "0123"),
        ({"match": {"roles.role_name": {"query": "allocator"}}}, "12"),
        ({"prefix": {"host_ip": {"value": "10.0.0."}}}, "0123"),
        ({"exists": {"field": "roles.role_name"}}, "012"),
        ({"nested": {"path": "roles", "query": {"term": {"roles.role_name": {"value": "proxy"}}}}}, "0"),
        ({"query_string": {"query": "zone:zone-0 roles.role_name:alloc*"}}, "2"),
        ({"query_string": {"query": "director"}}, "2"),
        ({"bool": {"must_not": [{"term": {"zone": {"value": "zone-1"}}}]}}, "02"),
        ({"bool": {"should": [{"term": {"zone": "zone-1"}}, {"term": {"runner_id": "10.0.0.0"}}]}}, "013"),
        ({"bool": {"must": [{"term": {"zone": "zone-1"}}], "should": [{"match_none": {}}]}}, "13"),
        (
            {
                "bool": {
                    "filter": [{"match_all": {}}],
                    "should": [{"match_none": {}}],
                    "minimum_should_match": 1,
                }
            },
            "",
        ),
    ],
)
@pytest.mark.usefixtures("fleet")
def test_queries_match(ask, query, numbers):
    assert found(ask("POST", f"{RUNNERS}/_search", {"query": query, "sort": None})) == list(numbers)


@pytest.mark.usefixtures("fleet")
def test_sort_size_and_from(ask):
    body = {"sort": [{"zone": {"order": "desc"}}, "runner_id"]}
    assert found(ask("POST", f"{RUNNERS}/_search", body)) == list("1302")
    assert found(ask("POST", f"{RUNNERS}/_search", {**body, "from": 1, "size": 2})) == list("30")
    assert found(ask("POST", f"{RUNNERS}/_search", {"size": 0})) == []
    assert found(ask("POST", f"{RUNNERS}/_search")) == list("0123")
    assert found(ask("GET", f"{RUNNERS}?q=roles.role_name:proxy")) == list("0")
    assert found(ask("GET", f"{RUNNERS}?q=")) == list("0123")


@pytest.mark.parametrize(
    "body",
    [
        {"query": []},
        {"query": {"wildcard": {"zone": "z*"}}},
        {"query": {"term": {}}},
        {"query": {"term": {"zone": None}}},
        {"query": {"term": {"zone": {"value": []}}}},
        {"query": {"bool": {"must": [5]}}},
        {"query": {"bool": {"minimum_should_match": "1"}}},
        {"query": {"exists": {}}},
        {"query": {"query_string": {"query": "(a OR b)"}}},
        {"size": -1},
        {"size": "5"},
        {"sort": "zone"},
        {"sort": [{}]},
        {"sort": [{"zone": "up"}]},
        {"sort": [{"zone": ["desc"]}]},
        {"sort": [5]},
    ],
)
def test_unsupported_queries_are_400(ask, body):
    status, said = ask("POST", f"{RUNNERS}/_search", body)
    assert (status, said["errors"][0]["code"]) == (400, "runners.search_failed")
