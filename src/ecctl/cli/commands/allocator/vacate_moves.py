"""Moves of resources off an allocator: what the platform would move, and one move from its plan to its end.

Source: MoveClustersRequest and MoveClustersCommandResponse of the API description, whose members are
lists by kind: `elasticsearch_clusters`, `kibana_clusters` …
"""

from __future__ import annotations

from ecctl.cli.commands.allocator import KINDS
from ecctl.errors import ApiError, BadResponseError, EcctlError, NoResponseError
from ecctl.output.table import at, elements_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event
    from typing import Any

    from ecctl.cli.commands.allocator.vacate_options import Order
    from ecctl.cli.invocation import Invocation

WAITING, MOVING, DONE = "waiting", "moving", "done"


class Move:
    """One resource that is to leave an allocator: how far that has come, and what went wrong on the way."""

    __slots__ = ("allocator", "deployment_id", "errors", "id", "kind", "state")

    def __init__(self, allocator: str, kind: str, resource_id: str) -> None:
        self.allocator = allocator
        self.kind = kind
        self.id = resource_id
        self.state = WAITING
        self.deployment_id = ""
        self.errors: list[EcctlError] = []

    def concerns(self, kind: str, resource_id: str) -> bool:
        """Whether this is the move of a resource."""
        return (self.kind, self.id) == (kind, resource_id)

    def __repr__(self) -> str:
        return f"Move({self.kind} {self.id} off {self.allocator}: {self.state})"


def resources(details: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The kind, the id and the rest of each resource in a reply's `moves` or `failures`."""
    for kind in KINDS:
        for entry in elements_of(f"{kind}_clusters", details):
            if isinstance(entry, dict) and entry.get("cluster_id"):
                yield kind, str(entry["cluster_id"]), entry


def refusals(reply: Any, allocator: str, wanted: Callable[[str, str], bool]) -> list[EcctlError]:
    """What the platform says cannot be moved, of the resources whose kind and id are wanted."""
    return [
        located(ApiError(f"failed vacating: {said(entry)}", errors=reasons(entry)), allocator, kind, resource)
        for kind, resource, entry in resources(at(reply, ("failures",)))
        if wanted(kind, resource)
    ]


def reasons(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The errors of a resource that cannot be moved."""
    return [error for error in elements_of("errors", entry) if isinstance(error, dict)]


def said(entry: dict[str, Any]) -> str:
    """Those errors as text."""
    lines = [
        f"{error.get('message') or 'unknown'} ({error.get('code') or 'unknown'})" for error in reasons(entry)
    ]
    return ", ".join(lines) or "the platform does not say why"


def located(error: EcctlError, allocator: str, kind: str = "", resource_id: str = "") -> EcctlError:
    """The error, its message saying what it happened to."""
    resource = f" resource {resource_id} ({kind}):" if kind else ""
    return error.prefixed(f"allocator {allocator}:{resource} ")


def carry_out(invocation: Invocation, order: Order, move: Move, stop: Event) -> None:
    """Move a resource and follow that to its end; what goes wrong is kept in `errors`."""
    try:
        move.errors = start(invocation, order, move)
        if order.follow and move.state == MOVING and not move.errors:
            move.errors = follow(invocation, order, move, stop)
    except EcctlError as error:
        move.errors = [located(error, move.allocator, move.kind, move.id)]
    if not stop.is_set():
        move.state = DONE


def start(invocation: Invocation, order: Order, move: Move) -> list[EcctlError]:
    """Have the platform calculate the move of one resource, and order that; returns its refusals.

    A resource that has left the allocator by itself needs no move.
    """
    down = order.allocator_down
    if down is None:
        down = is_down(invocation.call("get-allocator", allocator_id=move.allocator))
    member = f"{move.kind}_clusters"
    calculated = invocation.call(
        "move-clusters",
        allocator_id=move.allocator,
        allocator_down=down,
        move_only=order.move_only,
        validate_only=True,
        body={member: [{"cluster_ids": [move.id]}]},
    )
    entries = resources(at(calculated, ("moves",)))
    found = next(
        (entry for kind, resource, entry in entries if (kind, resource) == (move.kind, move.id)), None
    )
    if found is None:
        return refusals(calculated, move.allocator, move.concerns)
    override = {"cluster_ids": [move.id], "plan_override": order.changed(move.kind, plan_of(found))}
    move.state = MOVING
    reply = invocation.call(
        "move-clusters-by-type",
        allocator_id=move.allocator,
        cluster_type=move.kind,
        allocator_down=down,
        body={member: [override]},
    )
    return refusals(reply, move.allocator, order.wants)


def plan_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The plan that the platform calculated; BadResponseError where there is none that could be sent back."""
    plan = entry.get("calculated_plan")
    if not isinstance(plan, dict) or not isinstance(plan.get("plan_configuration"), dict):
        raise BadResponseError("the platform calculated no plan for it: it was not moved")
    return plan


def is_down(allocator: Any) -> bool | None:
    """Whether an allocator is down: not connected or not healthy; None where the platform does not say."""
    states = [at(allocator, ("status", name)) for name in ("connected", "healthy")]
    return True if False in states else None if None in states else False


def follow(invocation: Invocation, order: Order, move: Move, stop: Event) -> list[EcctlError]:
    """Show the progress of a move until it is over, and return the errors of its plan."""
    from ecctl.cli import tracking

    try:
        move.deployment_id = tracking.deployment_of(invocation, move.id)
        return watch(invocation, order, move, stop)
    except (NoResponseError, BadResponseError) as error:
        error = error.prefixed("the move continues, but cannot be tracked: ")
        if move.deployment_id:
            error = error.with_hint(f"{tracking.resuming(invocation, move.deployment_id)} resumes tracking")
        raise error from None


def watch(invocation: Invocation, order: Order, move: Move, stop: Event) -> list[EcctlError]:
    """Poll until the plan of a move is over, and return its errors; none if the command was stopped.

    Raise EcctlError if the deployment does not say how the move ended: that is not a success.
    """
    from ecctl.cli import tracking
    from ecctl.client.plans import PlanTracker

    tracker = PlanTracker(move.deployment_id, resource_id=move.id, quiet_polls=order.retries)
    while not tracker.done:
        if stop.wait(order.pause):
            return []
        for progress in tracking.poll(invocation, tracker):
            tracking.show(invocation, progress)
    if not tracker.progress:
        raise EcctlError(
            "cannot tell how the move ended: the deployment does not say",
            hint=f'"ecctl deployment show {move.deployment_id}" shows its current state',
        )
    return tracker.errors
