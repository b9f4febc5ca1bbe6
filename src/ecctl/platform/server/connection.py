"""One HTTP/1.1 connection (RFC 9112): llhttp's callbacks in, the platform's responses out, in turn."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import lru_cache, partial
from http import HTTPStatus
from types import coroutine

import httptools

from ecctl.wire import Request, Response

from ..call import Call
from ..replies import Refusal
from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Generator
    from typing import Any

    from .listener import Listener

STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class Connection(asyncio.Protocol):
    """Parses, hands over, writes. `deadline` is the loop's time at which patience ends."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._parser = httptools.HttpRequestParser(self)
        self._requests: deque[tuple[Request | Refusal, bool, bool]] = deque()
        self._busy = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._closing = False
        self._deaf = False
        self._lost = False
        self._reading = True
        self._begin()
        self.deadline = listener.loop.time() + limits.REQUEST_SECONDS

    def _begin(self) -> None:
        """Forget the last request's parts."""
        self._url = b""
        self._headers: list[tuple[str, str]] = []
        self._body = b""
        self._head_bytes = 0
        self._head_size = 0
        self._in_head = True
        self._waits = False

    # The transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # a stream's is one
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if peer else ""
        if not self._listener.admit(self):
            retry = (("retry-after", "1"),)
            self._refuse(Refusal(503, "root.too_many_connections", "Too many connections", headers=retry))
            self._turn()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (the base class has it)
        """The client is gone; what was begun is finished, though nobody will hear of it."""
        self._lost = self._deaf = self._closing = True
        self._writable.set()
        if not self._busy:
            self._listener.forget(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._deaf:
            return
        if self._in_head:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._deaf = (
                True  # the request is answered in HTTP/1.1 all the same (RFC 9110, 7.8), as the last one
            )
        except httptools.HttpParserError:
            self._refuse(Refusal(400, "root.malformed_request", "The request is not well-formed HTTP"))
        if self._in_head and self._head_bytes > limits.HEAD_BYTES:
            self._refuse(_head_too_large())
        self._turn()
        if len(self._requests) >= limits.PIPELINED and self._reading:
            self._reading = False
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """The client is slower than the answer."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writable.set()

    # The parser's side

    def on_message_begin(self) -> None:
        """A request starts."""
        if not self._busy and not self._requests:
            self.deadline = self._listener.loop.time() + limits.REQUEST_SECONDS

    def on_url(self, url: bytes) -> None:
        """Part of the request's target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        low = _lowered(name)
        self._headers.append((low, value.decode("latin-1")))
        self._head_size += len(name) + len(value) + 4
        if low == "content-length" and int(value) > limits.BODY_BYTES:
            self._refuse(_body_too_large())
        elif low == "expect" and value.lower() == b"100-continue":
            self._waits = True

    def on_headers_complete(self) -> None:
        """Judge by the head whether the body is wanted."""
        self._in_head = False
        self._head_bytes = 0
        if len(self._url) + self._head_size > limits.HEAD_BYTES or len(self._headers) > limits.HEADERS:
            self._refuse(_head_too_large())
        elif self._waits and not self._deaf:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Part of the body."""
        self._body = self._body + body if self._body else body
        if len(self._body) > limits.BODY_BYTES:
            self._refuse(_body_too_large())
            self._body = b""

    def on_message_complete(self) -> None:
        """The whole request is there."""
        if self._deaf:
            return
        url = f"http://here{self._url.decode('latin-1')}"
        request = Request(self._parser.get_method().decode(), url, tuple(self._headers), self._body)
        old = self._parser.get_http_version() == "1.0"
        self._requests.append((request, not self._parser.should_keep_alive(), old))
        self._begin()

    def _refuse(self, refusal: Refusal) -> None:
        """Say no to what is coming, after what came before it is answered, and listen no longer."""
        if not self._deaf:
            self._deaf = True
            self._requests.append((refusal, True, False))

    # The answers

    def _turn(self) -> None:
        """Answer in this turn of the loop, after everybody's bytes are read: answers in one go are cheaper."""
        if self._requests and not self._busy:
            self._busy = True
            self._listener.loop.call_soon(self._answer)

    def _answer(self) -> None:
        """Answer what has come; where something has to be waited for, the rest becomes a task."""
        answers = self._answer_all()
        try:
            waits_for = answers.send(None)
        except StopIteration:
            return
        self._listener.go_on(_rest(answers, waits_for))

    async def _answer_all(self) -> None:
        """Answer what has come, in order."""
        try:
            while self._requests and not self._lost:
                await self._answer_next()
        except Exception as error:  # noqa: BLE001 (a server goes on; this connection does not)
            self._listener.report(error)
            self._transport.abort()
        self._busy = False
        if self._lost:
            self._listener.forget(self)
        elif self._deaf and not self._closing:
            self._linger()
        else:
            patience = limits.REQUEST_SECONDS if self._head_bytes else limits.IDLE_SECONDS
            self.deadline = self._listener.loop.time() + patience

    async def _answer_next(self) -> None:
        """Answer the request whose turn it is, and go on reading if that was held up."""
        request, last, old = self._requests.popleft()
        self.deadline = self._listener.loop.time() + limits.ANSWER_SECONDS
        if isinstance(request, Refusal):
            response = self._listener.refused(request, self._peer)
        else:
            response = await self._listener.answer(Call(self._listener.platform, request, self._peer))
        last = last or self._listener.stopping or (self._deaf and not self._requests)
        await self._write(response, last=last, old=old)
        if not self._reading and not self._closing:
            self._reading = True
            self._transport.resume_reading()

    async def _write(self, response: Response, *, last: bool, old: bool) -> None:
        """Write a response; with the last one the connection ends."""
        if self._closing:
            return
        body = response.body
        if isinstance(body, bytes):
            self._transport.write(self._head(response, f"content-length: {len(body)}\r\n", last=last) + body)
        else:
            last = last or old
            framing = "" if old else "transfer-encoding: chunked\r\n"
            self._transport.write(self._head(response, framing, last=last))
            await self._stream(body, chunked=not old)  # type: ignore[arg-type]  # the platform's streams are async
        if last and not self._deaf:
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

    async def _stream(self, parts: AsyncIterator[bytes], *, chunked: bool) -> None:
        """Write a body part by part, as fast as the client takes it."""
        try:
            async for part in parts:
                self._transport.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                self.deadline = self._listener.loop.time() + limits.ANSWER_SECONDS
                await self._writable.wait()
                if self._closing:
                    return
                await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 (a head was sent: all that is left is to break off)
            self._listener.report(error)
            self._transport.abort()
            return
        if chunked:
            self._transport.write(b"0\r\n\r\n")

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
        """Finish what was accepted, and close."""
        if not self._busy:
            self._end()

    def run_out(self) -> None:
        """Patience has ended: with a request that does not arrive, with an answer, with an idle client."""
        if self._busy or self._closing:
            self._closing = True
            self._transport.abort()
        elif self._deaf or (self._in_head and not self._head_bytes):
            self._end()
        else:
            self._refuse(Refusal(408, "root.request_timeout", "The request took too long to arrive"))
            self._turn()


@lru_cache(maxsize=256)
def _lowered(name: bytes) -> str:
    """A header's name in small letters; clients send the same few."""
    return name.decode("latin-1").lower()


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


def _head_too_large() -> Refusal:
    return Refusal(431, "root.headers_too_large", f"The headers are longer than {limits.HEAD_BYTES} bytes")


def _body_too_large() -> Refusal:
    return Refusal(413, "root.request_too_large", f"The body is longer than {limits.BODY_BYTES} bytes")
