"""Open connections, which send and receive within a deadline, and a pool of idle ones."""

from __future__ import annotations

import _socket
import select
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.transport.deadline import Deadline

RECEIVE_SIZE = 64 * 1024
IDLE_CONNECTIONS = 8
"""Idle connections that are pooled for each host."""

QUICK_ACKNOWLEDGEMENT: int | None = getattr(_socket, "TCP_QUICKACK", None)
"""Linux only. A server that writes head and body separately, without TCP_NODELAY, waits for our acknowledgement
before the second write (Nagle), and we delay that by 40 ms unless told not to."""


class Connection:
    """A connected socket; `secure` tells whether it uses TLS (see `tls`). `idle_since` is on the monotonic clock."""

    __slots__ = ("_socket", "idle_since", "secure")

    def __init__(self, connected: _socket.socket, *, secure: bool = False) -> None:
        self._socket = connected
        self.secure = secure
        self.idle_since = time.monotonic()

    def send(self, piece: bytes, deadline: Deadline) -> None:
        """Send all of *piece*. Raise NoResponseError."""
        try:
            self._socket.settimeout(deadline.left())
            self._socket.sendall(piece)
            # The kernel leaves this mode by itself (tcp(7)), so it is entered for each request.
            self._acknowledge_at_once()
        except OSError as error:
            raise deadline.failed(error) from error

    def _acknowledge_at_once(self) -> None:
        if QUICK_ACKNOWLEDGEMENT is not None:
            self._socket.setsockopt(_socket.IPPROTO_TCP, QUICK_ACKNOWLEDGEMENT, 1)

    def receive(self, deadline: Deadline) -> bytes:
        """Return the next bytes, b"" at the end of the stream. Raise NoResponseError."""
        try:
            self._socket.settimeout(deadline.left())
            return self._socket.recv(RECEIVE_SIZE)
        except OSError as error:
            raise deadline.failed(error) from error

    def is_quiet(self) -> bool:
        """Return whether an idle connection is still open, without unsolicited data."""
        # Readable while idle means end of stream or unsolicited bytes. `select` cannot take descriptors over 1023.
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


class IdleConnections:
    """The idle connections to one host. Threads may share it: each operation on the list is atomic."""

    def __init__(self) -> None:
        self._idle: list[Connection] = []
        self._closed = False

    def take(self, limit: float) -> Connection | None:
        """Return the connection that became idle last, unless it is broken or was idle for over *limit* seconds."""
        while True:
            try:
                # Last in, first out: the server is least likely to have closed the connection that was used
                # last.
                connection = self._idle.pop()
            except IndexError:
                return None
            if time.monotonic() - connection.idle_since <= limit and connection.is_quiet():
                return connection
            connection.close()

    def keep(self, connection: Connection) -> None:
        """Pool a connection on which another request may follow."""
        connection.idle_since = time.monotonic()
        if self._closed or len(self._idle) >= IDLE_CONNECTIONS:
            connection.close()
        else:
            self._idle.append(connection)

    def close(self) -> None:
        """Close all, and pool no more."""
        # First, so that a connection still in use is closed when its thread returns it.
        self._closed = True
        while self._idle:
            self._idle.pop().close()
