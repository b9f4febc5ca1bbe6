"""`project`, beyond what the recorded cases hold."""

from __future__ import annotations

import json

import pytest
from support.api import credentials


def page(kind, *items, following=None):
    body = {"items": list(items), "next_page": following}
    return {"match": f"GET /api/v1/serverless/projects/{kind}", "status": 200, "body": body}


def test_new_credentials_are_shown_as_text(ecctl, scripted):
    made = {"id": "p1", "name": "n", "credentials": {"username": "admin", "password": "p w"}}
    server = scripted({"status": 200, "body": made})
    outcome = ecctl(
        *("project", "create", "--type=search", "--name=n", "--region=r", *credentials(server)),
    )
    assert outcome.status == 0
    assert outcome.out.split("\n")[1].split() == ["p1", "n", "elasticsearch", "-", "admin", "p", "w"]


def test_a_project_is_looked_up_where_no_type_is_given(ecctl, scripted):
    server = scripted(
        page("elasticsearch", {"id": "p1"}, None),
        page("observability", {"id": "p2"}),
        page("security"),
        {"match": "DELETE /api/v1/serverless/projects/observability/p2", "status": 200, "body": {}},
    )
    outcome = ecctl("project", "delete", "p2", *credentials(server))
    assert (outcome.status, outcome.out) == (0, 'Project "p2" deletion scheduled.\n')


def test_pages_that_lead_in_a_circle_end_with_an_error(ecctl, scripted):
    server = scripted(
        page("security", {"id": "a"}, following="2"),
        page("security", {"id": "b"}, following="3"),
        page("security", {"id": "c"}, following="2"),
    )
    outcome = ecctl("project", "list", "--type", "security", *credentials(server))
    assert outcome.status == 5
    assert "failed to list security projects" in outcome.err
    assert len(server.requests) == 3


@pytest.mark.parametrize("body", [{"items": {"a": 1}}, {"items": [], "next_page": 2}, []])
def test_a_reply_that_is_no_page_is_an_error(ecctl, scripted, body):
    server = scripted({"status": 200, "body": body})
    outcome = ecctl("project", "list", "--type", "security", *credentials(server))
    assert outcome.status == 5
    assert outcome.out == ""


def test_unknown_members_survive(ecctl, scripted):
    server = scripted(page("security", {"id": "a", "search_lake": {"boost": 1.50}}, "odd"))
    outcome = ecctl("project", "list", "--type", "security", "--output", "json", *credentials(server))
    assert json.loads(outcome.out) == {
        "projects": [{"id": "a", "search_lake": {"boost": 1.5}, "type": "security"}, "odd"]
    }


@pytest.mark.parametrize("project", ["..", "."])
def test_an_id_that_would_change_the_path_is_refused(ecctl, scripted, project):
    server = scripted()
    outcome = ecctl("project", "show", project, *credentials(server))
    assert outcome.status == 2
    assert server.requests == []
