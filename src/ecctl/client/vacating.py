"""Moves of resources off allocators: which of them the platform would make, and each to its outcome.

Generators of calls and pauses, which `Allocators.vacate` and the command carry out: the command runs the moves in
threads, the library lets one move go on while others pause.

Source: MoveClustersRequest and MoveClustersCommandResponse of the API description, whose members are
lists by kind: `elasticsearch_clusters`, `kibana_clusters` …
"""

from __future__ import annotations

from ecctl.client.plans import PlanTracker, by_resource
from ecctl.client.procedure import interleaved
from ecctl.client.reply import nothing
from ecctl.client.resources import OperationSpec
from ecctl.client.waiting import Patience, track
from ecctl.core import ID_LENGTH, MOVABLE_KINDS
from ecctl.core.errors import BadResponseError, EcctlError, NoResponseError
from ecctl.errors import ApiError, NotFoundError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from ecctl.client.plans import PlanProgress
    from ecctl.client.procedure import Calls

    Report = Callable[[PlanProgress], object] | None

WAITING, MOVING, DONE = "waiting", "moving", "done"

MOST_AT_ONCE = 1000
"""Upper limit of simultaneous moves: each takes resources of the platform, and a thread of the command."""


class Move:
    """The move of one resource off an allocator.

    `allocator_id`, `kind` and `resource_id` name what is moved, and `deployment_id` its deployment, "" until the
    move is tracked. `state` is `waiting`, `moving` or `done`; `errors` holds why it failed.
    """

    __slots__ = ("allocator_id", "deployment_id", "errors", "kind", "resource_id", "state")

    def __init__(self, allocator_id: str, kind: str, resource_id: str) -> None:
        self.allocator_id = allocator_id
        self.kind = kind
        self.resource_id = resource_id
        self.state = WAITING
        self.deployment_id = ""
        self.errors: list[EcctlError] = []

    def located(self, error: EcctlError) -> EcctlError:
        """Return an error whose message begins with the allocator and the resource."""
        return located(error, self.allocator_id, self.kind, self.resource_id)

    def __repr__(self) -> str:
        return f"Move({self.kind} {self.resource_id} off {self.allocator_id}: {self.state})"


class MoveOptions:
    """Which resources to move off which allocators, and how.

    `changes` replaces members of an Elasticsearch plan's configuration. `interval` is the time between polls in
    seconds, and `quiet_polls` the number of idle ones that end a move; without `follow`, nothing is polled.
    """

    def __init__(  # noqa: PLR0913  # the choices of a move
        self,
        allocators: Sequence[str],
        *,
        kind: str = "",
        resources: Sequence[str] = (),
        targets: Sequence[str] = (),
        allocator_down: bool | None = None,
        move_only: bool = True,
        changes: dict[str, bool],
        concurrency: int = 8,
        follow: bool = True,
        quiet_polls: int = 2,
        interval: float = 10.0,
    ) -> None:
        self.allocators = list(dict.fromkeys(allocators))
        self.kind = kind
        self.resources = list(resources)
        self.targets = list(targets)
        self.allocator_down = allocator_down
        self.move_only = move_only
        self.changes = changes
        self.concurrency = concurrency
        self.follow = follow
        self.quiet_polls = quiet_polls
        self.interval = interval

    def named(self, option: str, value: str = "") -> str:
        """Return an option, as its user knows it."""
        return f"{'resource_ids' if option == 'resource_id' else option}={value}"

    def resume_hint(self, deployment_id: str) -> str:
        """Return how to track a move that can no longer be tracked."""
        return f'deployments.wait("{deployment_id}") resumes tracking'

    def problems(self) -> list[str]:
        """Return the faults of the options."""
        named = self.named
        found = [
            f'{named("resource_id")} "{text}" is not a resource id, which has {ID_LENGTH} characters'
            for text in self.resources
            if text and len(text) != ID_LENGTH
        ]
        if self.resources and self.kind:
            found.append(f"{named('resource_id')} and {named('kind')} exclude each other")
        if self.allocator_down is not None and len(self.allocators) > 1:
            found.append(
                f"{named('allocator_down')} is allowed for one allocator only: vacate them one by one"
            )
        if "skip_data_migration" in self.changes and not (self.resources and self.move_only):
            found.append(
                f"{named('skip_data_migration')} needs {named('resource_id')}, "
                f"and excludes {named('move_only', 'False')}"
            )
        if not 0 < self.concurrency <= MOST_AT_ONCE:
            found.append(f"{named('concurrency')} {self.concurrency} is out of range: 1 to {MOST_AT_ONCE}")
        return found

    def wants(self, kind: str, resource_id: str) -> bool:
        """Return whether a resource is selected."""
        return self.kind in ("", kind) and (not self.resources or resource_id in self.resources)

    def changed(self, kind: str, plan: dict[str, Any]) -> dict[str, Any]:
        """Return a calculated plan with the choices of the user in it, and everything else unchanged."""
        configuration = {**plan["plan_configuration"], "preferred_allocators": self.targets}
        # Other kinds have no data, and their plans lack these members.
        if kind == "elasticsearch":
            configuration |= self.changes
        return {**plan, "plan_configuration": configuration}


