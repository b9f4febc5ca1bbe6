"""Requests that create deployments, completed with a name, versions, regions and references."""

from __future__ import annotations

from ecctl.client.resources import OperationSpec
from ecctl.core.errors import NotTheApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any

    Payload = dict[str, Any]

ELASTICSEARCH = "elasticsearch"


def from_template(template_id: str, version: str) -> Generator[OperationSpec[Any], Any, Payload]:
    """Return the request that a template holds, for a stack version. Raise NotTheApiError if it holds none."""
    template = yield OperationSpec(
        "get-deployment-template-v2",
        {
            "template_id": template_id,
            "show_instance_configurations": True,
            "show_max_zones": False,
            "stack_version": version,
        },
    )
    request = member(template, "deployment_template")
    if request is None:
        raise NotTheApiError(f'the template "{template_id}" has no deployment_template')
    name_template(request, template_id)
    set_version(request, version)
    return request


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


def name_template(payload: Payload, template_id: str) -> None:
    """Record in the Elasticsearch plan which template it comes from."""
    first = next(iter(dict(groups(payload)).get(ELASTICSEARCH, ())), None)
    plan = member(first, "plan")
    if plan is not None:
        plan["deployment_template"] = {**(member(plan, "deployment_template") or {}), "id": template_id}


def topology(payload: Payload) -> Iterator[Payload]:
    """Yield the topology elements of the Elasticsearch resources."""
    for resource in dict(groups(payload)).get(ELASTICSEARCH, ()):
        elements = (member(resource, "plan") or {}).get("cluster_topology")
        yield from (element for element in elements or () if isinstance(element, dict))


def member(value: Payload | None, name: str) -> Payload | None:
    """Return the object that a member holds, or None."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else None
