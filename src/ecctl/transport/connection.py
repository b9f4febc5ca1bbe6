"""Connections: opened, used within a deadline, and pooled while idle.

A connection is opened by the "happy eyeballs" algorithm (RFC 8305). A host name may stand for IPv6 and IPv4
addresses of which some do not respond. Trying them in turn would wait minutes for the first; so each address gets
a head start of 250 ms, then the next is tried as well, and the first to connect wins.
`socket.create_connection` tries in turn, and asyncio's version needs a running loop.
"""

from __future__ import annotations

import _socket
import os
import sys
import time
from _thread import allocate_lock, start_new_thread  # the import of `threading` costs a start 0.7 ms

from ecctl.transport import cause_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from ecctl.transport import Deadline

    Address = tuple[int, tuple[object, ...]]

RECEIVE_SIZE = 64 * 1024
IDLE_CONNECTIONS = 8
"""Idle connections that are pooled for each host."""

QUICK_ACKNOWLEDGEMENT: int | None = getattr(_socket, "TCP_QUICKACK", None)
"""Linux only. A server that writes head and body separately, without TCP_NODELAY, waits for our acknowledgement
before the second write (Nagle), and we delay that by 40 ms unless told not to."""

HEAD_START = 0.25
"""Seconds before the next address is tried as well (RFC 8305, 5)."""


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
        import select

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


def connect(host: str, port: int, deadline: Deadline) -> _socket.socket:
    """Connect to the first address of *host* that responds. Raise ConnectError or RequestTimeoutError."""
    deadline.doing = "resolving its name"
    found = addresses(host, port, deadline)
    deadline.doing = "connecting"
    if len(found) > 1:
        return _first_to_answer(found, deadline)
    # A race of one needs no poll, whose module takes 0.2 ms to load.
    try:
        return _connected(*found[0], deadline.left())
    except OSError as error:
        raise deadline.failed(error) from None


def addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Return all addresses of a host, in the system's order of preference.

    A lookup cannot be interrupted, so that of a name runs in a thread, which is abandoned when time is up or
    Ctrl-C arrives.
    """
    found: list[Address] = []
    failures: list[OSError] = []
    done = allocate_lock()
    done.acquire()

    def look_up() -> None:
        try:
            found.extend(resolve(host, port))
        except OSError as error:
            failures.append(error)
        finally:
            done.release()

    # An address needs no name server: its lookup cannot block.
    if ":" in host or host.replace(".", "").isdigit():
        look_up()
    else:
        start_new_thread(look_up, ())
    left = deadline.left()
    if not done.acquire(timeout=-1 if left is None else left):
        raise deadline.timed_out()
    if failures:
        raise deadline.not_connected(cause_of(failures[0]))
    return found


def _first_to_answer(addresses: list[Address], deadline: Deadline) -> _socket.socket:
    """Race the addresses, each with a head start over the next, and close the losers."""
    import select

    waiting = addresses[::-1]
    racing: dict[int, _socket.socket] = {}
    causes: list[str] = []
    poll = select.poll()
    try:
        while waiting or racing:
            if waiting:
                try:
                    runner = _connected(*waiting.pop(), 0)
                except OSError as error:
                    # Refused at once, as without a route for IPv6: the next address need not wait for the
                    # head start to pass.
                    causes.append(cause_of(error))
                    continue
                racing[runner.fileno()] = runner
                poll.register(runner, select.POLLOUT)
            for descriptor, _ in poll.poll(_milliseconds(deadline.left(), HEAD_START if waiting else None)):
                runner = racing.pop(descriptor)
                # Writable means that the attempt is over; SO_ERROR says how it ended (connect(2)).
                problem = runner.getsockopt(_socket.SOL_SOCKET, _socket.SO_ERROR)
                if not problem:
                    return runner
                poll.unregister(descriptor)
                runner.close()
                causes.append(cause_of(OSError(problem, os.strerror(problem))))
    finally:
        for loser in racing.values():
            loser.close()
    # Several addresses usually fail for the same reason, which is named once.
    raise deadline.not_connected("; ".join(dict.fromkeys(causes)))


def _connected(family: int, where: tuple[object, ...], limit: float | None) -> _socket.socket:
    """Return a socket that is connected, or has begun to connect if the limit in seconds is 0. Raise OSError."""
    runner = _stream(family)
    try:
        runner.settimeout(limit)
        # Head and body may be two writes; Nagle's algorithm would delay the second one until the first is
        # acknowledged.
        runner.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        runner.connect(where)
    except BlockingIOError:
        return runner
    except BaseException:
        runner.close()
        raise
    return runner


def _milliseconds(*seconds: float | None) -> float | None:
    """Return the shortest of the times, for poll, or None if none is limited."""
    return min((1000 * some for some in seconds if some is not None), default=None)


def resolve(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """Return family and address for each result of a name lookup. Raise OSError."""
    # As bytes: a host given as str loads the codec for international names.
    found = _current().getaddrinfo(host.encode("ascii"), port, 0, _socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]


def _stream(family: int) -> _socket.socket:
    """Return a new stream socket: one of `socket` if that is loaded, as `ssl` requires."""
    made: _socket.socket = _current().socket(family, _socket.SOCK_STREAM)
    return made


def _current() -> ModuleType:
    """Return `socket` if the program has imported it, else `_socket`.

    `socket` builds enums: importing it costs 9 ms of CPU against 0.4 ms for `_socket` (best of 15 runs of
    `python -I -S`; a bare start costs 8 ms). On https `ssl` imports it anyway. A program that has imported it
    gets it, with what the program has put there: gevent, or a test's closed network.
    """
    if "socket" in sys.modules:
        import socket  # waits if another thread is importing it

        return socket
    return _socket
