"""The kinds of resources of a deployment, and how a resource is found that a user names by its kind."""

from __future__ import annotations

from ecctl.client.plans import KINDS
from ecctl.errors import BadResponseError, EcctlError, UsageError
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

SYSTEM_ALERTS = 5
"""How many alerts of each resource a deployment is asked for."""

REF_ID = Option("ref-id", "Ref id of the resource; found by itself where there is one of the kind")


def kind_option(kinds: Sequence[str] = KINDS, *, required: bool) -> Option:
    """The --kind flag, for what works on these kinds."""
    return Option("kind", f"Kind of the resource: {', '.join(kinds)}", required=required)


def checked_kind(invocation: Invocation, kinds: Sequence[str] = KINDS) -> str:
    """The kind that --kind names, "" where it is not given; UsageError for one that does not exist."""
    kind: str = invocation.flag("kind")
    if kind in kinds or not invocation.given("kind"):
        return kind
    from ecctl.core.suggest import nearest

    near = nearest(kind, list(kinds))
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(kinds)}"
    raise UsageError(f'--kind "{kind}" is no kind of resource', hint=hint)


def get_deployment(invocation: Invocation, deployment_id: str, **shown: bool) -> dict[str, Any]:
    """A deployment with what is asked to be shown of it; nothing of that by default."""
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
        raise BadResponseError(f"the reply for deployment {deployment_id} is no deployment")
    return deployment


def ref_id(invocation: Invocation, deployment_id: str, kind: str, **shown: bool) -> str:
    """The ref id of the resource that is meant: --ref-id, else that of the deployment's one of the kind."""
    given: str = invocation.flag("ref_id")
    if given:
        return given
    if invocation.given("ref_id"):
        raise UsageError("--ref-id is empty")
    return only_ref_id(get_deployment(invocation, deployment_id, **shown), kind)


def only_ref_id(deployment: dict[str, Any], kind: str) -> str:
    """The ref id of a deployment's one resource of a kind; an error where there is none, or more than one."""
    groups = deployment.get("resources")
    found = (groups.get(kind) if isinstance(groups, dict) else None) or ()
    names = [str(resource["ref_id"]) for resource in found if resource.get("ref_id")]
    if len(names) == 1:
        return names[0]
    which = f"of the kind {kind} in deployment {deployment.get('id')}"
    if not names:
        raise EcctlError(f"there is no resource {which}")
    raise UsageError(
        f"there are {len(names)} resources {which}: {', '.join(names)}", hint="name one of them with --ref-id"
    )
