"""Moves of single resources off an allocator, from the calculated plan to the outcome.

Source: MoveClustersRequest and MoveClustersCommandResponse of the API description, whose members are
lists by kind: `elasticsearch_clusters`, `kibana_clusters` …
"""

from __future__ import annotations

from ecctl.cli.commands.allocator import KINDS
from ecctl.errors import ApiError, BadResponseError, EcctlError, NoResponseError
from ecctl.output.render import at, elements_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event
    from typing import Any

    from ecctl.cli.commands.allocator.vacate_options import VacateOptions
    from ecctl.cli.invocation import Invocation

WAITING, MOVING, DONE = "waiting", "moving", "done"


class Move:
    """The move of one resource off an allocator: its state and errors."""

    __slots__ = ("allocator", "deployment_id", "errors", "id", "kind", "state")

    def __init__(self, allocator: str, kind: str, resource_id: str) -> None:
        self.allocator = allocator
        self.kind = kind
        self.id = resource_id
        self.state = WAITING
        self.deployment_id = ""
        self.errors: list[EcctlError] = []

    def concerns(self, kind: str, resource_id: str) -> bool:
        """Return whether this is the move of a given resource."""
        return (self.kind, self.id) == (kind, resource_id)

    def __repr__(self) -> str:
        return f"Move({self.kind} {self.id} off {self.allocator}: {self.state})"


def resources(details: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the kind, id and entry of each resource in the `moves` or `failures` of a response."""
    for kind in KINDS:
        for entry in elements_of(f"{kind}_clusters", details):
            if isinstance(entry, dict) and entry.get("cluster_id"):
                yield kind, str(entry["cluster_id"]), entry


def refusals(response: Any, allocator: str, wanted: Callable[[str, str], bool]) -> list[EcctlError]:
    """Return the errors of the wanted resources that the platform refuses to move."""
    return [
        located(ApiError(f"failed vacating: {said(entry)}", errors=reasons(entry)), allocator, kind, resource)
        for kind, resource, entry in resources(at(response, ("failures",)))
        if wanted(kind, resource)
    ]


def reasons(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the errors of a resource that cannot be moved."""
    return [error for error in elements_of("errors", entry) if isinstance(error, dict)]


def said(entry: dict[str, Any]) -> str:
    """Return those errors as text."""
    lines = [
        f"{error.get('message') or 'unknown'} ({error.get('code') or 'unknown'})" for error in reasons(entry)
    ]
    return ", ".join(lines) or "the platform gives no reason"


def located(error: EcctlError, allocator: str, kind: str = "", resource_id: str = "") -> EcctlError:
    """Return an error whose message begins with the allocator and the resource."""
    resource = f" resource {resource_id} ({kind}):" if kind else ""
    return error.prefixed(f"allocator {allocator}:{resource} ")


def carry_out(invocation: Invocation, options: VacateOptions, move: Move, stop: Event) -> None:
    """Move a resource and track the move to its end, storing failures in `errors`."""
    try:
        move.errors = start(invocation, options, move)
        if options.follow and move.state == MOVING and not move.errors:
            move.errors = follow(invocation, options, move, stop)
    except EcctlError as error:
        move.errors = [located(error, move.allocator, move.kind, move.id)]
    # After Ctrl-C the move still counts as moving: nobody has seen its end.
    if not stop.is_set():
        move.state = DONE


def start(invocation: Invocation, options: VacateOptions, move: Move) -> list[EcctlError]:
    """Let the platform calculate the move of one resource, start it, and return refusals.

    The calculated plan is sent back with the user's choices in it, because the API applies those only to a plan
    override. A resource that has left the allocator in the meantime needs no move.
    """
    # Looked up per move and not per allocator: a vacate may take hours, and the allocator may fail meanwhile.
    down = options.allocator_down
    if down is None:
        down = is_down(invocation.call("get-allocator", allocator_id=move.allocator))
    member = f"{move.kind}_clusters"
    calculated = invocation.call(
        "move-clusters",
        allocator_id=move.allocator,
        allocator_down=down,
        move_only=options.move_only,
        validate_only=True,
        body={member: [{"cluster_ids": [move.id]}]},
    )
    entries = resources(at(calculated, ("moves",)))
    found = next(
        (entry for kind, resource, entry in entries if (kind, resource) == (move.kind, move.id)), None
    )
    if found is None:
        return refusals(calculated, move.allocator, move.concerns)
    override = {"cluster_ids": [move.id], "plan_override": options.changed(move.kind, plan_of(found))}
    move.state = MOVING
    response = invocation.call(
        "move-clusters-by-type",
        allocator_id=move.allocator,
        cluster_type=move.kind,
        allocator_down=down,
        body={member: [override]},
    )
    return refusals(response, move.allocator, options.wants)


def plan_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the calculated plan. Raise BadResponseError if there is none to send back."""
    plan = entry.get("calculated_plan")
    if not isinstance(plan, dict) or not isinstance(plan.get("plan_configuration"), dict):
        raise BadResponseError("not moved: the platform calculated no plan")
    return plan


def is_down(allocator: Any) -> bool | None:
    """Return whether an allocator is disconnected or unhealthy; None if the platform does not say."""
    states = [at(allocator, ("status", name)) for name in ("connected", "healthy")]
    return True if False in states else None if None in states else False


def follow(invocation: Invocation, options: VacateOptions, move: Move, stop: Event) -> list[EcctlError]:
    """Show the progress of a move until it is over, and return the errors of its plan."""
    from ecctl.cli import tracking

    try:
        move.deployment_id = tracking.deployment_of(invocation, move.id)
        return watch(invocation, options, move, stop)
    except (NoResponseError, BadResponseError) as error:
        error = error.prefixed("cannot track the move, which continues: ")
        if move.deployment_id:
            error = error.with_hint(
                f"{tracking.resume_command(invocation, move.deployment_id)} resumes tracking"
            )
        raise error from None


def watch(invocation: Invocation, options: VacateOptions, move: Move, stop: Event) -> list[EcctlError]:
    """Poll until the plan of a move is over, and return its errors; none if the command was stopped.

    Raise EcctlError if the deployment does not say how the move ended: that is not a success.
    """
    from ecctl.cli import tracking
    from ecctl.client.plans import PlanTracker

    tracker = PlanTracker(move.deployment_id, resource_id=move.id, quiet_polls=options.retries)
    while not tracker.done:
        if stop.wait(options.pause):
            return []
        for progress in tracking.poll(invocation, tracker):
            tracking.show(invocation, progress)
    if not tracker.progress:
        raise EcctlError(
            "cannot determine the outcome of the move: the deployment does not report it",
            hint=f'"ecctl deployment show {move.deployment_id}" shows its current state',
        )
    return tracker.errors
