"""Payloads that create or update deployments, completed from flags and settings.

Everything else in a payload stays unchanged, including members that the API description lacks.
"""

from __future__ import annotations

from ecctl.cli.semver import precedence
from ecctl.client.deployment_request import (
    ELASTICSEARCH,
    groups,
    member,
    name_template,
    set_ref_ids,
    set_region,
    set_version,
    topology,
)

__all__ = (
    "ELASTICSEARCH",
    "groups",
    "member",
    "name_template",
    "set_ref_ids",
    "set_region",
    "set_version",
    "topology",
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Payload = dict[str, Any]

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
    """Return the payload that a resource was last made from, or None if it has no plan."""
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
