"""Serverless projects, beyond the recorded cases."""

from __future__ import annotations

import json
from subprocess import PIPE

import pytest
from support.api import credentials


def page(kind, *items, following=None):
    body = {"items": list(items), "next_page": following}
    return {"match": f"GET /api/v1/serverless/projects/{kind}", "status": 200, "body": body}


def test_create_shows_credentials(ecctl, scripted):
    made = {"id": "p1", "name": "n", "credentials": {"username": "admin", "password": "p w"}}
    server = scripted({"status": 200, "body": made})
    outcome = ecctl(
        *("project", "create", "--type=search", "--name=n", "--region=r", *credentials(server)),
    )
    assert outcome.status == 0
    assert outcome.out.split("\n")[1].split() == ["p1", "n", "elasticsearch", "-", "admin", "p", "w"]


def test_created_project_is_named_if_it_cannot_be_shown(ecctl_process, scripted):
    server = scripted({"status": 200, "body": {"id": "p1", "credentials": {"password": "x"}}})
    words = ("project", "create", "--type=search", "--name=n", "--region=r", *credentials(server))
    with open("/dev/full", "wb") as full:
        outcome = ecctl_process(*words, stdout=full, stderr=PIPE)
    assert outcome.status == 1
    assert 'hint: project "p1" was created\n' in outcome.err


def test_type_is_looked_up_by_default(ecctl, scripted):
    server = scripted(
        page("elasticsearch", {"id": "p1"}, None),
        page("observability", {"id": "p2"}),
        page("security"),
        {"match": "DELETE /api/v1/serverless/projects/observability/p2", "status": 200, "body": {}},
    )
    outcome = ecctl("project", "delete", "p2", *credentials(server))
    assert (outcome.status, outcome.out) == (0, 'Project "p2" deletion scheduled.\n')


def test_circular_pages_are_an_error(ecctl, scripted):
    server = scripted(
        page("security", {"id": "a"}, following="2"),
        page("security", {"id": "b"}, following="3"),
        page("security", {"id": "c"}, following="2"),
    )
    outcome = ecctl("project", "list", "--type", "security", *credentials(server))
    assert outcome.status == 5
    assert "cannot list the security projects" in outcome.err
    assert len(server.requests) == 3


@pytest.mark.parametrize("body", [{"items": {"a": 1}}, {"items": [], "next_page": 2}, []])
def test_response_that_is_not_a_page_is_an_error(ecctl, scripted, body):
    server = scripted({"status": 200, "body": body})
    outcome = ecctl("project", "list", "--type", "security", *credentials(server))
    assert outcome.status == 5
    assert outcome.out == ""


def test_output_json_keeps_unknown_members(ecctl, scripted):
    server = scripted(page("security", {"id": "a", "search_lake": {"boost": 1.50}}, "odd"))
    outcome = ecctl("project", "list", "--type", "security", "--output", "json", *credentials(server))
    assert json.loads(outcome.out) == {
        "projects": [{"id": "a", "search_lake": {"boost": 1.5}, "type": "security"}, "odd"]
    }


@pytest.mark.parametrize("project", ["..", "."])
def test_id_that_would_change_the_path_is_refused(ecctl, scripted, project):
    server = scripted()
    outcome = ecctl("project", "show", project, *credentials(server))
    assert outcome.status == 2
    assert server.requests == []


def test_create_refuses_format_without_password(ecctl, scripted):
    server = scripted()
    argv = ("project", "create", "--type=search", "--name=n", "--region=r", "--format", "{{.ID}}")
    outcome = ecctl(*argv, *credentials(server))
    assert (outcome.status, server.requests) == (2, [])
    assert "{{.Credentials.Password}}" in outcome.err
