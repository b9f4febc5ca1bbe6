"""Request parser of a connection (RFC 9112): llhttp's callbacks, and limits on the input.

Request smuggling: two programs that read the same bytes as different requests let one client act with the
credentials of another. Therefore there is exactly one parser here, llhttp, and its callbacks are the only
state: `on_message_begin` and `on_message_complete` say whether a request is in progress. Skipping
the parser for a head that equals the one before it was tried (0.9 µs a request instead of 5.1): it needs an
idea of its own of where a request begins, and read a head that arrived in two pieces behind a complete
request as two different requests. Whatever llhttp accepts and another server might read
differently (a repeated Content-Length or Host, a coding besides chunked, RTSP) is refused, and nothing after a
refused request is read.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import httptools

from ecctl.core.messages import Request
from ecctl.core.url import Url
from ecctl.platform.responses import HTTPError
from ecctl.platform.server import limits
from ecctl.platform.server.request_policy import (
    body_too_large,
    head_too_large,
    not_http,
    over_budget,
    refusal_of_head,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Parts = tuple[bytes, bytes, str, bool, list[tuple[bytes, bytes]]]
    """Method, target, version, whether the connection persists, and headers."""

PIECE = 4096
"""Bytes that are parsed in one turn of the event loop.

A piece can hold a hundred requests, which take more memory than their bytes, or 700 chunks of a body, which take
0.3 ms to parse: eight clients that send such chunks must not delay others.
"""


HEADER_BYTES = 300
"""Memory that a header takes besides its text."""


class Head:
    """Parsed head of a request and the verdict on it.

    `parts` is what the parser reported. `last`: the connection ends with this request. `old`: the client speaks
    HTTP/1.0. `expects`: the client waits for 100 Continue. `size` is what it counts in the budget of memory.
    """

    __slots__ = (
        "expects",
        "fields",
        "headers",
        "last",
        "method",
        "old",
        "parts",
        "refusal",
        "size",
        "target",
    )

    def __init__(self, parts: Parts) -> None:
        method, url, version, keeps_alive, raw = parts
        self.parts = parts
        self.method = method.decode()
        self.target = _origin_form(url.decode("latin-1"))
        self.headers = tuple([(_lower(name), value.decode("latin-1")) for name, value in raw])
        self.fields = dict(reversed(self.headers))
        self.last = not keeps_alive
        self.old = version == "1.0"
        self.refusal = refusal_of_head(self.headers, self.fields, version)
        size = len(url) + sum([len(name) + len(value) + 4 for name, value in raw])
        if size > limits.HEAD_BYTES:
            self.refusal = head_too_large()
        self.size = size + HEADER_BYTES * len(raw)
        # RFC 9110, 10.1.1: an HTTP/1.0 client never gets 100 Continue.
        self.expects = self.fields.get("expect", "").lower() == "100-continue" and not self.old


class Received:
    """Complete request, with its head. `reserved` is what it takes of the budget of memory."""

    __slots__ = ("head", "request", "reserved")

    def __init__(self, head: Head, body: bytes, reserved: int) -> None:
        self.head = head
        self.request = Request(head.method, head.target, head.headers, body, fields=head.fields)
        self.reserved = reserved


class RequestReader:
    """Parser that appends requests to `requests`; a HTTPError among them is the last.

    `began` is called at the first byte of a request, `expected` if the client waits for 100 Continue.
    `closed` is True once nothing more is read, `discarded` once input was thrown away.
    """

    def __init__(
        self, began: Callable[[], None], expected: Callable[[], None], budget: limits.Budget | None = None
    ) -> None:
        self.requests: deque[Received | HTTPError] = deque()
        self.closed = False
        self.discarded = False
        self.in_message = False
        self._began = began
        self._expected = expected
        self._budget = budget or limits.Budget()
        self._parser = httptools.HttpRequestParser(self)
        self._unread = b""
        self._position = 0
        self._charged = 0
        self._piece, self._at_start = b"", True
        self._head: Head | None = None
        self._reset()

    def _reset(self) -> None:
        """Forget the parts of the previous request."""
        self._url = b""
        self._raw: list[tuple[bytes, bytes]] = []
        self._body: bytes | bytearray = b""
        self._in_head = False
        self._head_pieces: list[bytes] = []
        self._head_bytes = 0
        self._trailers = 0
        self._trailer_bytes = 0
        self._framed_bytes = 0

    @property
    def unread(self) -> int:
        """Bytes that arrived and are not parsed yet."""
        return len(self._unread) - self._position

    @property
    def full(self) -> bool:
        """Whether reading from the socket should pause."""
        return bool(self._unread) or len(self.requests) >= limits.PIPELINED

    def feed(self, data: bytes, *, at_once: bool = True) -> None:
        """Parse *data*, or leave it to `resume` if it is long, or *at_once* is not set."""
        if self.closed and not self._unread:
            self.discarded = True
            return
        if at_once and not self._unread and len(data) <= PIECE:
            self._parse(data)
            return
        rest = self._unread[self._position :] + data
        if self._charge_unread(len(rest)):
            self._unread, self._position = rest, 0
        else:
            self.refuse(over_budget())

    def resume(self) -> None:
        """Parse one more piece of the input that arrived earlier."""
        if not self._unread:
            return
        if self.unread and len(self.requests) < limits.PIPELINED:
            # A position instead of a shorter buffer: cutting the front off a megabyte for each piece would
            # copy it 256 times.
            piece = self._unread[self._position : self._position + PIECE]
            self._position += len(piece)
            self._parse(piece)
        if not self.unread:
            self._forget_unread()

    def _charge_unread(self, size: int) -> bool:
        """Reserve the budget of the unparsed input instead of what was reserved for it before."""
        self._budget.release(self._charged)
        self._charged = size if self._budget.take(size) else 0
        return self._charged == size

    def _forget_unread(self) -> None:
        self._unread, self._position = b"", 0
        self._charge_unread(0)

    def release(self, received: Received) -> None:
        """Return the budget of a request that is answered."""
        self._budget.release(received.reserved)

    def drop(self) -> None:
        """Forget all input: the client is gone."""
        self.closed = True
        for each in self.requests:
            if isinstance(each, Received):
                self.release(each)
        self.requests.clear()
        self._forget_rest()

    def _forget_rest(self) -> None:
        """Forget the request in progress and what follows it."""
        self._forget_unread()
        self._budget.release(len(self._body))
        self._reset()

    def refuse(self, refusal: HTTPError) -> None:
        """Queue an error response behind those before it, and read nothing more."""
        self.discarded = True
        if not self.closed:
            self.closed = True
            self._forget_rest()
            self.requests.append(refusal)

    def _parse(self, data: bytes) -> None:
        if self.closed:
            self.discarded = True
            return
        self._piece, self._at_start = data, not self.in_message
        if self.in_message and self._in_head:
            self._head_bytes += len(data)
            self._head_pieces.append(data)
        elif self.in_message:
            self._framed_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # RFC 9110, 7.8: a server may ignore Upgrade. The request is answered in HTTP/1.1, as the last one.
            self.closed = self.discarded = True
        except httptools.HttpParserCallbackError as error:
            raise (
                error.__context__ or error
            ) from None  # a bug of ours, or MemoryError: not the client's fault
        except httptools.HttpParserError:
            self.refuse(HTTPError(400, "root.malformed_request", "The request is not well-formed HTTP"))
        if self._in_head and self._head_bytes > limits.HEAD_BYTES:
            self.refuse(head_too_large())  # one endless header: llhttp has not reported it yet
        elif self._framed_bytes > limits.FRAMED_BYTES:
            self.refuse(body_too_large())

    # llhttp's callbacks

    def on_message_begin(self) -> None:
        """Start a request."""
        if self.closed:
            return
        self._reset()
        self.in_message = self._in_head = True
        self._head_pieces.append(self._piece)
        self._head_bytes = len(self._piece) if self._at_start else 0
        self._at_start = False
        self._began()

    def on_url(self, url: bytes) -> None:
        """Add to the request target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header. Count a trailer, but ignore it: it must not change a request that was judged."""
        # `closed` need not be checked first: `refuse` ends the head.
        if self._in_head and len(self._raw) < limits.HEADERS:
            self._raw.append((name, value))
            return
        if self.closed:
            return
        self._trailers += 1
        self._trailer_bytes += len(name) + len(value) + 4
        if len(self._raw) + self._trailers > limits.HEADERS or self._trailer_bytes > limits.HEAD_BYTES:
            self.refuse(head_too_large())

    def on_headers_complete(self) -> None:
        """Refuse the request if its head is not acceptable.

        Clients send the same head again and again. The verdict is reused if all parsed parts are equal, which
        reduces the time to read a small request from 9.9 to 5.2 µs (of about 76 µs for a durable create).
        """
        if self.closed:
            return
        self._in_head = False
        parser = self._parser
        parts = (
            parser.get_method(),
            self._url,
            parser.get_http_version(),
            parser.should_keep_alive(),
            self._raw.copy(),
        )
        head = self._head
        if head is None or head.parts != parts:
            self._head = head = Head(parts)
        refusal = head.refusal or self._other_protocol()
        if refusal is not None:
            self.refuse(refusal)
        elif head.expects:
            self._expected()

    def _other_protocol(self) -> HTTPError | None:
        """Refuse RTSP and ICE, which llhttp accepts and reports as HTTP.

        The callbacks do not tell the protocol, so this looks for the request line in the bytes of the head. The
        bytes may hold other requests before it, which makes a false alarm possible, but no false acceptance.
        """
        head = b"".join(self._head_pieces)
        self._head_pieces.clear()
        if b"RTSP/" not in head and b"ICE/" not in head:
            return None
        # llhttp accepts several blanks. Without the surplus ones, the request line is a literal to look for, which
        # takes linear time whatever the head repeats. A regular expression would hold the target, and is
        # compiled anew for each: 9 ms for one of 15 KB.
        words = b" ".join(filter(None, head.split(b" ")))
        line = b"%b %b " % (self._parser.get_method(), self._url)
        return not_http() if line + b"RTSP/" in words or line + b"ICE/" in words else None

    def on_body(self, body: bytes) -> None:
        """Add to the body."""
        if self.closed:
            return
        # A bytearray grows in linear time. Joining bytes objects instead copied the whole body for each chunk:
        # 2 MB of one-byte chunks stopped the event loop for 1.6 s (now 0.06 s).
        if len(self._body) + len(body) > limits.BODY_BYTES:
            self.refuse(body_too_large())
        elif not self._budget.take(len(body)):
            self.refuse(over_budget())
        elif not self._body:
            self._body = body
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += body

    def on_message_complete(self) -> None:
        """Queue the complete request."""
        if self.closed or self._head is None:
            return
        self.in_message = False
        # Up to PIPELINED requests wait as long as the client does not read: their heads are memory. The first one is
        # free, so that health probes are answered even if others use up the budget.
        charge = self._head.size if self.requests else 0
        if not self._budget.take(charge):
            self.refuse(over_budget())
            return
        self.requests.append(Received(self._head, bytes(self._body), charge + len(self._body)))
        self._body = b""
        self.closed = self._head.last  # RFC 9112, 9.6: process nothing after Connection: close


def _origin_form(target: str) -> str:
    """Return a target without scheme and host, which a server must accept (RFC 9112, 3.2.2)."""
    if target.startswith("/"):
        return target
    try:
        return Url.parse(target).target
    except ValueError:
        return "/"


@lru_cache(maxsize=256)
def _lower(name: bytes) -> str:
    """Return a header name in lower case; clients send the same few."""
    return name.decode("latin-1").lower()
