"""What changes a whole deployment, apart from making it: `update`, `shutdown` and `resync`."""

from __future__ import annotations

from ecctl.cli import tracking
from ecctl.cli.commands.deployment.payload import set_region
from ecctl.cli.parser import is_id
from ecctl.client.operations import region_of
from ecctl.core.ece import ID_LENGTH
from ecctl.errors import EcctlError, UsageError
from ecctl.output.render import json_text
from ecctl.output.result import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation


def update(invocation: Invocation) -> Result:
    """Change a deployment into what a file says; with --prune-orphans, what the file lacks is shut down."""
    deployment_id = invocation.arguments[0]
    payload = invocation.read_object("file")
    payload["prune_orphans"] = invocation.flag("prune_orphans")
    if not invocation.profile.is_saas or invocation.profile.text("region"):
        set_region(payload, region_of(invocation.profile))
    if invocation.flag("prune_orphans"):
        invocation.confirm("--prune-orphans shuts down every resource that the file does not name. Go on?")
    reply = invocation.call(
        "update-deployment",
        body=payload,
        deployment_id=deployment_id,
        hide_pruned_orphans=invocation.flag("hide_pruned_orphans"),
        skip_snapshot=invocation.flag("skip_snapshot"),
        validate_only=False,
    )
    then = tracking.after(invocation, deployment_id)
    return Result(reply, model="DeploymentUpdateResponse", changed=True, then=then)


def shutdown(invocation: Invocation) -> Result:
    """Shut a deployment down, with all of its resources."""
    deployment_id = invocation.arguments[0]
    hide = {"hide": True} if invocation.flag("hide") else {}
    reply = invocation.call(
        "shutdown-deployment",
        deployment_id=deployment_id,
        skip_snapshot=invocation.flag("skip_snapshot"),
        **hide,
    )
    then = tracking.after(invocation, deployment_id)
    return Result(reply, model="DeploymentShutdownResponse", changed=True, then=then)


def resync(invocation: Invocation) -> Result:
    """Bring the search index in step with one deployment, or with all."""
    every = invocation.flag("all")
    if every and invocation.arguments:
        raise UsageError(f'--all means every deployment: "{invocation.arguments[0]}" beside it has no effect')
    if not every and not invocation.arguments:
        raise UsageError("which deployment is not said: name its id, or all with --all")
    if every:
        results = invocation.call("resync-deployments")
        announced = "Resynchronizing all deployments"
        return resynchronized(results, Text(lambda value: f"{announced}\n{json_text(value)}"))
    deployment_id = invocation.arguments[0]
    if not is_id(deployment_id):
        raise UsageError(f'"{deployment_id}" is not an id: that has {ID_LENGTH} characters')
    results = invocation.call("resync-deployment", deployment_id=deployment_id)
    return resynchronized(results, Text(lambda _: f"Resynchronizing deployment: {deployment_id}\n"))


def resynchronized(results: Any, view: Text) -> Result:
    """The result of a resync, which is an error where its reply names some."""
    errors = results.get("errors") if isinstance(results, dict) else None
    problem = None
    if errors:
        problem = EcctlError(f"not everything was resynchronized: {', '.join(map(str, errors))}")
    return Result(results, view, model="IndexSynchronizationResults", changed=True, problem=problem)
