"""`platform.answer`: responses that a test sets for operations."""

from __future__ import annotations

import pytest

import ecctl
from ecctl.testing import Reply


@pytest.fixture(params=["ece_platform", "ece_server"])
def platform(request):
    return request.getfixturevalue(request.param)


def test_operation_that_is_not_implemented_is_answered(platform):
    platform.answer("get-deployment", {"id": "d1", "name": "one"})
    with platform.client() as client:
        assert client.api.get_deployment(deployment_id="d1", show_plans=True)["name"] == "one"
        with pytest.raises(ecctl.ApiError):
            client.api.list_deployments()
    assert [asked.operation for asked in platform.requests] == ["get-deployment", "list-deployments"]


def test_function_sees_parameters_and_body(platform):
    seen = []

    def search(question):
        seen.append(question)
        return {"deployments": [{"id": question.json()["size"]}], "return_count": 1}

    platform.answer("search-deployments", search)
    with platform.client() as client:
        found = client.api.search_deployments(body={"size": 7}, minimal_metadata="a b")
    assert found["deployments"][0]["id"] == 7
    assert seen[0].operation == "search-deployments"
    assert seen[0].parameters == {"minimal_metadata": "a b"}
    assert "authorization" in seen[0].headers or platform.environ["EC_CONFIG"] == "embedded"


def test_path_that_the_api_description_lacks_is_answered(ece_server):
    ece_server.answer(
        "GET /serverless/projects/{type}", lambda asked: {"items": [{"id": asked.parameters["type"]}]}
    )
    with ece_server.client() as client:
        assert [each["id"] for each in client.projects.list()] == [
            "elasticsearch",
            "observability",
            "security",
        ]
    for wrong in ("get /x", "GET x", "GET /a b"):
        with pytest.raises(ecctl.UsageError, match="METHOD /path"):
            ece_server.answer(wrong, {})


def test_replies_follow_each_other_and_the_last_one_stays(platform):
    refused = Reply({"errors": [{"code": "a.b", "message": "taken"}]}, 409)
    platform.answer("get-version-stack", refused, {"version": "1"}, lambda asked: asked.parameters)
    with platform.client() as client:
        with pytest.raises(ecctl.ConflictError) as caught:
            client.api.get_version_stack(version="8.1")
        assert caught.value.code == "a.b"
        assert client.api.get_version_stack(version="8.1") == {"version": "1"}
        for version in ("8.1", "8.2"):
            assert client.api.get_version_stack(version=version) == {"version": version}


def test_fixed_path_wins_over_parameter(platform):
    platform.answer("get-deployment", {"id": "d"})
    platform.answer("get-deployment-templates-v2", [{"id": "t"}])
    with platform.client() as client:
        assert client.api.get_deployment_templates_v2() == [{"id": "t"}]
        assert client.api.get_deployment(deployment_id="x") == {"id": "d"}


def test_regional_operation_is_overridden_until_cleared(platform):
    platform.answer("get-platform", {"version": "9"})
    platform.fail_next(status=503)
    with platform.client() as client:
        assert client.platform.info() == {"version": "9"}
        platform.clear_answers()
        assert client.platform.info()["version"] != "9"


def test_unknown_operation_and_missing_reply_are_refused(ece_platform):
    with pytest.raises(ecctl.UsageError, match="the API has no operation"):
        ece_platform.answer("get-deploymint", {})
    with pytest.raises(ecctl.UsageError, match="needs a response"):
        ece_platform.answer("get-deployment")


def test_command_gets_the_answer(ece_platform, ecctl_run):
    ece_platform.answer("list-deployments", {"deployments": [{"id": "d1", "name": "n", "resources": []}]})
    done = ecctl_run("deployment", "list", "--output", "json")
    assert done.json()["deployments"][0]["id"] == "d1"
