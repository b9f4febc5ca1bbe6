"""Listening sockets: accepts connections, and starts TLS on them.

Connections are accepted by hand instead of with `loop.create_server`, for three reasons. They must be counted
before the TLS handshake: otherwise bare TCP connections, which cost a client nothing, use up all file
descriptors. A failed handshake must be noticed, to stop counting; the protocol of a TLS server is not told. And
a client that speaks plain HTTP to the TLS port gets an answer that says so, as from nginx and Go.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket

from ecctl.core.errors import PlatformError
from ecctl.platform.server import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from ecctl.platform.server.connection import Connection
    from ecctl.platform.server.server import Server

BACKLOG = 1024
ACCEPTS = 64
"""Connections that are accepted before the event loop serves others."""
PAUSE_SECONDS = 0.2
"""Pause of accepting if the process or the system has no file descriptors left."""
HINTS = {
    errno.EADDRINUSE: "another program uses the port; port 0 picks a free one",
    errno.EACCES: "ports below 1024 are reserved for root; use a higher one",
    errno.EADDRNOTAVAIL: "this machine has no such address; 0.0.0.0 listens on all addresses",
}
TLS_HANDSHAKE = 0x16
"""First byte of a TLS client's first record."""
SPEAK_TLS = b"This port speaks HTTPS; use https:// in the URL\n"
"""Body of the response to plain HTTP."""
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Acceptor:
    """Listening sockets of a server. Raises PlatformError if it cannot listen."""

    def __init__(
        self,
        server: Server,
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        complain: Callable[[str], None],
    ) -> None:
        self._server = server
        self._loop = server.loop
        self._tls = tls
        self._complain = complain
        self._tasks: set[asyncio.Task[None]] = set()
        self._complained = False
        self._sockets = _listen(host, port)
        for each in self._sockets:
            self._loop.add_reader(each, self._accept, each)

    @property
    def port(self) -> int:
        """Port that the sockets listen on."""
        return int(self._sockets[0].getsockname()[1])

    def close(self) -> None:
        """Stop accepting, and abort handshakes."""
        for each in self._sockets:
            self._loop.remove_reader(each)
            each.close()
        for task in self._tasks:
            task.cancel()

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTS):
            try:
                accepted, address = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                self._pause(listening, error)
                return
            accepted.setblocking(False)  # noqa: FBT003 (its only argument)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._start(self._server.connect(str(address[0])), accepted)

    def _start(self, connection: Connection, accepted: socket.socket) -> None:
        """Start a task that establishes the connection; clean up after it, even if it is cancelled at once."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not connection.connected:
                accepted.close()
                self._server.forget(connection)

        connection.establishing = self._loop.create_task(self._establish(connection, accepted))
        connection.establishing.add_done_callback(ended)
        self._tasks.add(connection.establishing)

    def _pause(self, listening: socket.socket, error: OSError) -> None:
        """Leave connections in the backlog for a moment if there are no file descriptors."""
        if error.errno not in EXHAUSTED:
            raise error
        if not self._complained:
            self._complained = True
            self._complain(f"cannot accept connections: {error.strerror} (said once)")
        self._loop.remove_reader(listening)

        def resume() -> None:
            if listening.fileno() >= 0:
                self._loop.add_reader(listening, self._accept, listening)

        self._loop.call_later(PAUSE_SECONDS, resume)

    async def _establish(self, connection: Connection, accepted: socket.socket) -> None:
        """Hand an accepted socket to its connection, after the TLS handshake."""
        try:
            if self._tls is None:
                await self._loop.connect_accepted_socket(lambda: connection, accepted)
                return
            async with asyncio.timeout(limits.HANDSHAKE_SECONDS):
                if await self._speaks_tls(accepted):
                    await self._loop.connect_accepted_socket(
                        lambda: connection,
                        accepted,
                        ssl=self._tls,
                        ssl_handshake_timeout=limits.HANDSHAKE_SECONDS,
                    )
        except OSError:
            pass  # a failed handshake is the client's business: TimeoutError and SSLError are OSErrors

    async def _speaks_tls(self, accepted: socket.socket) -> bool:
        """Wait for the first byte; answer a client that speaks plain HTTP."""
        readable: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_reader(accepted, _set_readable, readable)
        try:
            await readable
        finally:
            self._loop.remove_reader(accepted)
        # Peeked at: the byte belongs to the TLS handshake.
        first = accepted.recv(1, socket.MSG_PEEK)
        if not first or first[0] == TLS_HANDSHAKE:
            return bool(first)
        # Reading the request before closing avoids RST, which would discard the response.
        if first.isalpha():
            accepted.recv(limits.HEAD_BYTES)
            head = (
                "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(SPEAK_TLS)}\r\nconnection: close\r\n\r\n"
            )
            accepted.send(head.encode() + SPEAK_TLS)
            accepted.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(limits.LINGER_SECONDS):
                while await self._loop.sock_recv(accepted, limits.HEAD_BYTES):
                    pass
        return False


def _set_readable(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


def _listen(host: str, port: int) -> list[socket.socket]:
    """Return listening sockets for all addresses of a host; they share one port."""
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((entry[0], entry[4]) for entry in found):
            made = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(made)
            # A restarted server must not wait for TIME_WAIT connections of the one before it.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                # Otherwise "::" would also take the IPv4 address that the next socket binds.
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind((address[0], port or (sockets[0].getsockname()[1] if sockets[1:] else 0), *address[2:]))
            made.setblocking(False)  # noqa: FBT003 (its only argument)
            made.listen(BACKLOG)
    except OSError as error:
        for each in sockets:
            each.close()
        why = os.strerror(error.errno) if error.errno else str(error)
        if isinstance(error, socket.gaierror):
            why = f"cannot resolve the name {host}"
        address_text = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        hint = HINTS.get(error.errno or 0, "")
        raise PlatformError(f"cannot listen on {address_text}: {why}", hint=hint) from error
    return sockets
