"""What passes between a client and any platform: requests, responses, and the one method of a transport."""

from __future__ import annotations

from ecctl.errors import NotTheApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from typing import Protocol, Self

    Headers = tuple[tuple[str, str], ...]
    Body = bytes | Iterable[bytes]

    class Transport(Protocol):
        """Carries a request to a platform and brings its response."""

        def send(self, request: Request) -> Response:
            """Send, and return once the response's headers are there; raise NoResponseError where none came."""

        def close(self) -> None:
            """Give up connections and files."""


REPLY_LIMIT = 1 << 30
"""Bytes of a reply that are read into memory at most, unless a caller says otherwise."""


class Number(float):
    """A JSON number with a fraction or an exponent: a float that remembers how it was written."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Self:
        """The number that a JSON text writes."""
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __repr__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Number], tuple[str]]:
        return Number, (self.text,)


class JsonBytes(bytes):
    """A body that remembers, in `value`, the JSON value that it writes: in one process nobody need parse it."""

    value: object


def json_bytes(text: bytes, value: object) -> JsonBytes:
    """A JSON text together with its value."""
    body = JsonBytes(text)
    body.value = value
    return body


class Request:
    """An HTTP request. `url` is absolute and percent-encoded; `body` is bytes or an iterable of bytes."""

    __slots__ = ("body", "headers", "method", "url")

    def __init__(self, method: str, url: str, headers: Headers = (), body: Body = b"") -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body

    @property
    def target(self) -> str:
        """The part of the URL that a request line carries: path and query."""
        rest = self.url.partition("://")[2]
        slash = rest.find("/")
        return rest[slash:] if slash >= 0 else "/"

    @property
    def origin(self) -> str:
        """Scheme, host and port: `https://host:port`."""
        scheme, mark, rest = self.url.partition("://")
        return scheme + mark + rest.partition("/")[0]

    def header(self, name: str, default: str = "") -> str:
        """The first value of a header, its name in any case."""
        return header(self.headers, name, default)

    def __repr__(self) -> str:
        from ecctl.core.redact import redact_url

        return f"Request({self.method} {redact_url(self.url.partition('?')[0])})"


class Response:
    """An HTTP response. Its body is bytes, or an iterator (a client's sync, a platform's sync or async)."""

    __slots__ = ("_close", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        headers: Headers = (),
        body: bytes | Iterator[bytes] | AsyncIterator[bytes] = b"",
        close: Callable[[], None] | None = None,
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self._close = close

    def header(self, name: str, default: str = "") -> str:
        """The first value of a header, its name in any case."""
        return header(self.headers, name, default)

    def read(self, limit: int = REPLY_LIMIT) -> bytes:
        """The whole body, read once and kept; NotTheApiError where it is longer than `limit` bytes."""
        if not isinstance(self.body, bytes):
            parts: list[bytes] = []
            size = 0
            try:
                for part in self.body:  # type: ignore[union-attr]  # an async body never meets this method
                    size += len(part)
                    if size > limit:
                        raise NotTheApiError(
                            f"the reply is longer than {limit} bytes, and was not read to its end",
                            status=self.status,
                        )
                    parts.append(part)
            finally:
                self.close()
            self.body = b"".join(parts)
        return self.body

    def close(self) -> None:
        """Give up what is left of the body, and with it the connection if it is not at its end."""
        if self._close is not None:
            close, self._close = self._close, None
            close()

    def __repr__(self) -> str:
        return f"Response({self.status})"


def header(headers: Headers, name: str, default: str = "") -> str:
    """The first value of a header, its name in any case."""
    low = name.lower()
    for key, value in headers:
        if key.lower() == low:
            return value
    return default
