"""Procedures of the library, carried out for a command.

A procedure is a generator of calls and pauses (`ecctl.client.procedure`). The library's clients carry it out as well;
a command does it here, because each request then gets the command's hints, and Ctrl-C its note.
"""

from __future__ import annotations

import time

from ecctl.client import Call, Pause
from ecctl.core.errors import EcctlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, TypeVar

    from ecctl.cli.invocation import Invocation
    from ecctl.output import Result

    T = TypeVar("T")


def showing(
    invocation: Invocation,
    calls: Generator[Any, Any, T],
    pause: Callable[[float], object] = time.sleep,
) -> Generator[Result, None, T]:
    """Make the calls of a procedure, yield the results that it has to show, and return what it returns."""
    try:
        step = next(calls)
        while True:
            try:
                if isinstance(step, Pause):
                    outcome: Any = pause(step.seconds)
                elif isinstance(step, Call):  # of an API apart from the description
                    outcome = invocation.execute(step)
                elif hasattr(step, "operation_id"):
                    outcome = invocation.perform(step)
                else:
                    outcome = yield step
            except (EcctlError, OSError) as error:  # OSError: nobody reads the result
                step = calls.throw(error)
            else:
                step = calls.send(outcome)
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        calls.close()


def carry_out(
    invocation: Invocation,
    calls: Generator[Any, Any, T],
    pause: Callable[[float], object] = time.sleep,
) -> T:
    """Make the calls of a procedure that shows nothing on its way, and return what it returns."""
    steps = showing(invocation, calls, pause)
    try:
        result = next(steps)
    except StopIteration as done:
        outcome: T = done.value
        return outcome
    raise TypeError(f"the procedure has a result to show: {result!r}")
