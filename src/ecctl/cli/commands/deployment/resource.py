"""`ecctl deployment resource`: single resources of a deployment, such as Elasticsearch and Kibana."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.kinds import REF_ID, checked_kind, kind_option, ref_id
from ecctl.client.plans import KINDS
from ecctl.core.errors import UsageError
from ecctl.output import Message, Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation

STATELESS = tuple(kind for kind in KINDS if kind != "elasticsearch")
INSTANCES = {
    "start": ("start-deployment-resource-instances", "start-deployment-resource-instances-all"),
    "start-maintenance": (
        "start-deployment-resource-maintenance-mode",
        "start-deployment-resource-instances-all-maintenance-mode",
    ),
    "stop": ("stop-deployment-resource-instances", "stop-deployment-resource-instances-all"),
    "stop-maintenance": (
        "stop-deployment-resource-maintenance-mode",
        "stop-deployment-resource-instances-all-maintenance-mode",
    ),
}
"""Operations on named instances and on all instances, by command."""


def act(
    invocation: Invocation, operation: str, kind: str, *, kind_parameter: str = "resource_kind", **more: Any
) -> Any:
    """Call an operation on the selected resource, and pass on the warnings in its response."""
    deployment_id = invocation.arguments[0]
    which = {
        "deployment_id": deployment_id,
        kind_parameter: kind,
        "ref_id": ref_id(invocation, deployment_id, kind),
    }
    response = invocation.call(operation, **which, **more)
    for warning in (response or {}).get("warnings") or ():
        invocation.note(f"warning: {warning.get('code')}: {warning.get('message')}")
    return response


def delete(invocation: Invocation) -> Result:
    """Delete a resource that was shut down."""
    # Elasticsearch goes with its deployment: the API deletes no other resource that holds data.
    kind = checked_kind(invocation, STATELESS)
    invocation.confirm(
        f"This permanently deletes the {kind} of deployment {invocation.arguments[0]}. Continue?"
    )
    operation = "delete-deployment-stateless-resource"
    response = act(invocation, operation, kind, kind_parameter="stateless_resource_kind")
    return Result({"deleted": [(response or {}).get("ref_id") or kind]}, Message(""), changed=True)


def restore(invocation: Invocation) -> Result:
    """Restore a resource that was shut down."""
    kind = checked_kind(invocation)
    with_snapshot = invocation.flag("restore_snapshot")
    if kind != "elasticsearch" and with_snapshot:
        invocation.note(f'warning: --restore-snapshot has no effect on a resource of the kind "{kind}"')
    # Stateless resources have no data to lose.
    if kind == "elasticsearch" and not with_snapshot:
        invocation.confirm(
            f"Without --restore-snapshot, the elasticsearch of deployment {invocation.arguments[0]} is restored "
            "without its data. Continue?"
        )
    response = act(invocation, "restore-deployment-resource", kind, restore_snapshot=with_snapshot)
    return Result(response, Message(""), changed=True)


def shutdown(invocation: Invocation) -> Result:
    """Shut down a resource."""
    kind = checked_kind(invocation)
    invocation.confirm(f"This shuts down the {kind} of deployment {invocation.arguments[0]}. Continue?")
    response = act(
        invocation,
        # Despite its name, the original calls it for Elasticsearch as well.
        "shutdown-deployment-stateless-resource",
        kind,
        kind_parameter="stateless_resource_kind",
        hide=invocation.flag("hide"),
        skip_snapshot=invocation.flag("skip_snapshot"),
    )
    return Result(response, Message(""), changed=True)


def upgrade(invocation: Invocation) -> Generator[Result, None, None]:
    """Upgrade a stateless resource to the version of its Elasticsearch."""
    from ecctl.cli.tracking import follow_if_asked

    operation = "upgrade-deployment-stateless-resource"
    response = act(invocation, operation, checked_kind(invocation), kind_parameter="stateless_resource_kind")
    yield Result(response, model="DeploymentResourceUpgradeResponse", changed=True)
    follow_if_asked(invocation, invocation.arguments[0])


def change_instances(invocation: Invocation) -> None:
    """Start or stop instances or their maintenance mode: the named ones, or all of a resource."""
    kind = checked_kind(invocation)
    named, everywhere = INSTANCES[invocation.command.name]
    instances = invocation.flag("instance_id") or []
    if invocation.flag("all"):
        if instances:
            raise UsageError("--all and --instance-id exclude each other")
        # Only these two take instances out of service.
        if invocation.command.name in ("stop", "start-maintenance"):
            effect = "stops" if invocation.command.name == "stop" else "starts maintenance of"
            invocation.confirm(
                f"This {effect} every {kind} instance of deployment {invocation.arguments[0]}. Continue?"
            )
        act(invocation, everywhere, kind)
        return
    if not all(instances) or not instances:
        raise UsageError("specify instances with --instance-id, or --all")
    act(invocation, named, kind, instance_ids=instances, ignore_missing=invocation.flag("ignore_missing"))


def instances_command(name: str, short: str) -> Command:
    """Return a command that changes instances."""
    return Command(
        name,
        short,
        use="<deployment id> --kind <kind> [--all|--i <instance-id>,<instance-id>]",
        arguments=(1, 1),
        identified=True,
        options=(
            Option("all", "All instances of the resource", "bool"),
            Option("ignore-missing", "Ignore instances that do not exist", "bool"),
            Option(
                "instance-id",
                "Instance, such as instance-0000000001 (repeatable, or comma-separated)",
                "strings",
                short="i",
            ),
            kind_option(required=True),
            REF_ID,
        ),
        run=change_instances,
    )


USE = "<deployment id> --kind <kind> --ref-id <ref-id>"

COMMANDS = (
    Command(
        "delete",
        "Delete a resource that was shut down",
        use=USE,
        arguments=(1, 1),
        identified=True,
        options=(kind_option(STATELESS, required=True), REF_ID),
        run=delete,
    ),
    Command(
        "restore",
        "Restore a resource that was shut down",
        use=USE,
        arguments=(1, 1),
        identified=True,
        options=(
            kind_option(required=True),
            REF_ID,
            Option("restore-snapshot", "Restore the data of Elasticsearch from its latest snapshot", "bool"),
        ),
        run=restore,
    ),
    Command(
        "shutdown",
        "Shut down a resource",
        long="Shut down one resource of a deployment; the others keep running.",
        use=USE,
        arguments=(1, 1),
        identified=True,
        options=(
            Option("hide", "Hide the resource once it is shut down", "bool"),
            kind_option(required=True),
            REF_ID,
            Option("skip-snapshot", "Do not take a snapshot first", "bool"),
        ),
        run=shutdown,
    ),
    instances_command("start", "Start instances of a resource"),
    instances_command("start-maintenance", "Put instances into maintenance mode"),
    instances_command("stop", "Stop instances of a resource"),
    instances_command("stop-maintenance", "Take instances out of maintenance mode"),
    Command(
        "upgrade",
        "Upgrade a resource to the version of its Elasticsearch",
        long=(
            "Upgrade a resource to the version of its deployment's Elasticsearch. To upgrade Elasticsearch "
            "itself, update the deployment."
        ),
        use=USE,
        arguments=(1, 1),
        identified=True,
        options=(
            kind_option(required=True),
            REF_ID,
            Option("track", "Show the progress of the change until it is done", "bool", short="t"),
        ),
        run=upgrade,
        identifier="",
    ),
)
