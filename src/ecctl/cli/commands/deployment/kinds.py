"""Kinds of resources in a deployment, and the resource that --kind and --ref-id select."""

from __future__ import annotations

from ecctl.client.plans import KINDS
from ecctl.core.errors import BadResponseError, EcctlError, UsageError
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

SYSTEM_ALERTS = 5
"""Number of alerts to request for each resource."""

REF_ID = Option("ref-id", "Ref id of the resource (default: the only one of its kind)")


def kind_option(kinds: Sequence[str] = KINDS, *, required: bool) -> Option:
    """Return the --kind flag of a command that works on these kinds."""
    text = f"Kind of the resource: {', '.join(kinds)}"
    return Option("kind", text, required=required, suggested=kinds)


def checked_kind(invocation: Invocation, kinds: Sequence[str] = KINDS) -> str:
    """Return the value of --kind, "" if it is not given. Raise UsageError for an unknown kind."""
    kind: str = invocation.flag("kind")
    if kind in kinds or not invocation.given("kind"):
        return kind
    from ecctl.core.suggest import nearest

    near = nearest(kind, list(kinds))
    hint = f"did you mean {' or '.join(near)}?" if near else f"kinds: {', '.join(kinds)}"
    raise UsageError(f'--kind "{kind}" is not a kind of resource', hint=hint)


def get_deployment(invocation: Invocation, deployment_id: str, **shown: bool) -> dict[str, Any]:
    """Return a deployment with the parts that are to be shown; none by default."""
    query: dict[str, object] = {
        "convert_legacy_plans": False,
        "show_metadata": False,
        "show_plan_defaults": False,
        "show_plan_history": False,
        "show_plan_logs": False,
        "show_plans": False,
        "show_settings": False,
        "show_system_alerts": SYSTEM_ALERTS,
    }
    deployment = invocation.call("get-deployment", deployment_id=deployment_id, **(query | shown))
    if not isinstance(deployment, dict):
        raise BadResponseError(f"the response for deployment {deployment_id} is not a deployment")
    return deployment


def ref_id(invocation: Invocation, deployment_id: str, kind: str, **shown: bool) -> str:
    """Return the ref id of the selected resource: --ref-id, or that of the only one of its kind."""
    given: str = invocation.flag("ref_id")
    if given:
        return given
    if invocation.given("ref_id"):
        raise UsageError("--ref-id is empty")
    return only_ref_id(get_deployment(invocation, deployment_id, **shown), kind)


def only_ref_id(deployment: dict[str, Any], kind: str) -> str:
    """Return the ref id of the only resource of a kind. Raise an error if there is none or more than one."""
    # The original takes the last of several resources, which may not be the one that the user means.
    groups = deployment.get("resources")
    found = (groups.get(kind) if isinstance(groups, dict) else None) or ()
    names = [str(resource["ref_id"]) for resource in found if resource.get("ref_id")]
    if len(names) == 1:
        return names[0]
    if not names:
        raise EcctlError(f"deployment {deployment.get('id')} has no {kind} resource")
    raise UsageError(
        f"deployment {deployment.get('id')} has {len(names)} {kind} resources: {', '.join(names)}",
        hint="choose one with --ref-id",
    )
