"""`ecctl deployment update --size`, `--zones` and `--version`: the current plan with a few members changed.

The update names only the resources that change, and orphans are never pruned, so all others stay as they are.
A pending plan is refused: an update from the current plan would undo it.
"""

from __future__ import annotations

from ecctl.cli.command import flag_name
from ecctl.cli.commands.deployment.kinds import checked_kind, get_deployment, only_ref_id
from ecctl.cli.commands.deployment.payload import groups, member, update_payload
from ecctl.cli.semver import given_version
from ecctl.core.errors import EcctlError, UsageError
from ecctl.core.terminal_text import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.commands.deployment.payload import Payload
    from ecctl.cli.invocation import Invocation

CHANGES = ("size", "version", "zones")
TARGETS = ("kind", "ref_id", "tier")
OF_FILES = ("file", "hide_pruned_orphans", "prune_orphans")
MEGABYTES = {"": 1, "m": 1, "mb": 1, "g": 1024, "gb": 1024, "t": 1 << 20, "tb": 1 << 20}


def wants_plan_change(invocation: Invocation) -> bool:
    """Return whether flags say what to change. Raise UsageError for flags that do not go together."""
    changes = [name for name in CHANGES if invocation.given(name)]
    targets = [name for name in TARGETS if invocation.given(name)]
    if not changes:
        if targets:
            raise UsageError(f"{flag_name(targets[0])} has no effect without --size or --zones")
        return False
    for name in OF_FILES:
        if invocation.given(name):
            raise UsageError(f"{flag_name(name)} and {flag_name(changes[0])} exclude each other")
    if changes == ["version"] and targets:
        raise UsageError(f"{flag_name(targets[0])} has no effect with --version, which changes all resources")
    for name in targets:
        if not invocation.flag(name):
            raise UsageError(f"{flag_name(name)} is empty")
    return True


def changed_plan(invocation: Invocation) -> Payload:
    """Return the update that the flags stand for, once the user has agreed to the differences."""
    wanted = checked_changes(invocation)
    kind = checked_kind(invocation)
    deployment_id = invocation.arguments[0]
    # Transient settings applied to the last change only; to repeat them would repeat that change.
    shown = {"show_plans": True, "show_settings": True, "clear_transient": True}
    deployment = get_deployment(invocation, deployment_id, **shown)
    payload = update_payload(deployment)
    lines: list[str] = []
    changed: dict[str, list[Payload]] = {}
    element = None
    if invocation.given("size") or invocation.given("zones"):
        ref_id = invocation.flag("ref_id") or only_ref_id(deployment, kind)
        element = chosen_element(
            resource_of(payload, kind, ref_id, deployment_id), kind, invocation.flag("tier")
        )
    for name, resources in groups(payload):
        for resource in resources:
            different = change_version(name, resource, wanted.get("version"))
            # By identity: the tiers of two resources may be equal.
            if element is not None and any(element is each for each in elements_of(resource)):
                different += change_element(element, wanted)
            if different:
                changed.setdefault(name, []).append(resource)
                lines += [escape_line(f"{name} {resource.get('ref_id')}: {line}") for line in different]
    if not lines:
        raise EcctlError(f"deployment {deployment_id} already has these values: nothing was changed")
    refuse_pending(deployment, changed)
    for line in lines:
        invocation.note(line)
    invocation.confirm(escape_line(f'Update deployment "{deployment.get("name")}" ({deployment_id})?'))
    return {"prune_orphans": False, "resources": changed}


def checked_changes(invocation: Invocation) -> dict[str, Any]:
    """Return the values of the flags by name. Raise UsageError for an invalid one."""
    wanted: dict[str, Any] = {}
    if invocation.given("size"):
        wanted["size"] = megabytes(invocation.flag("size"))
    if invocation.given("zones"):
        wanted["zones"] = invocation.flag("zones")
        if wanted["zones"] < 1:
            raise UsageError(f"--zones must be at least 1 (got {wanted['zones']})")
    if invocation.given("version"):
        wanted["version"] = given_version(invocation.flag("version"), "--version")
    return wanted