def vacate(
    options: MoveOptions, limit: int | None, report: Report, *, maintenance: bool
) -> Calls[list[Move]]:
    """Move resources off allocators, and return the moves. Raise the failures once all moves are over."""
    patience = Patience(limit)
    if maintenance:
        yield from start_maintenance(options.allocators)
    moves, errors = yield from find_moves(options)
    yield from interleaved(
        [carry_out(move, options, report, patience) for move in moves], options.concurrency
    )
    raise_all([*errors, *(error for move in moves for error in move.errors)])
    return moves


def start_maintenance(allocators: Sequence[str]) -> Calls[None]:
    """Set allocators into maintenance mode. If that fails for one, nothing is moved."""
    errors: list[EcctlError] = []
    # All are tried, so that the user learns about every problem at once.
    for allocator in allocators:
        try:
            yield OperationSpec("start-allocator-maintenance-mode", {"allocator_id": allocator}, then=nothing)
        except EcctlError as error:
            hint = error.hint or "nothing was moved; allocators already in maintenance mode stay in it"
            errors.append(located(error.with_hint(hint), allocator))
    raise_all(errors)


def find_moves(options: MoveOptions) -> Calls[tuple[list[Move], list[EcctlError]]]:
    """Return the wanted moves that the platform would make, and the errors of those that it refuses."""
    moves: list[Move] = []
    errors: list[EcctlError] = []
    # Resources that the platform has mentioned at all. Those that the user selected but the platform does not
    # mention are errors, provided that every allocator could be asked.
    seen: set[str] = set()
    complete = True
    for allocator in options.allocators:
        parameters = {"allocator_id": allocator, "move_only": options.move_only, "validate_only": True}
        try:
            response = yield OperationSpec("move-clusters", parameters)
        except EcctlError as error:
            errors.append(located(error, allocator))
            complete = False
            continue
        errors += refusals(response, allocator, options.wants)
        seen.update(resource for _, resource, _ in resources(response, "failures"))
        for kind, resource, _ in resources(response, "moves"):
            seen.add(resource)
            if options.wants(kind, resource):
                moves.append(Move(allocator, kind, resource))
    if complete:
        errors += missing_resources(options, seen)
    return moves, errors


def missing_resources(options: MoveOptions, seen: set[str]) -> list[EcctlError]:
    """Return errors for selected resources that are on none of the allocators.

    If nothing at all is left there, the resources have been moved already, and that is not an error.
    """
    where = " or ".join(options.allocators)
    return [
        NotFoundError(f'resource "{resource}" is not on {where}')
        for resource in options.resources
        if seen and resource not in seen
    ]


def carry_out(move: Move, options: MoveOptions, report: Report, patience: Patience) -> Calls[None]:
    """Move a resource and track the move to its end, storing failures in its `errors`."""
    try:
        patience.check("the move was not started")
        move.errors = yield from start(move, options)
        if options.follow and move.state == MOVING and not move.errors:
            move.errors = yield from follow(move, options, report, patience)
    except EcctlError as error:
        move.errors = [move.located(error)]
    # A generator that is closed does not get here: nobody has seen the end of the move, and it counts as moving.
    move.state = DONE


