"""Every resource's methods through Client and AsyncClient, embedded and over HTTPS, most of them by answers."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, NamedTuple

import pytest

import ecctl
from ecctl.client.resource_properties import Resources, resource


class Case(NamedTuple):
    """A call of a method, the operation that it makes, the answer to it, and what the method returns."""

    ask: Any
    operation: str
    answer: Any
    result: Any = ...
    parameters: dict[str, str] = {}  # noqa: RUF012  # never changed
    body: Any = None


T = {"id": "t"}
D = {"id": "d"}
CASES = [
    Case(lambda c: c.deployments.list(), "list-deployments", {"deployments": [D]}, [D]),
    Case(lambda c: c.deployments.search({"size": 1}), "search-deployments", {"deployments": [D]}, body={"size": 1}),
    Case(lambda c: c.deployments.get("d", show_plan_history=True), "get-deployment", D,
         parameters={"deployment_id": "d", "show_plans": "true", "show_plan_history": "true"}),
    Case(lambda c: c.deployments.create({"name": "n"}, request_id="r" * 32), "create-deployment", D,
         parameters={"request_id": "r" * 32}, body={"name": "n"}),
    Case(lambda c: c.deployments.update("d", {"prune_orphans": False}, skip_snapshot=True), "update-deployment", D,
         parameters={"deployment_id": "d", "skip_snapshot": "true"}, body={"prune_orphans": False}),
    Case(lambda c: c.deployments.shutdown("d", hide=True), "shutdown-deployment", D,
         parameters={"deployment_id": "d", "hide": "true"}),
    Case(lambda c: c.deployments.restore("d"), "restore-deployment", D, parameters={"deployment_id": "d"}),
    Case(lambda c: c.deployments.delete("d"), "delete-deployment", D, parameters={"deployment_id": "d"}),
    Case(lambda c: c.templates.list(stack_version="8.1.0"), "get-deployment-templates-v2", [T],
         parameters={"stack_version": "8.1.0", "region": "ece-region"}),
    Case(lambda c: c.templates.get("t", region="r"), "get-deployment-template-v2", T,
         parameters={"template_id": "t", "region": "r"}),
    Case(lambda c: c.templates.create({"name": "n"}), "create-deployment-template-v2", T,
         parameters={"region": "ece-region"}, body={"name": "n"}),
    Case(lambda c: c.templates.update("t", {"name": "n"}), "set-deployment-template-v2", T,
         parameters={"template_id": "t", "region": "ece-region"}, body={"name": "n"}),
    Case(lambda c: c.templates.delete("t"), "delete-deployment-template-v2", {}, None,
         parameters={"template_id": "t", "region": "ece-region"}),
    Case(lambda c: c.allocators.list("zone_id:z"), "get-allocators",
         {"zones": [{"zone_id": "z", "allocators": [{"allocator_id": "a"}, {"allocator_id": "b"}]}]},
         [{"allocator_id": "a"}, {"allocator_id": "b"}], parameters={"q": "zone_id:z"}),
    Case(lambda c: c.allocators.get("a"), "get-allocator", D, parameters={"allocator_id": "a"}),
    Case(lambda c: c.allocators.update("a", {"k": "v"}), "set-allocator-metadata", [],
         parameters={"allocator_id": "a"}, body={"items": [{"key": "k", "value": "v"}]}),
    Case(lambda c: c.allocators.delete("a", remove_instances=True), "delete-allocator", {}, None,
         parameters={"allocator_id": "a", "remove_instances": "true"}),
    Case(lambda c: c.allocators.start_maintenance("a", reason="r"), "start-allocator-maintenance-mode", {}, None,
         parameters={"allocator_id": "a", "reason": "r"}),
    Case(lambda c: c.allocators.stop_maintenance("a"), "stop-allocator-maintenance-mode", {}, None,
         parameters={"allocator_id": "a"}),
    Case(lambda c: c.traffic_filters.list(include_associations=True), "get-traffic-filter-rulesets",
         {"rulesets": [D]}, [D], parameters={"include_associations": "true"}),
    Case(lambda c: c.traffic_filters.get("r"), "get-traffic-filter-ruleset", D, parameters={"ruleset_id": "r"}),
    Case(lambda c: c.traffic_filters.create({"name": "n"}), "create-traffic-filter-ruleset", D, body={"name": "n"}),
    Case(lambda c: c.traffic_filters.update("r", {"name": "n"}), "update-traffic-filter-ruleset", D,
         parameters={"ruleset_id": "r"}, body={"name": "n"}),
    Case(lambda c: c.traffic_filters.delete("r", ignore_associations=True), "delete-traffic-filter-ruleset", {}, None,
         parameters={"ruleset_id": "r", "ignore_associations": "true"}),
    Case(lambda c: c.traffic_filters.associate("r", "d"), "create-traffic-filter-ruleset-association", {}, None,
         parameters={"ruleset_id": "r"}, body={"entity_type": "deployment", "id": "d"}),
    Case(lambda c: c.traffic_filters.dissociate("r", "d"), "delete-traffic-filter-ruleset-association", {}, None,
         parameters={"ruleset_id": "r", "association_type": "deployment", "associated_entity_id": "d"}),
    Case(lambda c: c.extensions.list(), "list-extensions", {"extensions": [D]}, [D]),
    Case(lambda c: c.extensions.get("e"), "get-extension", D, parameters={"extension_id": "e"}),
    Case(lambda c: c.extensions.create({"name": "n"}), "create-extension", D, body={"name": "n"}),
    Case(lambda c: c.extensions.update("e", {"name": "n"}), "update-extension", D, parameters={"extension_id": "e"},
         body={"name": "n"}),
    Case(lambda c: c.extensions.upload("e", b"PK"), "upload-extension", D, parameters={"extension_id": "e"}),
    Case(lambda c: c.extensions.delete("e"), "delete-extension", {}, None, parameters={"extension_id": "e"}),
    Case(lambda c: c.stacks.list(), "get-version-stacks", {"stacks": [D]}, [D], parameters={"show_deleted": "false"}),
    Case(lambda c: c.stacks.get("8.1.0"), "get-version-stack", D, parameters={"version": "8.1.0"}),
    Case(lambda c: c.stacks.create(b"PK"), "update-stack-packs", D),
    Case(lambda c: c.stacks.update("8.1.0", {"whitelisted": True}), "update-version-stack", D,
         parameters={"version": "8.1.0"}, body={"whitelisted": True}),
    Case(lambda c: c.stacks.delete("8.1.0"), "delete-version-stack", {}, None, parameters={"version": "8.1.0"}),
    Case(lambda c: c.repositories.list(), "get-snapshot-repositories", {"configs": [D]}, [D]),
    Case(lambda c: c.repositories.get("r"), "get-snapshot-repository", D, parameters={"repository_name": "r"}),
    Case(lambda c: c.repositories.create("r", type="s3", settings={"bucket": "b"}), "set-snapshot-repository", D,
         parameters={"repository_name": "r"}, body={"type": "s3", "settings": {"bucket": "b"}}),
    Case(lambda c: c.repositories.update("r", type="s3", settings={}), "set-snapshot-repository", D,
         parameters={"repository_name": "r"}, body={"type": "s3", "settings": {}}),
    Case(lambda c: c.repositories.delete("r", cleanup_deployments=True), "delete-snapshot-repository", {}, None,
         parameters={"repository_name": "r", "cleanup_deployments": "true"}),
    Case(lambda c: c.roles.list(), "list-blueprinter-roles", {"values": [D]}, [D]),
    Case(lambda c: c.roles.get("r"), "get-blueprinter-role", D, parameters={"blueprinter_role_id": "r"}),
    Case(lambda c: c.roles.create({"role": D}), "create-blueprinter-role", D, body={"role": D}),
    Case(lambda c: c.roles.update("r", D), "update-blueprinter-role", D, parameters={"blueprinter_role_id": "r"},
         body=D),
    Case(lambda c: c.roles.delete("r"), "delete-blueprinter-role", {}, None, parameters={"blueprinter_role_id": "r"}),
    Case(lambda c: c.proxies.list(), "get-proxies", {"proxies": [D]}, [D]),
    Case(lambda c: c.proxies.get("p"), "get-proxy", D, parameters={"proxy_id": "p"}),
    Case(lambda c: c.proxies.settings(), "get-proxies-settings", D),
    Case(lambda c: c.proxies.update({"expected_proxies_count": 2}), "update-proxies-settings", D,
         body={"expected_proxies_count": 2}),
    Case(lambda c: c.comments.list("allocator", "a"), "list-comment", {"values": [D]}, [D],
         parameters={"resource_type": "allocator", "resource_id": "a"}),
    Case(lambda c: c.comments.get("allocator", "a", "c"), "get-comment", D,
         parameters={"resource_type": "allocator", "resource_id": "a", "comment_id": "c"}),
    Case(lambda c: c.comments.create("allocator", "a", message="m"), "create-comment", D,
         parameters={"resource_type": "allocator", "resource_id": "a"}, body={"message": "m"}),
    Case(lambda c: c.comments.update("allocator", "a", "c", message="m"), "update-comment", D,
         parameters={"resource_type": "allocator", "resource_id": "a", "comment_id": "c"}, body={"message": "m"}),
    Case(lambda c: c.comments.delete("allocator", "a", "c"), "delete-comment", {}, None,
         parameters={"resource_type": "allocator", "resource_id": "a", "comment_id": "c"}),
    Case(lambda c: c.certificates.list(), "get-extra-certificates", {"certs": {}}),
    Case(lambda c: c.certificates.get("ui"), "get-tls-certificate", D, parameters={"service_name": "ui"}),
    Case(lambda c: c.certificates.update("ui", "PEM"), "set-tls-certificate", D, parameters={"service_name": "ui"}),
    Case(lambda c: c.certificates.create("ca", "PEM"), "set-extra-certificate", {}, None,
         parameters={"cert_id": "ca"}),
    Case(lambda c: c.certificates.delete("ca"), "delete-extra-certificate", {}, None, parameters={"cert_id": "ca"}),
    Case(lambda c: c.runners.delete("r"), "delete-runner", {}, None, parameters={"runner_id": "r"}),
    Case(lambda c: c.users.me(), "get-current-user", D),
]  # fmt: skip


def by_client(platform, ask):
    with platform.client() as client:
        return ask(client)


def by_async_client(platform, ask):
    async def main():
        async with platform.async_client() as client:
            return await ask(client)

    return asyncio.run(main())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.operation)
def test_method_makes_its_operation_whichever_way(case, ece_platform, ece_server):
    for platform in (ece_platform, ece_server):
        for through in (by_client, by_async_client):
            asked = []

            def answer(question, asked=asked):
                asked.append(question)
                return case.answer

            platform.answer(case.operation, answer)
            expected = case.answer if case.result is ... else case.result
            assert through(platform, case.ask) == expected
            assert len(asked) == 1
            assert asked[0].parameters == case.parameters
            if case.body is not None:
                assert asked[0].json() == case.body


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
