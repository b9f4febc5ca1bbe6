"""Requests out of bytes (RFC 9112): llhttp's callbacks, the limits on what comes, and the head that comes again."""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import httptools

from ecctl.core.messages import Request
from ecctl.core.url import Url
from ecctl.platform.responses import Refusal
from ecctl.platform.server import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Headers


ONCE = frozenset({"authorization", "content-length", "content-type", "host", "transfer-encoding"})
"""Headers of which two would be two requests: who reads which is anybody's guess."""
VERSIONS = {"1.0", "1.1"}
PIECE = 4096
"""Bytes that are read at a time."""
NO_HOST = frozenset(' /\\@?#,"<>')
"""What stands in no host's name, nor beside its port."""


class Head:
    """A request line and its headers, the names in small letters.

    `last` is whether the connection ends with this request, `old` whether it speaks HTTP/1.0.
    """

    __slots__ = ("fields", "headers", "last", "method", "old", "target")

    def __init__(self, method: str, target: str, headers: Headers, *, last: bool, old: bool) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.fields = dict(reversed(headers))
        self.last = last
        self.old = old


class Received(Request):
    """A request that came over a connection."""

    __slots__ = ("head",)

    body: bytes

    def __init__(self, head: Head, body: bytes) -> None:
        super().__init__(head.method, head.target, head.headers, body, fields=head.fields)
        self.head = head


