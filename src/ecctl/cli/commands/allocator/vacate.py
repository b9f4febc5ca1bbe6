"""`ecctl platform allocator vacate`: finds what is to be moved, and moves it, several resources at once."""

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
from ecctl.cli.commands.allocator.vacate_options import Order
from ecctl.errors import EcctlError, NotFoundError, raise_all
from ecctl.output.table import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.cli.invocation import Invocation


def vacate(invocation: Invocation) -> None:
    """Move resources off allocators; what could not be moved is raised once all else was."""
    order = Order(invocation)
    for question in order.questions():
        invocation.confirm(question)
    if invocation.flag("maintenance"):
        start_maintenance(invocation, order.allocators)
    moves, errors = find_moves(invocation, order)
    if moves:
        from ecctl.cli.concurrency import share_out

        try:
            share_out(moves, lambda move, stop: carry_out(invocation, order, move, stop), order.concurrency)
        except KeyboardInterrupt:
            invocation.note(left_behind(invocation, moves))
            raise
    raise_all([*errors, *(error for move in moves for error in move.errors)])


def start_maintenance(invocation: Invocation, allocators: Sequence[str]) -> None:
    """Set allocators into maintenance mode; where that fails for one, nothing is moved off any."""
    errors: list[EcctlError] = []
    for allocator in allocators:
        try:
            invocation.call("start-allocator-maintenance-mode", allocator_id=allocator)
        except EcctlError as error:
            hint = error.hint or "nothing was moved; allocators that are in maintenance mode stay in it"
            errors.append(located(error.with_hint(hint), allocator))
    raise_all(errors)


def find_moves(invocation: Invocation, order: Order) -> tuple[list[Move], list[EcctlError]]:
    """The resources that the platform would move and that are wanted, and what is in the way of others."""
    moves: list[Move] = []
    errors: list[EcctlError] = []
    seen: set[str] = set()
    complete = True
    for allocator in order.allocators:
        try:
            reply = invocation.call(
                "move-clusters", allocator_id=allocator, move_only=order.move_only, validate_only=True
            )
        except EcctlError as error:
            errors.append(located(error, allocator))
            complete = False
            continue
        errors += refusals(reply, allocator, order.wants)
        seen.update(resource for _, resource, _ in resources(at(reply, ("failures",))))
        for kind, resource, _ in resources(at(reply, ("moves",))):
            seen.add(resource)
            if order.wants(kind, resource):
                moves.append(Move(allocator, kind, resource))
    if complete:
        errors += strangers(order, seen)
    return moves, errors


def strangers(order: Order, seen: set[str]) -> list[EcctlError]:
    """Errors for resources that are not there; where nothing is left on the allocators, they are vacated."""
    where = " or ".join(order.allocators)
    return [
        NotFoundError(f'no resource "{resource}" is on {where}')
        for resource in order.resources
        if seen and resource not in seen
    ]


def left_behind(invocation: Invocation, moves: Sequence[Move]) -> str:
    """What Ctrl-C leaves: moves that go on without being watched, and those that were not begun."""
    from ecctl.cli.tracking import resuming

    lines = ["", "nothing was undone"]
    for move in moves:
        if move.state == MOVING:
            watch = f": {resuming(invocation, move.deployment_id)} watches it" if move.deployment_id else ""
            lines.append(f"still moving: {move.kind} {move.id} off {move.allocator}{watch}")
    left = sum(move.state not in (MOVING, DONE) for move in moves)
    if left:
        lines.append(f"not moved: {left} resources; the same command moves them")
    return "\n".join(lines)
