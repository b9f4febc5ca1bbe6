"""What the connections of a server share: the platform, the log, the counters, patience, and the end."""

from __future__ import annotations

import asyncio
import traceback
from email.utils import formatdate
from time import perf_counter

from ecctl.core.messages import Request
from ecctl.errors import PlatformError
from ecctl.platform.request import Call
from ecctl.platform.responses import failed
from ecctl.platform.server import limits
from ecctl.platform.server.connection import Connection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.responses import Refusal
    from ecctl.platform.server.access_log import RequestLog

SWEEP_SECONDS = 0.5
"""How often deadlines are looked at."""


class Listener:
    """Makes connections, and answers for them."""

    def __init__(self, platform: Platform, log: RequestLog | None, complain: Callable[[str], None]) -> None:
        self.platform = platform
        self.loop = asyncio.get_running_loop()
        self.stopping = False
        self.date = ""
        self._log = log
        self._complain = complain
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_line: list[Connection] = []
        self._sweep()

    @property
    def connections(self) -> int:
        """How many there are."""
        return len(self._connections)

    def admit(self, connection: Connection) -> bool:
        """Count a connection; False where there are too many, though this one is still told so."""
        self._connections.add(connection)
        return len(self._connections) <= limits.CONNECTIONS

    def forget(self, connection: Connection) -> None:
        """The connection is over."""
        self._connections.discard(connection)

    def connection(self) -> Connection:
        """A protocol for a connection that was accepted."""
        return Connection(self)

    def line_up(self, connection: Connection) -> None:
        """Let a connection answer in this turn of the loop, once everybody's bytes are read."""
        if not self._in_line:
            self.loop.call_soon(self._answer)
        self._in_line.append(connection)

    def _answer(self) -> None:
        in_line, self._in_line = self._in_line, []
        for connection in in_line:
            connection.answer()

    def go_on(self, rest: Coroutine[Any, Any, None]) -> None:
        """Run what a connection cannot answer at once."""
        task = self.loop.create_task(rest)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def answer(self, call: Call) -> Response:
        """The platform's answer, counted and logged; 5xx where it fails, with the cause in the log alone."""
        started = perf_counter()
        error = ""
        try:
            response = await self.platform.answer(call)
        except PlatformError as cause:
            error = cause.message
            response = failed(cause).response()
        except Exception as cause:  # noqa: BLE001 (a server goes on)
            error = type(cause).__name__
            self.report(cause)
            response = failed(cause).response()
        seconds = perf_counter() - started
        operation = call.route.operation if call.route else ""
        self.platform.metrics.count(operation, response.status, seconds)
        if self._log:
            self._log.add(call, response.status, seconds, error)
        return response

    def refused(self, refusal: Refusal, peer: str) -> Response:
        """The reply to what was not even a request, counted and logged."""
        response = refusal.response()
        self.platform.metrics.count("", response.status, 0.0)
        if self._log:
            self._log.add(Call(self.platform, Request("", ""), peer), response.status, 0.0)
        return response

    def report(self, error: Exception) -> None:
        """Tell the operator of what nobody has foreseen: where it happened, without the values there."""
        frames = "".join(traceback.format_tb(error.__traceback__))
        self._complain(f"{type(error).__name__} in\n{frames}")

    def _sweep(self) -> None:
        """End what has taken too long, and look at the clock for the replies' date."""
        self.date = f"date: {formatdate(usegmt=True)}\r\n"
        now = self.loop.time()
        for connection in [each for each in self._connections if each.deadline < now]:
            connection.run_out()
        self._sweeping = self.loop.call_later(SWEEP_SECONDS, self._sweep)

    async def stop(self) -> None:
        """Finish what was accepted, for so long as is put up with."""
        self.stopping = True
        for connection in list(self._connections):
            connection.stop()
        patience = self.loop.time() + limits.STOP_SECONDS
        while self._connections and self.loop.time() < patience:  # noqa: ASYNC110 (many ends, one wait, at the end)
            await asyncio.sleep(0.01)
        self._sweeping.cancel()
