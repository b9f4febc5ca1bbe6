"""The transport over HTTP/1.1: which connection a request takes, and whether it may be sent again."""

from __future__ import annotations

import time

from ecctl.errors import ConnectionLostError
from ecctl.transport import dial
from ecctl.transport.connection import Connection
from ecctl.transport.exchange import Exchange
from ecctl.transport.progress import Progress
from ecctl.transport.request_writer import parse_origin, write_head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.transport.request_writer import Origin
    from ecctl.wire import Request, Response

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})

IDLE_LIMIT = 30.0
"""Seconds after which an idle connection is not used again."""
IDLE_LIMIT_ONCE = 1.0
"""The same for a request that must not be sent twice: servers close what is idle, and may do so as it arrives."""
IDLE_CONNECTIONS = 8
"""Idle connections kept for an origin."""


class HttpTransport:
    """Sends requests over HTTP; threads may share one.

    `timeout` is in seconds and bounds a whole exchange, the reading of its reply included; 0 is no limit.
    """

    def __init__(
        self,
        *,
        timeout: float = 30.0,
        insecure: bool = False,
        ca_file: str = "",
        client_cert: str = "",
        client_key: str = "",
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._timeout = timeout
        self._idle: dict[str, list[Connection]] = {}
        self._closed = False

    def send(self, request: Request) -> Response:
        """Send, and return once the reply's headers are there.

        A request that a kept connection lost before any byte of a reply came is sent again on a new one, if
        its method is idempotent (RFC 9110, 9.2.2). Raises NoAnswerError, NotTheApiError, UsageError, SettingsError.
        """
        origin = parse_origin(request.url)
        head = write_head(request, origin)
        progress = Progress(origin.address, self._timeout)
        repeatable = request.method in IDEMPOTENT and isinstance(request.body, bytes)
        kept = self._take(origin.address, IDLE_LIMIT if repeatable else IDLE_LIMIT_ONCE)
        if kept is not None:
            exchange = self._exchange(kept, origin, request, progress)
            try:
                return exchange.run(head, request.body)
            except ConnectionLostError:
                if exchange.answered or not repeatable:
                    raise
        fresh = Connection(dial.connect(origin.host, origin.port, progress))
        return self._exchange(fresh, origin, request, progress).run(head, request.body)

    def _exchange(
        self, connection: Connection, origin: Origin, request: Request, progress: Progress
    ) -> Exchange:
        def keep(done: Connection) -> None:
            self._give(origin.address, done)

        return Exchange(connection, request.method, progress, keep)

    def _take(self, origin: str, idle_limit: float) -> Connection | None:
        """The connection that became idle last, if it is still good."""
        idle = self._idle.get(origin, [])
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread was faster
                break
            if time.monotonic() - connection.idle_since <= idle_limit and connection.is_quiet():
                return connection
            connection.close()
        return None

    def _give(self, origin: str, connection: Connection) -> None:
        connection.idle_since = time.monotonic()
        idle = self._idle.setdefault(origin, [])
        if self._closed or len(idle) >= IDLE_CONNECTIONS:
            connection.close()
        else:
            idle.append(connection)

    def close(self) -> None:
        """Close what is idle; what is in use is closed when its reply has been read."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                idle.pop().close()
