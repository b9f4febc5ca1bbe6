"""Payloads that create or update deployments, completed from flags and settings.

Everything else in a payload stays unchanged, including members that the API description lacks.
"""

from __future__ import annotations

from ecctl.cli.semver import precedence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Payload = dict[str, Any]

ELASTICSEARCH = "elasticsearch"
SETTINGS = {
    "apm": "ApmSettings",
    "appsearch": "AppSearchSettings",
    "elasticsearch": "ElasticsearchClusterSettings",
    "enterprise_search": "EnterpriseSearchSettings",
    "integrations_server": "IntegrationsServerSettings",
    "kibana": "KibanaClusterSettings",
}
"""Model of a resource's settings in a request, by kind."""

TEMPLATE_READ_ONLY = ("id", "instance_configurations", "source")
"""Members of DeploymentTemplateInfoV2 that DeploymentTemplateRequestBody lacks."""

NODE_ROLES_SINCE = precedence("7.10.0")
"""First version with `node_roles`; earlier ones have `node_type`."""


def groups(payload: Payload) -> Iterator[tuple[str, list[Payload]]]:
    """Yield the kinds of a payload with their resources, skipping anything that is not a resource."""
    by_kind = payload.get("resources")
    if isinstance(by_kind, dict):
        for kind, resources in by_kind.items():
            if isinstance(resources, list):
                yield kind, [resource for resource in resources if isinstance(resource, dict)]


def set_region(payload: Payload, region: str) -> None:
    """Set the region of the resources that have none."""
    for _, resources in groups(payload):
        for resource in resources:
            if region and resource.get("region") is None:
                resource["region"] = region


def set_version(payload: Payload, version: str) -> None:
    """Set the stack version of every resource that has a plan."""
    for kind, resources in groups(payload):
        for resource in resources:
            product = member(member(resource, "plan"), kind)
            if product is not None:
                product["version"] = version


def set_ref_ids(payload: Payload) -> None:
    """Name the only resource of a kind main-KIND. Several resources of a kind keep their distinct names.

    If there is one Elasticsearch resource, all others refer to it.
    """
    # The original's names: payloads that were made by it refer to them.
    main = f"main-{ELASTICSEARCH}"
    several = len(dict(groups(payload)).get(ELASTICSEARCH, ())) > 1
    for kind, resources in groups(payload):
        for number, resource in enumerate(resources, 1):
            if len(resources) == 1:
                resource["ref_id"] = f"main-{kind}"
            elif not resource.get("ref_id"):
                resource["ref_id"] = f"main-{kind}-{number}"
            # With several Elasticsearch resources the payload itself must say which one to refer to.
            if kind != ELASTICSEARCH and not several:
                resource["elasticsearch_cluster_ref_id"] = main


def choose_node_roles(payload: Payload, version: str) -> None:
    """Drop `node_roles` or `node_type`, whichever the version does not know, from elements that have both."""
    old = bool(version) and precedence(version) < NODE_ROLES_SINCE
    for element in topology(payload):
        # Templates for several versions contain both; a plan should have only the one that its version knows.
        if element.get("node_roles") and element.get("node_type") is not None:
            del element["node_roles" if old else "node_type"]


def shrink(payload: Payload) -> None:
    """Reduce every Elasticsearch element to its minimum size in one zone. Elements without a size stay."""
    for element in topology(payload):
        size = member(element, "size") or {}
        least = (member(member(element, "topology_element_control"), "min") or {}).get("value")
        if not least or size.get("value") is None:
            continue
        size["value"] = min(size["value"], least)
        element["zone_count"] = 1


def topology(payload: Payload) -> Iterator[Payload]:
    """Yield the topology elements of the Elasticsearch resources."""
    for resource in dict(groups(payload)).get(ELASTICSEARCH, ()):
        elements = (member(resource, "plan") or {}).get("cluster_topology")
        yield from (element for element in elements or () if isinstance(element, dict))


def member(value: Payload | None, name: str) -> Payload | None:
    """Return the object that a member holds, or None."""
    found = value.get(name) if value is not None else None
    return found if isinstance(found, dict) else None


def update_payload(deployment: Payload, kind: str = "", ref_id: str = "") -> Payload:
    """Return the update that changes nothing, for all resources of a deployment or those selected.

    A response has settings that an update cannot change, such as traffic filters, and platforms that decode
    strictly refuse a request with them. So settings are limited to the members that the request's model names.
    """
    resources: dict[str, list[Payload]] = {}
    for name, found in groups(deployment):
        wanted = [resource for resource in found if resource.get("ref_id") == ref_id or not ref_id]
        payloads = [made for resource in wanted if (made := resource_payload(name, resource))]
        if payloads and kind in ("", name):
            resources[name] = payloads
    update = {"name": deployment.get("name"), "prune_orphans": False, "resources": resources}
    settings = limited(member(deployment, "settings") or {}, "DeploymentUpdateSettings")
    return update | ({"settings": settings} if settings else {})


def resource_payload(kind: str, resource: Payload) -> Payload | None:
    """Return what a resource was last made from, or None if it has no plan."""
    info = member(resource, "info") or {}
    plan = (member(member(info, "plan_info"), "current") or {}).get("plan")
    if not isinstance(plan, dict):
        return None
    payload = {
        "display_name": info.get("cluster_name") or info.get("name"),
        "elasticsearch_cluster_ref_id": resource.get("elasticsearch_cluster_ref_id"),
        "plan": plan,
        "ref_id": resource.get("ref_id"),
        "region": resource.get("region"),
    }
    settings = member(info, "settings")
    if settings is not None:
        known = limited(settings, SETTINGS[kind]) if kind in SETTINGS else settings
        # As in the original: metadata belongs to the platform.
        payload["settings"] = {name: value for name, value in known.items() if name != "metadata"}
    return {name: value for name, value in payload.items() if value is not None}


def template_payload(template: Payload) -> Payload:
    """Return a template without the members that only a response has, so that `show` can feed `update`."""
    return {name: value for name, value in template.items() if name not in TEMPLATE_READ_ONLY}


def limited(value: Payload, model: str) -> Payload:
    """Return the members of an object that a model names."""
    from ecctl.output._generated.go_models import MODELS

    names = {line.partition(" ")[0] for line in MODELS[model].splitlines()}
    return {name: value[name] for name in value if name in names}
