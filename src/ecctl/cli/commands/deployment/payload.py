"""What a deployment is made from or changed by: payloads, completed with what flags and settings say.

Everything else in a payload stays as it is, members that the API description lacks included.
"""

from __future__ import annotations

from ecctl.cli.semver import precedence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Payload = dict[str, Any]

ELASTICSEARCH = "elasticsearch"
NODE_ROLES_SINCE = precedence("7.10.0")
"""The first version whose Elasticsearch knows `node_roles`; before, an element says `node_type`."""


def groups(payload: Payload) -> Iterator[tuple[str, list[Payload]]]:
    """The kinds of a payload with their resources; what is no resource is passed over."""
    by_kind = payload.get("resources")
    if isinstance(by_kind, dict):
        for kind, resources in by_kind.items():
            if isinstance(resources, list):
                yield kind, [resource for resource in resources if isinstance(resource, dict)]


def set_region(payload: Payload, region: str) -> None:
    """Put the resources that name no region into this one."""
    for _, resources in groups(payload):
        for resource in resources:
            if region and resource.get("region") is None:
                resource["region"] = region


def set_version(payload: Payload, version: str) -> None:
    """Give every resource that has a plan this version of the stack."""
    for kind, resources in groups(payload):
        for resource in resources:
            product = member(member(resource, "plan"), kind)
            if product is not None:
                product["version"] = version


def set_ref_ids(payload: Payload) -> None:
    """Name the only resource of a kind main-KIND; several keep their names, so that they stay apart.

    With one Elasticsearch, everything else refers to it.
    """
    main = f"main-{ELASTICSEARCH}"
    several = len(dict(groups(payload)).get(ELASTICSEARCH, ())) > 1
    for kind, resources in groups(payload):
        for number, resource in enumerate(resources, 1):
            if len(resources) == 1:
                resource["ref_id"] = f"main-{kind}"
            elif not resource.get("ref_id"):
                resource["ref_id"] = f"main-{kind}-{number}"
            if kind != ELASTICSEARCH and not several:
                resource["elasticsearch_cluster_ref_id"] = main


def choose_node_roles(payload: Payload, version: str) -> None:
    """Of `node_roles` and `node_type`, keep what the version knows where an element has both."""
    old = bool(version) and precedence(version) < NODE_ROLES_SINCE
    for element in topology(payload):
        if element.get("node_roles") and element.get("node_type") is not None:
            del element["node_roles" if old else "node_type"]


def shrink(payload: Payload) -> None:
    """Make each element of Elasticsearch as small as it may be, in one zone; optional ones stay as they are."""
    for element in topology(payload):
        size = member(element, "size") or {}
        least = (member(member(element, "topology_element_control"), "min") or {}).get("value")
        if not least or size.get("value") is None:
            continue
        size["value"] = min(size["value"], least)
        element["zone_count"] = 1


def topology(payload: Payload) -> Iterator[Payload]:
    """The elements of which the Elasticsearch resources of a payload consist."""
    for resource in dict(groups(payload)).get(ELASTICSEARCH, ()):
        elements = (member(resource, "plan") or {}).get("cluster_topology")
        yield from (element for element in elements or () if isinstance(element, dict))


def member(value: Payload | None, name: str) -> Payload | None:
    """The object that a member of an object holds, None where there is none."""
    found = value.get(name) if value is not None else None
    return found if isinstance(found, dict) else None


def update_payload(deployment: Payload, kind: str = "", ref_id: str = "") -> Payload:
    """The update that leaves a deployment as it is: of all its resources, or of a kind, or of one of them."""
    resources: dict[str, list[Payload]] = {}
    for name, found in groups(deployment):
        wanted = [resource for resource in found if resource.get("ref_id") == ref_id or not ref_id]
        payloads = [made for resource in wanted if (made := resource_payload(resource))]
        if payloads and kind in ("", name):
            resources[name] = payloads
    update = {"name": deployment.get("name"), "prune_orphans": False, "resources": resources}
    return update | ({"settings": deployment["settings"]} if deployment.get("settings") else {})


def resource_payload(resource: Payload) -> Payload | None:
    """What a resource was last made from; None for one that has no plan."""
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
        payload["settings"] = {name: value for name, value in settings.items() if name != "metadata"}
    return {name: value for name, value in payload.items() if value is not None}
