"""Requests as bytes (RFC 9112). Whatever would change a request's meaning is refused.

A line break in a header or in the target would begin another header, or another request (request smuggling), so
nothing is escaped or stripped here. What is refused is never quoted: it may be a secret.
"""

from __future__ import annotations

from ecctl.core.messages import NAME_CHARACTERS
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecctl.core.messages import Body, Headers, Request
    from ecctl.core.redact import Secret

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