class RequestReader:
    """Reads the requests of a connection into `requests`; a Refusal among them is the last.

    `began` is called when one begins to come, `asked` when a client waits to be told that its body is wanted.
    """

    def __init__(self, began: Callable[[], None], asked: Callable[[], None]) -> None:
        self.requests: deque[Received | Refusal] = deque()
        self.deaf = False
        self._began = began
        self._asked = asked
        self._parser = httptools.HttpRequestParser(self)
        self._head_again: tuple[bytes, int, Head] | None = None
        self._unread = b""
        self._begin()

    def _begin(self) -> None:
        """Forget the last request's parts."""
        self._url = b""
        self._headers: list[tuple[str, str]] = []
        self._body = b""
        self._head_bytes = 0
        self._head_size = 0
        self._in_head = True
        self._trailers = 0
        self._framed_bytes = 0

    @property
    def idle(self) -> bool:
        """Whether nothing of a request is there that is not there as a whole."""
        return self._in_head and not self._head_bytes

    @property
    def in_head(self) -> bool:
        """Whether a head has begun to come."""
        return self._in_head and self._head_bytes > 0

    @property
    def full(self) -> bool:
        """Whether more has come than is to be answered now."""
        return bool(self._unread) or len(self.requests) >= limits.PIPELINED

    def feed(self, data: bytes) -> None:
        """Take bytes as they came, and read requests until there are enough of them."""
        if not self._unread and len(data) <= PIECE:
            self._take(data)
        else:
            self._unread += data
            self.go_on()

    def go_on(self) -> None:
        """Read more of what has come: a few bytes of it can be many requests, which take more room."""
        while self._unread and len(self.requests) < limits.PIPELINED:
            piece, self._unread = self._unread[:PIECE], self._unread[PIECE:]
            self._take(piece)

    def _take(self, data: bytes) -> None:
        if self.deaf:
            return
        idle = self.idle
        if idle and self._head_again is not None:
            sent, length, head = self._head_again
            if len(data) == len(sent) + length and data.startswith(sent):
                self.requests.append(Received(head, data[len(sent) :]))
                return
        self._parse(data)
        if idle and self.idle and self.requests:
            self._remember(data, self.requests[-1])

    def _remember(self, data: bytes, request: Received | Refusal) -> None:
        """A request came alone and as a whole: the next one may have the same head, byte by byte."""
        if isinstance(request, Refusal) or request.head.last:
            return
        length, fields = len(request.body), request.head.fields
        sent = data[: len(data) - length]
        if (
            fields.get("content-length", "0") == str(length)
            and fields.keys().isdisjoint(("transfer-encoding", "expect"))
            and sent.find(b"\r\n\r\n") == len(sent) - 4
        ):
            self._head_again = sent, length, request.head

    def _parse(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
        else:
            self._framed_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The request is answered in HTTP/1.1 all the same (RFC 9110, 7.8), as the last one.
            self.deaf = True
        except httptools.HttpParserError:
            self.refuse(Refusal(400, "root.malformed_request", "The request is not well-formed HTTP"))
        if self._in_head and self._head_bytes > limits.HEAD_BYTES:
            self.refuse(_head_too_large())
        elif self._framed_bytes > limits.FRAMED_BYTES:
            self.refuse(_body_too_large())

    def refuse(self, refusal: Refusal) -> None:
        """Say no to what is coming, after what came before it is answered, and listen no longer."""
        if not self.deaf:
            self.deaf = True
            self.requests.append(refusal)

    # The parser's side

    def on_message_begin(self) -> None:
        """A request starts."""
        self._began()

    def on_url(self, url: bytes) -> None:
        """Part of the request's target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; one behind the body says nothing of the request, and is only counted."""
        self._head_size += len(name) + len(value) + 4
        if self._in_head:
            self._headers.append((_lowered(name), value.decode("latin-1")))
        else:
            self._trailers += 1
        if (
            self._head_size + len(self._url) > limits.HEAD_BYTES
            or len(self._headers) + self._trailers > limits.HEADERS
        ):
            self.refuse(_head_too_large())

    def on_headers_complete(self) -> None:
        """Judge by the head whether the request is one, and its body is wanted."""
        self._in_head = False
        self._head_bytes = 0
        self._head = Head(
            self._parser.get_method().decode(),
            _origin_form(self._url.decode("latin-1")),
            tuple(self._headers),
            last=not self._parser.should_keep_alive(),
            old=self._parser.get_http_version() == "1.0",
        )
        refusal = problem(self._head, self._parser.get_http_version())
        if refusal is not None:
            self.refuse(refusal)
        elif self._head.fields.get("expect", "").lower() == "100-continue" and not self.deaf:
            self._asked()

    def on_body(self, body: bytes) -> None:
        """Part of the body."""
        self._body = self._body + body if self._body else body
        if len(self._body) > limits.BODY_BYTES:
            self.refuse(_body_too_large())
            self._body = b""

    def on_message_complete(self) -> None:
        """The whole request is there."""
        if self.deaf:
            return
        self.requests.append(Received(self._head, self._body))
        self._begin()


def problem(head: Head, version: str) -> Refusal | None:
    """Why a head is none that can be answered, if so."""
    names = [name for name, _ in head.headers]
    twice = next((name for name in ONCE if names.count(name) > 1), "")
    if version not in VERSIONS:
        return Refusal(400, "root.malformed_request", "The request is not in HTTP/1.0 or HTTP/1.1")
    if twice:
        return Refusal(400, "root.malformed_request", f"The header {twice} stands there twice")
    if not head.old and not NO_HOST.isdisjoint(head.fields.get("host", " ")):
        return Refusal(400, "root.malformed_request", "The header host is missing, or names none")
    if head.fields.get("transfer-encoding", "chunked").lower() != "chunked":
        return Refusal(501, "root.not_implemented", "The transfer coding is another than chunked")
    if head.fields.get("content-encoding", "identity").lower() != "identity":
        return Refusal(415, "root.unsupported_media_type", "The body is in a content coding")
    if int(head.fields.get("content-length", "0")) > limits.BODY_BYTES:
        return _body_too_large()
    return None


def _origin_form(target: str) -> str:
    """A request's target without scheme and host, which a server has to understand (RFC 9112, 3.2.2)."""
    if target.startswith("/"):
        return target
    try:
        return Url.parse(target).target
    except ValueError:
        return "/"


@lru_cache(maxsize=256)
def _lowered(name: bytes) -> str:
    """A header's name in small letters; clients send the same few."""
    return name.decode("latin-1").lower()


def _head_too_large() -> Refusal:
    return Refusal(431, "root.headers_too_large", f"The headers are longer than {limits.HEAD_BYTES} bytes")


def _body_too_large() -> Refusal:
    return Refusal(413, "root.request_too_large", f"The body is longer than {limits.BODY_BYTES} bytes")
