"""Methods that take several calls: generators of calls and pauses, which every kind of client carries out."""

from __future__ import annotations

from itertools import islice
from time import monotonic

from ecctl.client import Call, Pause
from ecctl.client.options import bounded
from ecctl.client.resources import OperationSpec, T
from ecctl.core.errors import EcctlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.client.iteration import Source
    from ecctl.client.session import Session, Steps

    Calls = Generator[OperationSpec[Any] | Call | Pause, Any, T]


class Procedure(OperationSpec[T]):
    """Several calls that end in one result.

    The generator yields calls, each of which returns its result or raises its error there, and pauses.
    """

    __slots__ = ("calls",)

    def __init__(self, calls: Calls[T]) -> None:
        super().__init__("")
        self.calls = calls

    def steps(self, client: Any, session: Session) -> Steps:
        """Return the generator of requests and pauses that carries the procedure out."""
        return _steps(self.calls, client, session)


def _steps(calls: Calls[Any], client: Any, session: Session) -> Steps:
    try:
        wanted = next(calls)
        while True:
            if isinstance(wanted, Pause):
                yield wanted
                wanted = calls.send(None)
                continue
            try:
                if isinstance(wanted, Call):  # of an API apart from the description
                    result = yield from session.call(wanted)
                else:
                    steps = client._steps(session, wanted)  # noqa: SLF001  # one room
                    result = yield from (
                        steps if wanted.end is None else bounded(steps, wanted.end - monotonic())
                    )
                    result = result if wanted.then is None else wanted.then(result)
            except EcctlError as error:
                wanted = calls.throw(error)
            else:
                wanted = calls.send(result)
    except StopIteration as done:
        return done.value
    finally:
        calls.close()


def interleaved(procedures: Sequence[Calls[None]], limit: int) -> Calls[None]:
    """Carry procedures out at the same time, at most *limit* of them: while one pauses, others go on."""
    waiting = iter(procedures)
    running = [(0.0, each) for each in islice(waiting, limit)]
    try:
        while running:
            # The one whose pause is over first; those that have not begun have none.
            due, steps = running.pop(min(range(len(running)), key=lambda index: running[index][0]))
            yield Pause(max(0.0, due - monotonic()))
            pause = yield from _until_pause(steps)
            if pause is None:
                running += [(0.0, each) for each in islice(waiting, 1)]
            else:
                running.append((monotonic() + pause.seconds, steps))
    finally:
        for steps in procedures:
            steps.close()


def _until_pause(steps: Calls[None]) -> Generator[Any, Any, Pause | None]:
    """Carry a procedure out to its next pause, and return this; None at the end of the procedure."""
    try:
        step = next(steps)
        while not isinstance(step, Pause):
            try:
                result = yield step
            except EcctlError as error:
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration:
        return None
    return step


def collected(source: Source[Any]) -> Calls[list[Any]]:
    """Request all pages of a source, and return their elements."""
    found: list[Any] = []
    spec = source.spec()
    while spec is not None:
        page, source = source.after((yield spec))
        found += reversed(page)
        spec = source.spec()
    return found
