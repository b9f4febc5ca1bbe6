"""Turns of the event loop: how connections share it.

A health probe on a new connection takes about five turns: accept, connect, read, answer, write. In each of them
every other connection may do some work. 700 clients that each sent 256 KB of requests made a turn last 0.4 s of CPU
time: each parsed a piece a turn, and answered all requests in it. A probe took 1.8 s of that, 7.5 s on a busy machine.
Therefore parsing input and answering pipelined requests take about TURN_SECONDS of a turn, except for input of a small
request; the rest waits in a queue, first come, first served, and a probe takes 0.1 s at most. Smaller pieces do not
help: they make more turns, of which each has its cost. A limit of connections per address does not either: an
attacker has several addresses, and a proxy has one.
"""

from __future__ import annotations

from collections import deque
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

TURN_SECONDS = 0.004
"""Time of a turn for input that is not small."""
SMALL_BYTES = 1024
"""Input that is parsed at once: the request of a probe, or of most clients."""
ANSWER_SECONDS = 0.00025
"""Estimated time of an answer, which is given in the turn after its request was parsed."""


class Turns:
    """The queue of the connections that wait for their turn."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: deque[Callable[[], None]] = deque()
        self._end: float | None = None

    def has_time(self) -> bool:
        """Return whether this turn has time for input that is not small."""
        now = perf_counter()
        if self._end is None:
            self._end = now + TURN_SECONDS
            self._loop.call_soon(self._run)
        return now < self._end

    def add(self, work: Callable[[], None]) -> None:
        """Run a piece of work once it is its turn."""
        self._queue.append(work)
        self.has_time()  # which schedules the next turn

    async def next(self) -> None:
        """Wait for a turn."""
        due = self._loop.create_future()
        # A task that is waiting here may have been cancelled.
        self.add(lambda: None if due.done() else due.set_result(None))
        await due

    def _run(self) -> None:
        """Do what the queue holds while there is time."""
        end = self._end = perf_counter() + TURN_SECONDS
        while self._queue and perf_counter() < end:
            self._queue.popleft()()
            end -= ANSWER_SECONDS
        if self._queue:
            self._loop.call_soon(self._run)
        else:
            self._end = None
