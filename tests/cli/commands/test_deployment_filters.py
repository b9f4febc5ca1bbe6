"""Deployments that flags select, without a query file."""

from __future__ import annotations

import json

import pytest

LISTED = {
    "deployments": [
        {"id": "d1", "name": "shop", "resources": []},
        {"id": "d2", "resources": [], "name": "log"},
    ]
}
NOTHING = {"body": {"deployments": [], "return_count": 0, "match_count": 0}}
VERSION = "resources.elasticsearch.info.plan_info.current.plan.elasticsearch.version"


def page(*ids, cursor=None):
    found = [{"id": each, "name": each, "healthy": True, "resources": {}} for each in ids]
    body = {"deployments": found, "return_count": len(ids)}
    return {"body": body | ({"cursor": cursor} if cursor else {})}


@pytest.fixture
def run(ecctl, scripted):
    """Return a function that runs a command against scripted responses: `run(argv, response, …)`."""

    def start(argv, *replies, **keywords):
        server = scripted(*replies)
        return ecctl("deployment", *argv, "--host", server.host, "--api-key", "k", **keywords), server

    return start


def term(field, value):
    return {"term": {field: {"value": value}}}


def tag(key, value):
    both = [term("metadata.tags.key", key), term("metadata.tags.value", value)]
    return {"nested": {"path": "metadata.tags", "query": {"bool": {"filter": both}}}}


@pytest.mark.parametrize(
    ("flags", "conditions"),
    [
        (("--name", "shop"), [term("name.keyword", "shop")]),
        (("--name", "shop-*"), [{"prefix": {"name.keyword": {"value": "shop-"}}}]),
        (("--health", "healthy"), [term("healthy", "true")]),
        (("--health", "unhealthy"), [term("healthy", "false")]),
        (("--tag", "team:a,b:c", "--tag", "x:y"), [tag("team", "a,b:c"), tag("x", "y")]),
        (
            ("--version", "8.13.4"),
            [{"nested": {"path": "resources.elasticsearch", "query": term(VERSION, "8.13.4")}}],
        ),
        (("--name", "a", "--health", "healthy"), [term("name.keyword", "a"), term("healthy", "true")]),
    ],
)
def test_search_sends_filters_as_query(run, flags, conditions):
    outcome, server = run(("search", *flags), NOTHING)
    assert outcome.status == 0, outcome.err
    (request,) = server.requests
    query = {"bool": {"filter": conditions}}
    assert request["body"]["json"] == {"query": query, "sort": ["id"], "size": 500}


def test_search_with_filter_reads_all_pages(run):
    replies = (page("d1", cursor="c"), page("d2", cursor="c"), page())
    outcome, server = run(("search", "--name", "d*", "--size", "1", "--output", "json"), *replies)
    assert [each["id"] for each in json.loads(outcome.out)["deployments"]] == ["d1", "d2"]
    assert [request["body"]["json"].get("cursor") for request in server.requests] == [None, "c", "c"]
    assert server.requests[0]["body"]["json"]["size"] == 1


def test_list_with_filter_shows_matching_deployments_as_listed(run):
    outcome, server = run(("list", "--tag", "a:b", "--output", "json"), page("d2"), {"body": LISTED})
    assert json.loads(outcome.out) == {"deployments": [LISTED["deployments"][1]]}
    assert [request["method"] for request in server.requests] == ["POST", "GET"]


def test_list_without_filter_searches_nothing(run):
    outcome, server = run(("list", "--output", "json"), {"body": LISTED})
    assert json.loads(outcome.out) == LISTED
    assert [request["method"] for request in server.requests] == ["GET"]


def test_list_with_filter_is_sent_in_a_dry_run(run):
    outcome, server = run(("list", "--name", "log", "--dry-run"), page("d2"), {"body": LISTED})
    assert (outcome.status, len(server.requests)) == (0, 2)
    assert "log" in outcome.out


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("--tag", "team"), "KEY:VALUE"),
        (("--tag", ":x"), "KEY:VALUE"),
        (("--tag", "x:"), "KEY:VALUE"),
        (("--name", ""), "--name is empty"),
        (("--version", ""), "--version is empty"),
        (("--health", "good"), "--health"),
    ],
)
@pytest.mark.parametrize("command", ["list", "search"])
def test_invalid_filter_is_refused(run, command, flags, named):
    outcome, server = run((command, *flags))
    assert (outcome.status, server.requests) == (2, [])
    assert named in outcome.err


def test_search_refuses_filter_beside_file(run, tmp_path):
    (tmp_path / "q.json").write_text("{}")
    outcome, server = run(("search", "--name", "x", "--file", str(tmp_path / "q.json")))
    assert (outcome.status, server.requests) == (2, [])
    assert "--file and --name exclude each other" in outcome.err