def megabytes(text: str) -> int:
    """Return a size such as 4g or 8192 in megabytes. Raise UsageError for other text."""
    number = text.rstrip("bBgGmMtT")
    unit = MEGABYTES.get(text[len(number) :].lower())
    if unit is None or not (number.isascii() and number.isdigit()) or not int(number):
        raise UsageError(f'--size "{text}" is not a size', hint="for example --size 4g, or 4096 in megabytes")
    return int(number) * unit


def size_text(size: int) -> str:
    """Return a size in the form that --size takes."""
    return f"{size}m" if size % 1024 else f"{size // 1024}g"


def resource_of(payload: Payload, kind: str, ref_id: str, deployment_id: str) -> Payload:
    """Return the resource with a ref id. Raise EcctlError if the deployment has none, or none with a plan."""
    for resource in dict(groups(payload)).get(kind, ()):
        if resource.get("ref_id") == ref_id:
            return resource
    raise EcctlError(f'deployment {deployment_id} has no {kind} "{ref_id}" with a plan')


def elements_of(resource: Payload) -> list[Payload]:
    """Return the topology elements of a resource, the same objects at each call."""
    found = (member(resource, "plan") or {}).get("cluster_topology")
    return [element for element in found or () if isinstance(element, dict)]


def chosen_element(resource: Payload, kind: str, tier: str) -> Payload:
    """Return the topology element with an id, or the only one in use. Raise UsageError if that is not one."""
    elements = elements_of(resource)
    found = [element for element in elements if element_name(element) == tier] if tier else in_use(elements)
    if len(found) == 1:
        return found[0]
    names = ", ".join(element_name(element) for element in found or elements)
    hint = f"choose one with --tier: {names}" if names else ""
    if tier:
        raise UsageError(f'the {kind} "{resource.get("ref_id")}" has no single tier "{tier}"', hint=hint)
    number = len(found) or "no"
    raise UsageError(f'the {kind} "{resource.get("ref_id")}" has {number} tiers in use', hint=hint)


def in_use(elements: Sequence[Payload]) -> list[Payload]:
    """Return the topology elements that have a size; a plan names the tiers that are switched off, too."""
    return [element for element in elements if (member(element, "size") or {}).get("value")]


def element_name(element: Payload) -> str:
    """Return the id of a topology element, or of its instance configuration if it has none."""
    return str(element.get("id") or element.get("instance_configuration_id") or "-")


def change_version(kind: str, resource: Payload, version: str | None) -> list[str]:
    """Set the version of a resource if it is another one, and return the difference."""
    product = member(member(resource, "plan"), kind)
    if version is None or product is None or product.get("version") == version:
        return []
    before = product.get("version") or "-"
    product["version"] = version
    return [f"version {before} -> {version}"]


def change_element(element: Payload, wanted: dict[str, Any]) -> list[str]:
    """Set size and zones of a topology element if they are other ones, and return the differences."""
    name, differences = element_name(element), []
    if "size" in wanted:
        size = member(element, "size")
        if size is None or not isinstance(size.get("value"), int):
            raise EcctlError(f'the tier "{name}" has no size in its plan', hint="change the plan with --file")
        if size["value"] != wanted["size"]:
            resource = size.get("resource", "memory")
            differences.append(f"{name} {resource} {size_text(size['value'])} -> {size_text(wanted['size'])}")
            size["value"] = wanted["size"]
    if "zones" in wanted and element.get("zone_count") != wanted["zones"]:
        differences.append(f"{name} zones {element.get('zone_count', '-')} -> {wanted['zones']}")
        element["zone_count"] = wanted["zones"]
    return differences


def refuse_pending(deployment: Payload, changed: dict[str, list[Payload]]) -> None:
    """Raise EcctlError if a resource that is to change has a plan that is not done."""
    for kind, resources in groups(deployment):
        names = [resource.get("ref_id") for resource in changed.get(kind, ())]
        for resource in resources:
            plans = member(member(resource, "info"), "plan_info")
            if resource.get("ref_id") in names and member(plans, "pending") is not None:
                raise EcctlError(
                    f'the {kind} "{resource.get("ref_id")}" has a pending plan, which this update would undo',
                    hint=f"wait for it: ecctl deployment show {deployment.get('id')} --track",
                )
