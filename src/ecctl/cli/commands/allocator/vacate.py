"""`ecctl platform allocator vacate`: find the resources to move, and move several at once."""

from __future__ import annotations

from ecctl.cli.commands.allocator.vacate_moves import (
    DONE,
    MOVING,
    Move,
    carry_out,
    located,
    refusals,
    resources,
)
from ecctl.cli.commands.allocator.vacate_options import VacateOptions
from ecctl.errors import EcctlError, NotFoundError, raise_all
from ecctl.output.render import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.cli.invocation import Invocation


def vacate(invocation: Invocation) -> None:
    """Move resources off allocators. Raise the failures once all moves are over."""
    options = VacateOptions(invocation)
    for question in options.questions():
        invocation.confirm(question)
    if invocation.flag("maintenance"):
        start_maintenance(invocation, options.allocators)
    moves, errors = find_moves(invocation, options)
    if moves:
        from ecctl.cli.concurrency import run_concurrently

        try:
            run_concurrently(
                moves, lambda move, stop: carry_out(invocation, options, move, stop), options.concurrency
            )
        except KeyboardInterrupt:
            invocation.note(interruption_note(invocation, moves))
            raise
    raise_all([*errors, *(error for move in moves for error in move.errors)])


def start_maintenance(invocation: Invocation, allocators: Sequence[str]) -> None:
    """Set allocators into maintenance mode. If that fails for one, nothing is moved."""
    errors: list[EcctlError] = []
    # All are tried, so that the user learns about every problem at once.
    for allocator in allocators:
        try:
            invocation.call("start-allocator-maintenance-mode", allocator_id=allocator)
        except EcctlError as error:
            hint = error.hint or "nothing was moved; allocators already in maintenance mode stay in it"
            errors.append(located(error.with_hint(hint), allocator))
    raise_all(errors)


def find_moves(invocation: Invocation, options: VacateOptions) -> tuple[list[Move], list[EcctlError]]:
    """Return the wanted moves that the platform would make, and the errors of those that it refuses."""
    moves: list[Move] = []
    errors: list[EcctlError] = []
    # Resources that the platform has mentioned at all. Those that the user selected but the platform does not
    # mention are errors, provided that every allocator could be asked.
    seen: set[str] = set()
    complete = True
    for allocator in options.allocators:
        try:
            response = invocation.call(
                "move-clusters", allocator_id=allocator, move_only=options.move_only, validate_only=True
            )
        except EcctlError as error:
            errors.append(located(error, allocator))
            complete = False
            continue
        errors += refusals(response, allocator, options.wants)
        seen.update(resource for _, resource, _ in resources(at(response, ("failures",))))
        for kind, resource, _ in resources(at(response, ("moves",))):
            seen.add(resource)
            if options.wants(kind, resource):
                moves.append(Move(allocator, kind, resource))
    if complete:
        errors += missing_resources(options, seen)
    return moves, errors


def missing_resources(options: VacateOptions, seen: set[str]) -> list[EcctlError]:
    """Return errors for selected resources that are on none of the allocators.

    If nothing at all is left there, the resources have been moved already, and that is not an error.
    """
    where = " or ".join(options.allocators)
    return [
        NotFoundError(f'resource "{resource}" is not on {where}')
        for resource in options.resources
        if seen and resource not in seen
    ]


def interruption_note(invocation: Invocation, moves: Sequence[Move]) -> str:
    """Return what to tell after Ctrl-C: the moves that continue, and the number of those not started."""
    from ecctl.cli.tracking import resume_command

    lines = ["", "nothing was undone"]
    for move in moves:
        if move.state == MOVING:
            watch = (
                f": {resume_command(invocation, move.deployment_id)} tracks it" if move.deployment_id else ""
            )
            lines.append(f"still moving: {move.kind} {move.id} off {move.allocator}{watch}")
    left = sum(move.state not in (MOVING, DONE) for move in moves)
    if left:
        lines.append(f"not moved: {left} resources; run the same command to move them")
    return "\n".join(lines)
