"""Resources beyond the contract: lazy iterators, docstrings, requests from templates, pages of projects."""

from __future__ import annotations

import inspect

import pytest
from support.both_clients import by_async_client, by_client

import ecctl
from ecctl.client.resource_properties import Resources, resource


def test_every_listed_resource_iterates_lazily(ece_platform):
    ece_platform.seed(
        users={"a": ["ece_platform_viewer"], "b": ["ece_platform_viewer"]}, tokens=[["proxy"]] * 3
    )
    with ece_platform.client() as client:
        assert len(list(client.users.iterate(limit=2))) == 2
        assert len(list(client.enrollment_tokens.iterate())) == 3
        before = len(ece_platform.requests)
        client.enrollment_tokens.iterate()
        list(client.api_keys.iterate(limit=0))
        assert len(ece_platform.requests) == before


def test_resources_are_exported_and_described():
    found = [name for name, value in vars(Resources).items() if isinstance(value, resource)]
    assert len(found) == 17
    for name in found:
        kind = getattr(ecctl.Client, name)
        assert getattr(ecctl, kind.__name__) is kind
        for method, function in vars(kind).items():
            if not method.startswith("_"):
                assert inspect.getdoc(function), (name, method)
                assert "OperationSpec" not in str(inspect.signature(function))
                assert "Procedure" not in str(inspect.signature(function))


TEMPLATE = {
    "deployment_template": {
        "resources": {
            "elasticsearch": [
                {
                    "region": None,
                    "plan": {
                        "elasticsearch": {},
                        "cluster_topology": [{"node_roles": ["master"], "node_type": {"master": True}}],
                    },
                }
            ],
            "kibana": [{"plan": {"kibana": {}}}],
        }
    }
}


@pytest.mark.parametrize("through", [by_client, by_async_client])
def test_create_from_template_completes_the_request(ece_platform, through):
    made = []
    ece_platform.answer("get-deployment-template-v2", TEMPLATE)
    ece_platform.answer("create-deployment", lambda asked: made.append(asked) or {"id": "d", "created": True})
    result = through(
        ece_platform, lambda c: c.deployments.create_from_template("mine", template_id="t", version="8.15.0")
    )
    assert result["id"] == "d"
    body = made[0].json()
    search = body["resources"]["elasticsearch"][0]
    assert (body["name"], search["region"], search["ref_id"]) == ("mine", "ece-region", "main-elasticsearch")
    assert search["plan"]["elasticsearch"]["version"] == "8.15.0"
    assert search["plan"]["deployment_template"] == {"id": "t"}
    assert "node_type" not in search["plan"]["cluster_topology"][0]
    assert body["resources"]["kibana"][0]["elasticsearch_cluster_ref_id"] == "main-elasticsearch"


@pytest.mark.parametrize("through", [by_client, by_async_client])
def test_projects_are_listed_created_and_deleted(scripted, through):
    server = scripted(
        {"status": 200, "body": {"items": [{"id": "p"}], "next_page": "2"}},
        {"status": 200, "body": {"items": [{"id": "q"}]}},
        {"status": 200, "body": {"id": "n", "credentials": {"username": "u"}}},
        {"status": 200, "body": {"id": "p"}},
        {"status": 200, "body": {}},
    )

    class Platform:
        def client(self):
            return ecctl.Client(host=server.host, api_key="k")

        def async_client(self):
            return ecctl.AsyncClient(host=server.host, api_key="k")

    listed = through(Platform(), lambda c: c.projects.list(type="search"))
    assert listed == [{"id": "p", "type": "elasticsearch"}, {"id": "q", "type": "elasticsearch"}]
    made = through(
        Platform(), lambda c: c.projects.create("n", type="observability", region="r", tier="complete")
    )
    assert made["type"] == "observability"
    assert through(Platform(), lambda c: c.projects.get("p", type="security"))["id"] == "p"
    assert through(Platform(), lambda c: c.projects.delete("p", type="security")) is None
    assert server.requests[-1]["path"] == "/api/v1/serverless/projects/security/p"
