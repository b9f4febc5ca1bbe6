"""HTTP/1.1 connection: reads requests, and writes their responses in order.

How a connection ends decides whether its client gets the last response. If the server closes a socket while
the client still sends, the kernel answers with RST, and the client's kernel may then throw away a response
that had arrived. Therefore a connection whose input was refused half-closes and lingers: it sends FIN,
discards input until the client closes, and gives up after LINGER_SECONDS. A client may half-close, too
(`shutdown(SHUT_WR)` behind its request): it still gets all responses.

All time limits are one number, `deadline`, that a sweep of the server compares with the clock twice a second.
A timer for each request would have to be armed and cancelled thousands of times a second, and the limits are
seconds long.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from ecctl.platform.responses import HTTPError, StreamedResponse
from ecctl.platform.server import limits
from ecctl.platform.server.reader import RequestReader
from ecctl.platform.server.turns import SMALL_BYTES, Turns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from ecctl.core.messages import Request, Response
    from ecctl.platform.request import RequestContext
    from ecctl.platform.server.reader import Received

    class Dispatcher(Protocol):
        """An object that answers requests."""

        def context(self, request: Request, peer: str) -> RequestContext:
            """Return the context of a request from an address."""

        async def answer(self, context: RequestContext) -> Response:
            """Answer a request; raise ConnectionAbortedError to close the connection without a response."""

        def refused(self, refusal: HTTPError, peer: str) -> Response:
            """Return the response to input that is not an acceptable request."""

        def report(self, error: Exception) -> None:
            """Report an unexpected error to the operator."""


STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}
NOT_MODIFIED = 304
PROBE_PATHS = ("/healthz", "/readyz", "/metrics")


class ServerState:
    """State shared by all connections of a server. `date` is the header line of the current second."""

    def __init__(self) -> None:
        self.budget = limits.Budget()
        self.turns = Turns(asyncio.get_running_loop())
        self.date = ""
        self.stopping = False


class Connection(asyncio.Protocol):
    """Protocol of one client connection.

    `deadline` is the loop's time at which `expire` is due; `ended` is called once, when the connection is over.
    `establishing` is the task of the TLS handshake.
    A connection with `probes_only` is beyond the server's limit and answers health probes only.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        state: ServerState,
        peer: str,
        ended: Callable[[Connection], None],
        *,
        probes_only: bool = False,
    ) -> None:
        self.peer = peer
        self.establishing: asyncio.Task[None] | None = None
        self.probes_only = probes_only
        self._dispatcher = dispatcher
        self._state = state
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._reader = RequestReader(self._on_begin, self._on_expect, state.budget)
        self._requests = self._reader.requests
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._reading = True
        self._half_closed = False
        self._lingering = False
        self._waiting = False
        self._closing = False
        self._lost = False
        self._answering: RequestContext | None = None
        seconds = limits.PROBE_SECONDS if probes_only else limits.REQUEST_SECONDS
        self.deadline = self._loop.time() + seconds

    @property
    def connected(self) -> bool:
        """Whether the connection was established, including TLS."""
        return self._transport is not None

    @property
    def transport(self) -> asyncio.Transport:
        """The transport of an established connection."""
        assert self._transport is not None  # noqa: S101 (asyncio calls connection_made first)
        return self._transport

    # Input

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept the transport."""
        self._transport = transport  # type: ignore[assignment]  # a stream's is a Transport
        if self._closing:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (the base class has it)
        """Drop what is queued. A request in progress completes: the store may have committed it already."""
        self._lost = self._closing = True
        self._reader.drop()
        # A stream that waits for the client to read must wake up to see that nobody does.
        self._writable.set()
        if self._answering is not None:
            self._answering.is_gone = True
        if self._task is None:
            self._ended(self)

    def data_received(self, data: bytes) -> None:
        """Parse input."""
        self._reader.feed(data, at_once=len(data) <= SMALL_BYTES or self._state.turns.has_time())
        if self._task is None:
            self._advance()
        elif self._reader.full:
            self._pause_reading()

    def eof_received(self) -> bool:
        """Keep the connection until all responses are written, except with TLS, which has no half-close."""
        self._half_closed = True
        if self._task is None:
            self._advance()
        return not self._closing and self.transport.get_extra_info("sslcontext") is None

    def _advance(self) -> None:
        """Start the next request of a connection that is idle."""
        reader = self._reader
        if self._requests:
            self._task = self._loop.create_task(self._answer_all())
            if reader.full:
                self._pause_reading()
        elif self._lost or self._closing:
            return
        elif reader.unread:
            # One client's megabyte must not delay the others.
            self._pause_reading()
            if not self._waiting:
                self._waiting = True
                self._state.turns.add(self._resume)
        elif reader.closed:
            self._linger()
        elif self._half_closed:
            self._close()
        elif not self._reading:
            self._reading = True
            self.transport.resume_reading()

    def _resume(self) -> None:
        """Parse input that arrived in an earlier turn of the event loop."""
        self._waiting = False
        if self._task is None and not self._lost:
            self._reader.resume()
            self._advance()

    def _pause_reading(self) -> None:
        if self._reading and not self._closing:
            self._reading = False
            self.transport.pause_reading()

    def _on_begin(self) -> None:
        """Start the time limit of a request, unless earlier ones are still being answered."""
        if self._task is None and not self._requests and not self.probes_only:
            self.deadline = self._loop.time() + limits.REQUEST_SECONDS

    def _on_expect(self) -> None:
        if not self._requests and self._task is None:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def pause_writing(self) -> None:
        """Stop writing: the client reads more slowly than the server writes."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Go on writing."""
        self._writable.set()

    # Output

    async def _answer_all(self) -> None:
        """Answer the queued requests in order."""
        try:
            while self._requests:
                await self._answer(self._requests.popleft())
                # A piece can hold a hundred requests, and none of their answers has to suspend.
                if self._requests:
                    await self._state.turns.next()
        except ConnectionAbortedError:
            self.transport.abort()
        except Exception as error:  # noqa: BLE001 (the server goes on; this connection does not)
            self._dispatcher.report(error)
            self.transport.abort()
        finally:
            self._task = None
        if self._lost:
            self._ended(self)
            return
        patience = limits.REQUEST_SECONDS if self._reader.in_message else limits.IDLE_SECONDS
        self.deadline = self._loop.time() + patience
        self._advance()

    async def _answer(self, received: Received | HTTPError) -> None:
        """Answer one request."""
        self.deadline = self._loop.time() + limits.ANSWER_SECONDS
        if isinstance(received, HTTPError):
            response = self._dispatcher.refused(received, self.peer)
            body = response.read()
            self._write(response, _length(body), body, last=True)
            return
        request, head = received.request, received.head
        try:
            if self.probes_only and request.target.partition("?")[0] not in PROBE_PATHS:
                response = self._dispatcher.refused(too_many_connections(), self.peer)
            else:
                self._answering = self._dispatcher.context(request, self.peer)
                response = await self._dispatcher.answer(self._answering)
        finally:
            self._answering = None
            self._reader.release(received)
        if self._closing:
            return
        last = (
            head.last
            or self._state.stopping
            or self.probes_only
            or ((self._reader.closed or self._half_closed) and not (self._requests or self._reader.unread))
        )
        if isinstance(response, StreamedResponse):
            if request.method == "HEAD":
                self._write(response, "", b"", last=last)
            else:
                await self._stream(response, last=last, old=head.old)
        else:
            body = response.read()
            # RFC 9110, 9.3.2: the response to HEAD is the head of the response to GET.
            # RFC 9110, 8.6: the length in a 304 would be that of the content that the client has already.
            framing = "" if response.status == NOT_MODIFIED else _length(body)
            self._write(response, framing, b"" if request.method == "HEAD" else body, last=last)
        # Before the next request is answered: a client that does not read must not fill the buffer.
        if not self._writable.is_set():
            await self._writable.wait()

    def _write(self, response: Response, framing: str, body: bytes, *, last: bool) -> None:
        """Write a response whose body is complete."""
        self.transport.write(self._head(response, framing, last=last) + body)
        if last:
            self._end()

    async def _stream(self, response: StreamedResponse, *, last: bool, old: bool) -> None:
        """Write a response part by part, as fast as the client reads it; HTTP/1.0 has no chunks."""
        framing = "" if old else "transfer-encoding: chunked\r\n"
        write = self.transport.write
        write(self._head(response, framing, last=last or old))
        try:
            async for part in response.chunks:
                write(part if old else b"%x\r\n%b\r\n" % (len(part), part))
                # A client that reads slowly is fine; one that reads nothing for a minute is not.
                self.deadline = self._loop.time() + limits.ANSWER_SECONDS
                await self._writable.wait()
                if self._closing:
                    return
                await asyncio.sleep(0)  # a long list that the client reads fast must not delay others
        except Exception as error:  # noqa: BLE001 (the head is sent: the client must see a broken response)
            self._dispatcher.report(error)
            self.transport.abort()
            return
        if not old:
            write(b"0\r\n\r\n")
        if last or old:
            self._end()

    def _head(self, response: Response, framing: str, *, last: bool) -> bytes:
        """Return status line and headers. Raise ValueError if a header contains a line break."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in response.headers])
        count = len(response.headers)
        if lines.count("\n") != count or lines.count("\r") != count:
            raise ValueError("a response header contains a line break")
        ending = "connection: close\r\n\r\n" if last else "\r\n"
        return STATUS_LINES[response.status] + f"{lines}{framing}{self._state.date}{ending}".encode("latin-1")

    # The end

    def _end(self) -> None:
        """Close behind the last response; linger if input was discarded, and more may be on its way."""
        if self._reader.discarded:
            self._reader.drop()  # which returns the memory that queued requests reserved
        else:
            self._close()

    def _linger(self) -> None:
        """Half-close, and discard input until the client closes or LINGER_SECONDS have passed."""
        if self._lingering:
            if self._half_closed:
                self._close()
            return
        self._lingering = True
        self.deadline = self._loop.time() + limits.LINGER_SECONDS
        if self.transport.can_write_eof():
            self.transport.write_eof()
        if not self._reading:
            self._reading = True
            self.transport.resume_reading()
        if self._half_closed:
            self._close()

    def _close(self) -> None:
        self._closing = True
        self._reader.drop()
        self.transport.close()

    def stop(self) -> None:
        """Close now if idle, else after the request in progress."""
        if not self.connected:
            self._closing = True
        elif self._task is None:
            self._close()
            self.deadline = self._loop.time() + limits.LINGER_SECONDS

    def abort(self) -> None:
        """Close at once, without a response."""
        self._closing = True
        # First, so that nothing that is queued starts after the client is gone.
        self._reader.drop()
        if self.connected:
            self.transport.abort()
        elif self.establishing is not None:
            self.establishing.cancel()

    def expire(self) -> None:
        """End what took too long: an incomplete request, a response, or an idle connection."""
        if not self.connected:
            return  # the handshake has a time limit of its own
        if self._task is not None or self._closing:
            self.abort()
        elif self._reader.closed or not (self._reader.in_message or self.probes_only):
            self._close()
            self.deadline = self._loop.time() + limits.LINGER_SECONDS
        else:
            late = HTTPError(408, "root.request_timeout", "The request took too long to arrive")
            self._reader.refuse(too_many_connections() if self.probes_only else late)
            self._advance()


def too_many_connections() -> HTTPError:
    """Return the error response to a client beyond the limit."""
    return HTTPError(503, "root.too_many_connections", "Too many connections")


def _length(body: bytes) -> str:
    """Return the Content-Length line of a body."""
    return f"content-length: {len(body)}\r\n"
