"""Registry of connections: limits, deadlines, and the graceful stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from email.utils import formatdate

from ecctl.platform.auth.throttle import network_of
from ecctl.platform.server import limits, process
from ecctl.platform.server.connection import Connection, ServerState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.server.connection import Dispatcher

RESERVED_FILES = 32
"""Files that a server needs besides its connections: store, log, listening sockets, event loop."""
FEW = 8
"""Connections that are accepted however few files the process may open."""
TRIM_BYTES = 8 << 20
"""Memory is returned to the system after connections have held more than this."""
SWEEP_SECONDS = 0.5
"""Interval at which deadlines are checked."""


class Server:
    """Connections of one server. `limit` is how many may be open, apart from health probes."""

    def __init__(self, dispatcher: Dispatcher, limit: int | None = None) -> None:
        self.dispatcher = dispatcher
        self.loop = asyncio.get_running_loop()
        self.limit = int(limits.CONNECTIONS if limit is None else limit)
        self.state = ServerState()
        self._connections: dict[Connection, None] = {}
        self._probes: dict[Connection, None] = {}
        self._of_network: Counter[str] = Counter()
        self._sweep()

    @property
    def connections(self) -> int:
        """Number of open connections."""
        return len(self._connections) + len(self._probes)

    def connect(self, peer: str) -> Connection:
        """Return the protocol of a connection that was accepted, and count it from now on.

        Connections beyond the limit answer health probes only: otherwise a client that opens enough connections makes
        a supervisor believe that the process hangs, and restart it. If there are too many of those, the oldest is
        closed; a probe sends its request at once, so it is rarely the victim.
        """
        network = network_of(peer)
        beyond = (
            len(self._connections) >= self.limit
            or self._of_network[network] >= limits.CONNECTIONS_PER_ADDRESS
        )
        connection = Connection(self.dispatcher, self.state, peer, self.forget, probes_only=beyond)
        if beyond:
            while len(self._probes) >= limits.PROBES:
                oldest = next(iter(self._probes))
                oldest.abort()
                self._probes.pop(oldest)
            self._probes[connection] = None
        else:
            self._connections[connection] = None
            self._of_network[network] += 1
        return connection

    def forget(self, connection: Connection) -> None:
        """Stop counting a connection that ended, or was never established."""
        self._probes.pop(connection, None)
        if connection in self._connections:
            del self._connections[connection]
            network = network_of(connection.peer)
            self._of_network[network] -= 1
            if not self._of_network[network]:
                del self._of_network[network]

    def _sweep(self) -> None:
        """Expire what is past its deadline, and format the Date header of the responses."""
        # Formatted here rather than for each response; half a second late is exact enough (RFC 9110, 6.6.1).
        self.state.date = f"date: {formatdate(usegmt=True)}\r\n"
        now = self.loop.time()
        # A copy: expiring a connection removes it from the registry.
        for connection in [each for each in self._all() if each.deadline < now]:
            connection.expire()
        budget = self.state.budget
        if budget.peak > TRIM_BYTES and budget.used < TRIM_BYTES:
            budget.peak = 0
            process.trim_memory()
        self._sweeping = self.loop.call_later(SWEEP_SECONDS, self._sweep)

    def _all(self) -> list[Connection]:
        return [*self._connections, *self._probes]

    def abort(self) -> None:
        """Close all connections at once."""
        for connection in self._all():
            connection.abort()

    async def stop(self) -> None:
        """Drain in-flight requests for at most STOP_SECONDS."""
        # From now on each response carries "connection: close", so that clients reconnect elsewhere.
        self.state.stopping = True
        for connection in self._all():
            connection.stop()
        end = self.loop.time() + limits.STOP_SECONDS
        while self.connections and self.loop.time() < end:  # noqa: ASYNC110 (many ends, one wait, at the end)
            await asyncio.sleep(0.01)
        self._sweeping.cancel()


def connection_limit(open_files: int) -> int:
    """Return how many connections a process may accept that may open so many files."""
    return min(int(limits.CONNECTIONS), max(FEW, open_files - limits.PROBES - RESERVED_FILES))
