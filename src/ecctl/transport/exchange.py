"""One request and its response on one connection.

Whatever would change the meaning of a request is refused: a line break in a header or in the target would begin
another header, or another request (request smuggling). Nothing is escaped or stripped here, and what is refused is
never quoted: it may be a secret.
"""

from __future__ import annotations

from ecctl.core import HTTPS_PORT
from ecctl.core.errors import ConnectionLostError, NotTheApiError, UsageError
from ecctl.core.messages import NAME_CHARACTERS, Response, header
from ecctl.transport import PORTS_HINT
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser, TLSReplyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.core.errors import EcctlError
    from ecctl.core.messages import Body, Headers, Request
    from ecctl.core.redact import Secret
    from ecctl.transport import Deadline
    from ecctl.transport.connection import Connection

HTTPS_HINT = f"if it serves https, write the host as https://…; ECE's port for it is {HTTPS_PORT}"

SEND_SIZE = 256 * 1024
"""Bytes handed to the system at a time, so that the time limit also holds for a slow reader."""

_TOKEN = frozenset(NAME_CHARACTERS)

_OURS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers about connection and framing, which only the transport can set."""


def write_head(request: Request, proxy_login: Secret | None) -> bytes:
    """Return the bytes of a request up to its body.

    `proxy_login` is None unless a proxy reads the head, which needs the whole URL; it may be empty. Raise
    UsageError for a method, target or header that HTTP cannot carry.
    """
    if not request.method or not _TOKEN.issuperset(request.method):
        raise UsageError("the request's method is not an HTTP method")
    url, target = request.url, request.target
    if not _is_plain(target) or " " in target or "#" in target:
        raise UsageError(
            "the request's path contains a blank, a control character or another that must be escaped"
        )
    if proxy_login is not None:
        # The absolute form, which a proxy needs (RFC 9112, 3.2.2).
        target = f"{url.origin}{target}"
    # Host comes first (RFC 9110, 7.2).
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {url.authority}"]
    lines += [f"{name}: {value}" for name, value in _checked(request.headers)]
    if proxy_login:
        lines.append(f"Proxy-Authorization: {proxy_login.reveal()}")
    if not isinstance(request.body, bytes):
        lines.append("Transfer-Encoding: chunked")
    # Methods that expect a body state the length of an empty one as well (RFC 9110, 8.6).
    elif request.body or request.method in {"POST", "PUT", "PATCH"}:
        lines.append(f"Content-Length: {len(request.body)}")
    return "\r\n".join([*lines, "\r\n"]).encode("ascii")


def _checked(headers: Headers) -> Headers:
    for name, value in headers:
        if not name or not _TOKEN.issuperset(name):
            raise UsageError("a header's name contains an invalid character")
        if name.lower() in _OURS:
            raise UsageError(f"the header {name} is set by the transport")
        if not _is_plain(value) or value != value.strip(" "):
            raise UsageError(
                f"the value of the header {name} contains a line break, or begins or ends with a blank"
            )
    return headers


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def pieces(head: bytes, body: Body) -> Iterator[bytes]:
    """Yield a request in pieces for sending: a small body goes with the head, an iterable one in chunks."""
    if isinstance(body, bytes):
        yield from _cut(head + body)
    else:
        yield head
        for part in body:
            # An empty chunk would end the body.
            if part:
                yield from _cut(b"%x\r\n%b\r\n" % (len(part), part))  # a chunk (RFC 9112, 7.1)
        yield b"0\r\n\r\n"


def _cut(whole: bytes) -> Iterator[bytes]:
    for start in range(0, len(whole), SEND_SIZE):
        yield whole[start : start + SEND_SIZE]


class Exchange:
    """One request and its response; `keep` takes the connection if another request may follow on it."""

    def __init__(
        self, connection: Connection, method: str, deadline: Deadline, keep: Callable[[Connection], None]
    ) -> None:
        self._connection = connection
        self._deadline = deadline
        self._keep = keep
        self._parser = ReplyParser(method)
        self._sent_whole = False

    @property
    def answered(self) -> bool:
        """Whether any byte of a response has arrived."""
        return self._parser.started

    def run(self, head: bytes, body: Body) -> Response:
        """Send the request and return its response once the headers have arrived.

        Raise NoResponseError, NotTheApiError, and whatever an iterable body raises.
        """
        parser = self._parser
        first = b""
        try:
            lost = self._send(head, body)
            self._deadline.doing = "waiting for the response"
            try:
                while not parser.head_complete:
                    # An interim (1xx) response or a head in several segments yields no bytes of the body yet.
                    first = self._receive()
            except ConnectionLostError as error:
                if self.answered:
                    raise
                raise unanswered(lost or error, secure=self._connection.secure) from error
        except BaseException:
            # KeyboardInterrupt included: a connection with half a response on it must not return to the pool.
            self.close()
            raise
        self._deadline.doing = "reading the response"
        return self._response(first)

    def _response(self, first: bytes) -> Response:
        """Return the response; *first* is what has been read of its body."""
        parser = self._parser
        # There is no body (204, 304, HEAD), so the connection is in the pool already.
        if parser.complete and not first:
            return Response(parser.status, parser.headers)
        try:
            headers, body = uncoded(parser, self._body(first), self._deadline.address)
        except NotTheApiError:
            self.close()
            raise
        if parser.complete and headers is parser.headers:
            return Response(parser.status, headers, first)
        return Response(parser.status, headers, body, self.close)

    def _send(self, head: bytes, body: Body) -> ConnectionLostError | None:
        """Send the request. Return the failure if the server stops reading: it may have responded early."""
        streamed = not isinstance(body, bytes)
        for piece in pieces(head, body):
            self._deadline.doing = "sending the request"
            self._deadline.sent = True
            try:
                self._connection.send(piece, self._deadline)
            except ConnectionLostError as error:
                # A server may refuse a request (too large, not authorized) before it has read it, and close. Its
                # response is then in our receive buffer, and worth more than "connection reset".
                return error
            if streamed:
                self._deadline.extend()
        self._sent_whole = True
        return None

    def _body(self, first: bytes) -> Iterator[bytes]:
        if first:
            yield first
        while not self._parser.complete:
            if part := self._receive():
                yield part

    def _receive(self) -> bytes:
        """Return the next part of the body, b"" if other bytes arrived, or at the end."""
        try:
            part = self._parser.feed(self._connection.receive(self._deadline))
        except BaseException as error:
            self._connection.close()
            if isinstance(error, CutOffReplyError | MalformedReplyError):
                raise refusal(error, self._deadline.address, self._parser.status) from error
            raise
        if self._parser.complete:
            self._end()
        return part

    def _end(self) -> None:
        # After an early response the server may still be waiting for the rest of the request: a next request on
        # this connection would be read as its body.
        if self._parser.reusable and self._sent_whole:
            self._keep(self._connection)
        else:
            self._connection.close()

    def close(self) -> None:
        """Drop the rest of the response, and the connection with it."""
        if not self._parser.complete:
            self._connection.close()


def uncoded(parser: ReplyParser, body: Iterator[bytes], address: str) -> tuple[Headers, Iterator[bytes]]:
    """Return headers and body as they were before compression. Raise NotTheApiError for an unknown coding."""
    coding = header(parser.headers, "content-encoding").lower()
    if coding in {"", "identity"}:
        return parser.headers, body
    from ecctl.transport.content_coding import CODINGS, unpacked

    if coding not in CODINGS:
        raise NotTheApiError(
            f"the response from {address} has a content coding that was not requested", status=parser.status
        )
    # Both describe the compressed bytes; readers of the decompressed ones would be misled.
    about_it = {"content-encoding", "content-length"}
    headers = tuple(pair for pair in parser.headers if pair[0].lower() not in about_it)
    return headers, unpacked(body, address)


def refusal(error: CutOffReplyError | MalformedReplyError, address: str, status: int) -> EcctlError:
    """Return the error for a response that the parser refuses."""
    if isinstance(error, CutOffReplyError):
        return ConnectionLostError(f"{address} closed the connection {error}", sent=True)
    if isinstance(error, TLSReplyError):
        return wants_https(address)
    return NotTheApiError(
        f"the response from {address} is not valid HTTP: {error}", hint=PORTS_HINT, status=status
    )


def unanswered(lost: ConnectionLostError, *, secure: bool) -> ConnectionLostError:
    """Return the same error, with a hint for servers that expect TLS and close silently."""
    return ConnectionLostError(lost.message, hint="" if secure else HTTPS_HINT, sent=True)


def wants_https(address: str, status: int = 0) -> NotTheApiError:
    """Return the error for a server that serves https and got a plain http request."""
    return NotTheApiError(
        f"{address} serves https, but the request used plain http", hint=HTTPS_HINT, status=status
    )
