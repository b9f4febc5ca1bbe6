"""Connections of an event loop, which send and receive with the errors of `deadline`.

asyncio's streams do not fit: after a reset, StreamReader.read raises at once and drops what had arrived before
(a server may refuse an upload and close), and an idle stream does not tell whether unsolicited bytes came.
`create_connection(happy_eyeballs_delay=…)` joins several failures into one OSError without their errno, which the
wording of `deadline` needs, and uvloop does not have it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time

from ecctl.transport import cause_of
from ecctl.transport.connection import HEAD_START, RECEIVE_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

    from ecctl.core.errors import NoResponseError
    from ecctl.transport import Deadline

    Address = tuple[int, tuple[object, ...]]


class Link(asyncio.Protocol):
    """A connection; `secure` tells whether it uses TLS. What arrived before it broke can still be received."""

    def __init__(self) -> None:
        self.secure = False
        self._transport: asyncio.Transport
        self._received: list[bytes] = []
        self._ended = False
        self._error: Exception | None = None
        self._idle_since: float | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._lost = asyncio.Event()

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self._transport = transport  # type: ignore[assignment]  # a stream's is one

    def data_received(self, data: bytes) -> None:
        """Store bytes; on an idle connection they are unsolicited and end it."""
        # A server sends only when it was sent a request (RFC 9112, 9.2). Bytes on an idle connection, such as
        # a 408 before it closes, would be read as the response to the next request.
        if self._idle_since is not None:
            self.close()
        self._received.append(data)
        self._wake()

    def eof_received(self) -> None:
        """Note that the peer sends no more."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is closed, and wake the waiting tasks."""
        # A failed write closes the transport, although a response may already be in the receive buffer. Behind TLS
        # the bytes could not be decrypted any more.
        if isinstance(exc, OSError) and not self.secure:
            self._salvage()
        self._ended = True
        self._error = exc
        self._lost.set()
        self._writable.set()
        self._wake()

    def _salvage(self) -> None:
        """Read what arrived before sending failed: a server may refuse a request before it has read it."""
        try:
            while data := os.read(self._transport.get_extra_info("socket").fileno(), RECEIVE_SIZE):
                self._received.append(data)
        except OSError:
            return

    def pause_writing(self) -> None:
        """Stop sending: the peer reads more slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Continue sending."""
        self._writable.set()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    # Called by AsyncHttpTransport

    async def send(self, piece: bytes, deadline: Deadline) -> None:
        """Send all of *piece*. Raise NoResponseError."""
        if not self._lost.is_set():
            self._transport.write(piece)
            # Back-pressure: without it, a large upload would pile up in the transport's buffer.
            await self._writable.wait()
        if self._lost.is_set():
            raise self._failure(self._error or ConnectionResetError(), deadline)

    async def receive(self, deadline: Deadline) -> bytes:
        """Return the next bytes, b"" at the end of the stream. Raise NoResponseError."""
        while not self._received and not self._ended:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if self._received:
            data, self._received = b"".join(self._received), []
            return data
        if self._error is not None:
            raise self._failure(self._error, deadline)
        return b""

    def _failure(self, error: Exception, deadline: Deadline) -> NoResponseError:
        # The event loop may pass any exception to `connection_lost`; only an OSError has a cause worth
        # reporting.
        if not isinstance(error, OSError):
            error = ConnectionResetError()
        if self.secure:
            from ecctl.transport.tls import failed

            return failed(error, deadline)
        return deadline.failed(error)

    async def secure_with(self, context: ssl.SSLContext, host: str, deadline: Deadline) -> None:
        """Start TLS on the connection. Raise TLSError."""
        deadline.doing = "negotiating TLS"
        try:
            made = await asyncio.get_running_loop().start_tls(
                self._transport, self, context, server_hostname=host
            )
        except OSError as error:
            from ecctl.transport.tls import failed, names_refused_in

            raise failed(error, deadline, names_refused_in(error)) from error
        # The connection was lost during the handshake, and its transport is gone.
        if made is None:
            raise self._failure(ConnectionResetError(), deadline)
        self._transport = made
        self.secure = True

    def rest(self) -> None:
        """Become idle."""
        self._idle_since = time.monotonic()

    def wake_up(self, limit: float) -> bool:
        """Return whether another request can follow: it is open, and was idle for at most *limit* seconds."""
        since, self._idle_since = self._idle_since, None
        return since is not None and time.monotonic() - since <= limit and not (self._ended or self._received)

    def close(self) -> None:
        """Close the connection at once."""
        self._transport.abort()

    async def closed(self) -> None:
        """Wait until the connection is closed."""
        await self._lost.wait()


async def dial(host: str, port: int, deadline: Deadline) -> Link:
    """Connect to the first address of *host* that responds. Raise ConnectError."""
    return await link_over(await connect(host, port, deadline))


async def link_over(connected: socket.socket) -> Link:
    """Return a connection over a connected socket."""
    _, link = await asyncio.get_running_loop().create_connection(Link, sock=connected)
    return link


async def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a socket that is connected to the first address of *host* that responds. Raise ConnectError."""
    deadline.doing = "resolving its name"
    found = await addresses(host, port, deadline)
    deadline.doing = "connecting"
    return await _first_to_answer(found, deadline)


async def addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Return all addresses of a host, in the system's order of preference. Raise ConnectError."""
    # As bytes: a host given as str goes through the codec for international names.
    name, kind = host.encode("ascii"), socket.SOCK_STREAM
    try:
        # An address needs no name server: its lookup cannot block, and a thread would only cost time.
        if ":" in host or host.replace(".", "").isdigit():
            found = socket.getaddrinfo(name, port, type=kind)
        else:
            found = await asyncio.get_running_loop().getaddrinfo(name, port, type=kind)
    except OSError as error:
        raise deadline.not_connected(cause_of(error)) from error
    return [(family, where) for family, _, _, _, where in found]


async def _first_to_answer(addresses: list[Address], deadline: Deadline) -> socket.socket:
    """Race the addresses, each with a head start over the next, and close the losers (see `connection`)."""
    racing: set[asyncio.Task[socket.socket]] = set()
    causes: list[str] = []
    try:
        while addresses or racing:
            if addresses:
                racing.add(asyncio.ensure_future(_connected(*addresses.pop(0))))
            done, racing = await asyncio.wait(
                racing, timeout=HEAD_START if addresses else None, return_when=asyncio.FIRST_COMPLETED
            )
            winners = [task for task in done if task.exception() is None]
            causes += [_cause(task.exception()) for task in done if task.exception() is not None]
            if winners:
                # Two attempts may succeed in one iteration of the loop; the socket of the second one would
                # leak.
                for second in winners[1:]:
                    second.result().close()
                return winners[0].result()
    finally:
        for task in racing:
            # A task may have connected before its cancellation arrives: then nothing else closes its socket.
            task.add_done_callback(_close_late)
            task.cancel()
    raise deadline.not_connected("; ".join(dict.fromkeys(causes)))


async def _connected(family: int, where: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(0)
        # Head and body may be two writes; Nagle's algorithm would delay the second one until the first is
        # acknowledged.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, where)
    except BaseException:
        made.close()
        raise
    return made


def _cause(error: BaseException | None) -> str:
    return cause_of(error) if isinstance(error, OSError) else str(error)


def _close_late(task: asyncio.Task[socket.socket]) -> None:
    """Close a connection that was made after the race."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()
