"""`ecctl platform allocator vacate`: the library's moves, several at once, with prompts and progress."""

from __future__ import annotations

from contextlib import suppress

from ecctl.cli import procedures
from ecctl.cli.commands.allocator.vacate_options import VacateOptions
from ecctl.cli.tracking import resume_command, show
from ecctl.client.vacating import DONE, MOVING, carry_out, find_moves, start_maintenance
from ecctl.client.waiting import Patience
from ecctl.errors import raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from ecctl.cli.invocation import Invocation
    from ecctl.client.vacating import Move


class StoppedError(Exception):
    """The command ends, and no longer tracks a move."""


def vacate(invocation: Invocation) -> None:
    """Move resources off allocators. Raise the failures once all moves are over."""
    options = VacateOptions(invocation)
    # Every question before the first request: a "no" to the last one must leave nothing half done.
    for question in options.questions():
        invocation.confirm(question)
    if invocation.flag("maintenance"):
        procedures.carry_out(invocation, start_maintenance(options.allocators))
    moves, errors = procedures.carry_out(invocation, find_moves(options))
    if moves:
        # Here, because it loads threads, and a vacate of an empty allocator needs none.
        from ecctl.cli.concurrency import run_concurrently

        try:
            run_concurrently(
                moves, lambda move, stop: move_one(invocation, options, move, stop), options.concurrency
            )
        except KeyboardInterrupt:
            invocation.note(interruption_note(invocation, moves))
            raise
    raise_all([*errors, *(error for move in moves for error in move.errors)])


def move_one(invocation: Invocation, options: VacateOptions, move: Move, stop: Event) -> None:
    """Move a resource and show the progress, until the move is over or the command stops."""

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise StoppedError

    calls = carry_out(move, options, lambda progress: show(invocation, progress), Patience(None))
    # The platform continues the move; `interruption_note` says so.
    with suppress(StoppedError):
        procedures.carry_out(invocation, calls, pause)


def interruption_note(invocation: Invocation, moves: Sequence[Move]) -> str:
    """Return the note after Ctrl-C: the moves that continue, and the number of those not started."""
    lines = ["", "nothing was undone"]
    for move in moves:
        if move.state == MOVING:
            watch = (
                f": {resume_command(invocation, move.deployment_id)} tracks it" if move.deployment_id else ""
            )
            lines.append(f"still moving: {move.kind} {move.resource_id} off {move.allocator_id}{watch}")
    left = sum(move.state not in (MOVING, DONE) for move in moves)
    if left:
        lines.append(f"not moved: {left} resources; run the same command to move them")
    return "\n".join(lines)