def start(move: Move, options: MoveOptions) -> Calls[list[EcctlError]]:
    """Let the platform calculate the move of one resource, start it, and return refusals.

    The calculated plan is sent back with the user's choices in it, because the API applies those only to a plan
    override. A resource that has left the allocator in the meantime needs no move.
    """
    # Looked up per move and not per allocator: a vacate may take hours, and the allocator may fail meanwhile.
    down = options.allocator_down
    if down is None:
        down = is_down((yield OperationSpec("get-allocator", {"allocator_id": move.allocator_id})))
    parameters = {"allocator_id": move.allocator_id, "allocator_down": down}
    member = f"{move.kind}_clusters"
    calculated = yield OperationSpec(
        "move-clusters",
        {**parameters, "move_only": options.move_only, "validate_only": True},
        {member: [{"cluster_ids": [move.resource_id]}]},
    )
    this = (move.kind, move.resource_id)
    found = next((entry for *one, entry in resources(calculated, "moves") if tuple(one) == this), None)
    if found is None:
        return refusals(calculated, move.allocator_id, lambda *one: one == this)
    plan = options.changed(move.kind, plan_of(found))
    move.state = MOVING
    response = yield OperationSpec(
        "move-clusters-by-type",
        {**parameters, "cluster_type": move.kind},
        {member: [{"cluster_ids": [move.resource_id], "plan_override": plan}]},
    )
    return refusals(response, move.allocator_id, options.wants)


def follow(move: Move, options: MoveOptions, report: Report, patience: Patience) -> Calls[list[EcctlError]]:
    """Report the progress of a move until it is over, and return the errors of its plan.

    Raise EcctlError if the deployment does not say how the move ended: that is not a success.
    """
    try:
        move.deployment_id = yield deployment_of(move.resource_id)
        tracker = PlanTracker(
            move.deployment_id, resource_id=move.resource_id, quiet_polls=options.quiet_polls
        )
        yield from track(tracker, options.interval, report, patience)
    except (NoResponseError, BadResponseError) as error:
        error = error.prefixed("cannot track the move, which continues: ")
        raise (
            error.with_hint(options.resume_hint(move.deployment_id)) if move.deployment_id else error
        ) from None
    if not tracker.progress:
        raise EcctlError(
            "cannot determine the outcome of the move: the deployment does not report it",
            hint=f'"ecctl deployment show {move.deployment_id}" shows its current state',
        )
    return tracker.errors


def deployment_of(resource_id: str) -> OperationSpec[str]:
    """Return the request for the id of the deployment that a resource belongs to."""

    def first(response: Any) -> str:
        found = response.get("deployments") if isinstance(response, dict) else None
        if not found or not isinstance(found[0], dict) or not found[0].get("id"):
            raise NotFoundError(f'resource "{resource_id}" does not exist in any deployment')
        return str(found[0]["id"])

    return OperationSpec("search-deployments", body=by_resource(resource_id), then=first)


def resources(response: Any, outcome: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the kind, id and entry of each resource in the `moves` or `failures` of a response."""
    groups = response.get(outcome) if isinstance(response, dict) else None
    for kind in MOVABLE_KINDS:
        entries = groups.get(f"{kind}_clusters") if isinstance(groups, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("cluster_id"):
                yield kind, str(entry["cluster_id"]), entry


def refusals(response: Any, allocator: str, wanted: Callable[[str, str], bool]) -> list[EcctlError]:
    """Return the errors of the wanted resources that the platform refuses to move."""
    return [
        located(ApiError(f"failed vacating: {said(entry)}", errors=reasons(entry)), allocator, kind, resource)
        for kind, resource, entry in resources(response, "failures")
        if wanted(kind, resource)
    ]


def reasons(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the errors of a resource that cannot be moved."""
    errors = entry.get("errors")
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


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


def plan_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the calculated plan. Raise BadResponseError if there is none to send back."""
    plan = entry.get("calculated_plan")
    if not isinstance(plan, dict) or not isinstance(plan.get("plan_configuration"), dict):
        raise BadResponseError("not moved: the platform calculated no plan")
    return plan


def is_down(allocator: Any) -> bool | None:
    """Return whether an allocator is disconnected or unhealthy; None if the platform does not say."""
    status = allocator.get("status") if isinstance(allocator, dict) else None
    states = [status.get(name) if isinstance(status, dict) else None for name in ("connected", "healthy")]
    return True if False in states else None if None in states else False
