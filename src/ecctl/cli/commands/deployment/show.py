"""`ecctl deployment show`: a deployment, one of its resources, or a payload to update it with."""

from __future__ import annotations

from ecctl.cli import tracking
from ecctl.cli.command import flag_name
from ecctl.cli.commands.deployment.kinds import SYSTEM_ALERTS, checked_kind, get_deployment, only_ref_id
from ecctl.cli.commands.deployment.payload import groups, update_payload
from ecctl.core.errors import EcctlError, UsageError
from ecctl.output import UNTYPED, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation

RESOURCES = {
    "apm": ("get-deployment-apm-resource-info", "ApmResourceInfo"),
    "appsearch": ("get-deployment-appsearch-resource-info", "AppSearchResourceInfo"),
    "elasticsearch": ("get-deployment-es-resource-info", "ElasticsearchResourceInfo"),
    "enterprise_search": ("get-deployment-enterprise-search-resource-info", "EnterpriseSearchResourceInfo"),
    "integrations_server": (
        "get-deployment-integrations-server-resource-info",
        "IntegrationsServerResourceInfo",
    ),
    "kibana": ("get-deployment-kib-resource-info", "KibanaResourceInfo"),
}
"""Operation that shows a resource, and the model of its response, by kind."""


def show(invocation: Invocation) -> Generator[Result, None, None]:
    """Show a deployment or one of its resources."""
    deployment_id = invocation.arguments[0]
    kind, ref_id = checked_kind(invocation), invocation.flag("ref_id")
    if invocation.given("ref_id") and not ref_id:
        raise UsageError("--ref-id is empty")
    if invocation.flag("generate_update_payload"):
        yield payload(invocation, deployment_id, kind, ref_id)
        return
    yield shown_part(invocation, deployment_id, kind, ref_id)
    tracking.follow_if_asked(invocation, deployment_id)


def shown_part(invocation: Invocation, deployment_id: str, kind: str, ref_id: str) -> Result:
    """Return a deployment, or the resource of it that is named."""
    shown = parts(invocation)
    # Resources are addressed by ref id, which users of deployments with one resource per kind rarely know.
    if kind and not ref_id:
        ref_id = only_ref_id(get_deployment(invocation, deployment_id, **shown), kind)
    if kind:
        operation, model = RESOURCES[kind]
        return Result(invocation.call(operation, **resource_query(invocation, kind, ref_id)), model=model)
    deployment = get_deployment(invocation, deployment_id, **shown)
    if ref_id:
        kind, resource = named(deployment, ref_id)
        return Result(resource, model=RESOURCES[kind][1] if kind in RESOURCES else UNTYPED)
    return Result(deployment, model="DeploymentGetResponse")


def parts(invocation: Invocation) -> dict[str, bool]:
    """Return the parameters that select what to show. Logs, defaults and history of plans include the plans."""
    logs, defaults, history = (
        invocation.flag("plan_logs"),
        invocation.flag("plan_defaults"),
        invocation.flag("plan_history"),
    )
    shown: dict[str, bool] = {
        "show_metadata": invocation.flag("metadata"),
        "show_plan_defaults": defaults,
        "show_plan_history": history,
        "show_plan_logs": logs,
        "show_plans": invocation.flag("plans") or logs or defaults or history,
        "show_settings": invocation.flag("settings"),
    }
    return shown | ({"clear_transient": True} if invocation.flag("clear_transient") else {})


def resource_query(invocation: Invocation, kind: str, ref_id: str) -> dict[str, Any]:
    """Return the parameters of a request for one resource, which has neither history nor transient parts."""
    # The operations on resources lack these parameters, and would refuse them.
    of_deployment = ("show_plan_history", "clear_transient")
    shown = {name: value for name, value in parts(invocation).items() if name not in of_deployment}
    alerts = {"show_system_alerts": SYSTEM_ALERTS} if kind == "elasticsearch" else {}
    return {"deployment_id": invocation.arguments[0], "ref_id": ref_id, **shown, **alerts}


def named(deployment: dict[str, Any], ref_id: str) -> tuple[str, dict[str, Any]]:
    """Return the kind and the resource with a ref id. Raise an error unless there is exactly one."""
    found = [
        (kind, resource)
        for kind, resources in groups(deployment)
        for resource in resources
        if resource.get("ref_id") == ref_id
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise EcctlError(f'deployment {deployment.get("id")} has no resource with the --ref-id "{ref_id}"')
    kinds = ", ".join(kind for kind, _ in found)
    raise UsageError(
        f'several resources have the --ref-id "{ref_id}": {kinds}', hint="choose one with --kind"
    )


def payload(invocation: Invocation, deployment_id: str, kind: str, ref_id: str) -> Result:
    """Return the update that changes nothing, or the part of it that the flags select."""
    # A payload has neither progress nor history; refused rather than ignored.
    for flag in ("track", "plan_history"):
        if invocation.flag(flag):
            raise UsageError(f"{flag_name(flag)} has no effect with --generate-update-payload")
    # Transient settings applied to the last change only, for example a move off an allocator. Repeating them
    # by default would repeat that change.
    shown = parts(invocation) | {"show_plans": True, "show_settings": True}
    if invocation.flag("clear_transient") or not invocation.given("clear_transient"):
        shown["clear_transient"] = True
    update = update_payload(get_deployment(invocation, deployment_id, **shown), kind, ref_id)
    if (kind or ref_id) and not update["resources"]:
        which = " and ".join(filter(None, (kind and f"--kind {kind}", ref_id and f'--ref-id "{ref_id}"')))
        raise EcctlError(f"deployment {deployment_id} has no resource with a plan for {which}")
    return Result(update, model="DeploymentUpdateRequest")
