"""One HTTP/1.1 connection: requests in, the platform's responses out, in turn."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus
from types import coroutine

from ecctl.core.messages import StreamedResponse
from ecctl.platform.request import Call
from ecctl.platform.responses import Refusal
from ecctl.platform.server import limits
from ecctl.platform.server.reader import RequestReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.server.listener import Listener

STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class Connection(asyncio.Protocol):
    """Hands over what was read, and writes. `deadline` is the loop's time at which patience ends."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._reader = RequestReader(self._began, self._wanted)
        self._requests = self._reader.requests
        self._busy = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._closing = False
        self._lost = False
        self._reading = True
        self.deadline = listener.loop.time() + limits.REQUEST_SECONDS

    # What comes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # a stream's is one
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        if not self._listener.admit(self):
            retry = (("retry-after", "1"),)
            self._reader.refuse(
                Refusal(503, "root.too_many_connections", "Too many connections", headers=retry)
            )
            self._turn()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (the base class has it)
        """The client is gone; what was begun is finished, though nobody will hear of it."""
        self._lost = self._reader.deaf = self._closing = True
        self._requests.clear()
        self._writable.set()
        if not self._busy:
            self._listener.forget(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._reader.feed(data)
        if not self._requests:
            return
        self._turn()
        if self._reading and self._reader.full:
            self._reading = False
            self._transport.pause_reading()

    def _began(self) -> None:
        """A request begins to come."""
        if not self._busy and not self._requests:
            self.deadline = self._listener.loop.time() + limits.REQUEST_SECONDS

    def _wanted(self) -> None:
        """A client waits to be told to send the body."""
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def pause_writing(self) -> None:
        """The client is slower than the answer."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writable.set()

    # What goes

    def _turn(self) -> None:
        """Answer in this turn of the loop, after everybody's bytes are read: answers in one go are cheaper."""
        if self._requests and not self._busy:
            self._busy = True
            self._listener.line_up(self)

    def answer(self) -> None:
        """Answer what has come; where something has to be waited for, the rest becomes a task."""
        answers = self._answer_all()
        try:
            waits_for = answers.send(None)
        except StopIteration:
            return
        self._listener.go_on(_rest(answers, waits_for))

    async def _answer_all(self) -> None:
        """Answer what has come, in order."""
        listener, requests = self._listener, self._requests
        try:
            while requests:
                request = requests.popleft()
                self.deadline = listener.loop.time() + limits.ANSWER_SECONDS
                if isinstance(request, Refusal):
                    response = listener.refused(request, self._peer)
                    body = response.read()
                    self._write(response, _length(body), body, last=True)
                    break
                response = await listener.answer(Call(listener.platform, request, self._peer))
                if self._closing:
                    break
                last = request.head.last or listener.stopping or (self._reader.deaf and not requests)
                streamed = isinstance(response, StreamedResponse)
                if request.method == "HEAD":  # the head of an answer to GET alone (RFC 9110, 9.3.2)
                    self._write(response, "" if streamed else _length(response.read()), b"", last=last)
                elif isinstance(response, StreamedResponse):
                    await self._stream(response, last=last, old=request.head.old)
                else:
                    content = response.read()
                    self._write(response, _length(content), content, last=last)
                if not self._writable.is_set():
                    await self._writable.wait()
                if not self._reading and not self._closing:
                    self._read_on()
        except Exception as error:  # noqa: BLE001 (a server goes on; this connection does not)
            listener.report(error)
            self._transport.abort()
        self._pause()

    def _read_on(self) -> None:
        """Go on reading what has come, and then what comes."""
        if not self._requests:
            self._reader.go_on()
        if not self._reader.full:
            self._reading = True
            self._transport.resume_reading()

    def _pause(self) -> None:
        """Everything is answered that came."""
        self._busy = False
        if self._lost:
            self._listener.forget(self)
        elif self._reader.deaf and not self._closing:
            self._linger()
        else:
            patience = limits.REQUEST_SECONDS if self._reader.in_head else limits.IDLE_SECONDS
            self.deadline = self._listener.loop.time() + patience

    def _write(self, response: Response, framing: str, body: bytes, *, last: bool) -> None:
        """Write a response that is there as a whole; with the last one the connection ends."""
        self._transport.write(self._head(response, framing, last=last) + body)
        if last and not self._reader.deaf:
            self._end()

    async def _stream(self, response: StreamedResponse, *, last: bool, old: bool) -> None:
        """Write a response part by part, as fast as the client takes it; HTTP/1.0 has no chunks."""
        framing = "" if old else "transfer-encoding: chunked\r\n"
        self._transport.write(self._head(response, framing, last=last or old))
        try:
            async for part in response.chunks:
                self._transport.write(part if old else b"%x\r\n%b\r\n" % (len(part), part))
                self.deadline = self._listener.loop.time() + limits.ANSWER_SECONDS
                await self._writable.wait()
                if self._closing:
                    return
                await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 (a head was sent: all that is left is to break off)
            self._listener.report(error)
            self._transport.abort()
            return
        if not old:
            self._transport.write(b"0\r\n\r\n")
        if (last or old) and not self._reader.deaf:
            self._end()

    def _head(self, response: Response, framing: str, *, last: bool) -> bytes:
        """Status line and headers; ValueError where one of them would end its line and begin another."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in response.headers])
        count = len(response.headers)
        if lines.count("\n") != count or lines.count("\r") != count:
            raise ValueError("a header of a response holds a line break")
        ending = "connection: close\r\n\r\n" if last else "\r\n"
        return STATUS_LINES[response.status] + f"{lines}{framing}{self._listener.date}{ending}".encode(
            "latin-1"
        )

    def _linger(self) -> None:
        """Let the client read the refusal: closing while it still sends would tear that out of its hands."""
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self.deadline = self._listener.loop.time() + limits.LINGER_SECONDS

    def _end(self) -> None:
        self._closing = True
        self._requests.clear()
        self._transport.close()

    def stop(self) -> None:
        """Finish what was accepted, and close; a client that has nothing to come need not agree to it for long."""
        if not self._busy:
            self._end()
            self.deadline = self._listener.loop.time() + limits.LINGER_SECONDS

    def run_out(self) -> None:
        """Patience has ended: with a request that does not arrive, with an answer, with an idle client."""
        if self._busy or self._closing:
            self._closing = True
            self._requests.clear()
            self._transport.abort()
        elif self._reader.deaf or self._reader.idle:
            self._end()
        else:
            self._reader.refuse(Refusal(408, "root.request_timeout", "The request took too long to arrive"))
            self._turn()


def _length(body: bytes) -> str:
    """Return the Content-Length header of a body."""
    return f"content-length: {len(body)}\r\n"


async def _rest(begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
    """The rest of a coroutine that was begun outside of a task, and waits for something, as one for a task."""
    await _steps(begun, waits_for)


@coroutine
def _steps(begun: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """As a generator, which can pass on what the other waits for; since Python 3.12 tasks take none."""
    while True:
        try:
            result = yield waits_for
        except BaseException as error:  # noqa: BLE001 (it goes where it was meant to go)
            step = partial(begun.throw, error)
        else:
            step = partial(begun.send, result)
        try:
            waits_for = step()
        except StopIteration:
            return
