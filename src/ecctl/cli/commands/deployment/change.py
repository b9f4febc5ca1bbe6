"""`ecctl deployment update`, `shutdown` and `resync`."""

from __future__ import annotations

from ecctl.cli import tracking
from ecctl.cli.commands.deployment.payload import set_region
from ecctl.cli.commands.deployment.plan_change import changed_plan, wants_plan_change
from ecctl.cli.commands.factories import wants_all
from ecctl.cli.parser import is_id
from ecctl.client import region_of
from ecctl.core import ID_LENGTH
from ecctl.core.errors import EcctlError, UsageError
from ecctl.output import Result, Text
from ecctl.output.render import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation


def update(invocation: Invocation) -> Generator[Result, None, None]:
    """Update a deployment from a file, or its current plan by flags."""
    deployment_id = invocation.arguments[0]
    payload = changed_plan(invocation) if wants_plan_change(invocation) else payload_in_file(invocation)
    response = invocation.call(
        "update-deployment",
        body=payload,
        deployment_id=deployment_id,
        hide_pruned_orphans=invocation.flag("hide_pruned_orphans"),
        skip_snapshot=invocation.flag("skip_snapshot"),
        validate_only=False,
    )
    yield Result(response, model="DeploymentUpdateResponse", changed=True)
    tracking.follow_if_asked(invocation, deployment_id)


def payload_in_file(invocation: Invocation) -> dict[str, Any]:
    """Return the update in --file; --prune-orphans shuts down resources that the file lacks."""
    payload = invocation.read_object("file")
    # The flag decides, as in the original: a payload from `show --generate-update-payload` has prune_orphans as
    # well, and editing a file should not be enough to shut down resources.
    payload["prune_orphans"] = invocation.flag("prune_orphans")
    # An ECE has one region. On Elastic Cloud a file may name several: only a region that was chosen replaces them.
    if not invocation.profile.is_saas or invocation.profile.text("region"):
        set_region(payload, region_of(invocation.profile))
    if invocation.flag("prune_orphans"):
        invocation.confirm("--prune-orphans shuts down every resource that the file does not name. Continue?")
    return payload


def shutdown(invocation: Invocation) -> Generator[Result, None, None]:
    """Shut down a deployment and all its resources."""
    deployment_id = invocation.arguments[0]
    # Left out unless it is given, as in the original: the API has no default for it.
    hide = {"hide": True} if invocation.flag("hide") else {}
    response = invocation.call(
        "shutdown-deployment",
        deployment_id=deployment_id,
        skip_snapshot=invocation.flag("skip_snapshot"),
        **hide,
    )
    yield Result(response, model="DeploymentShutdownResponse", changed=True)
    tracking.follow_if_asked(invocation, deployment_id)


def resync(invocation: Invocation) -> Generator[Result, None, None]:
    """Resynchronize the search index with one deployment or with all."""
    if wants_all(invocation, "deployment"):
        results = invocation.call("resync-deployments")
        announced = "Resynchronizing all deployments"
        yield from resynchronized(results, Text(lambda value: f"{announced}\n{json_text(value)}"))
        return
    deployment_id = invocation.arguments[0]
    if not is_id(deployment_id):
        raise UsageError(f'"{deployment_id}" is not a deployment id: it must have {ID_LENGTH} characters')
    results = invocation.call("resync-deployment", deployment_id=deployment_id)
    yield from resynchronized(results, Text(lambda _: f"Resynchronizing deployment: {deployment_id}\n"))


def resynchronized(results: Any, view: Text) -> Generator[Result, None, None]:
    """Yield the result of a resync, then raise an error if the response names some."""
    errors = results.get("errors") if isinstance(results, dict) else None
    yield Result(results, view, model="IndexSynchronizationResults", changed=True)
    if errors:
        raise EcctlError(f"cannot resynchronize some deployments: {', '.join(map(str, errors))}")
