"""HTTP requests and responses, as every client and platform sees them, and the protocol of a transport."""

from __future__ import annotations

from ecctl.core.errors import NotTheApiError, UsageError
from ecctl.core.url import Url, redact_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, Protocol

    Headers = tuple[tuple[str, str], ...]
    Body = bytes | Iterable[bytes]

    class Transport(Protocol):
        """Carries requests to one or more platforms."""

        def send(self, request: Request) -> Response:
            """Send a request and return once the response's headers have arrived. Raise NoResponseError if none do."""

        def close(self) -> None:
            """Release connections and files."""


IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Methods that may be sent twice (RFC 9110, 9.2.2). PUT and DELETE of this API depend on nothing but the target."""

RESENDABLE = IDEMPOTENT - {"DELETE"}
"""Methods whose requests a transport may send again; a second DELETE gets 404, which its caller must understand."""

NAME_CHARACTERS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Characters of methods and header names (RFC 9110, 5.6.2)."""

RESPONSE_LIMIT = 1 << 30
"""Bytes of a response body that are read into memory at most, unless a caller sets another limit."""


class Request:
    """An HTTP request.

    A client's request has a `url`, given as a Url or as the text of an absolute URL; a server's has a `target`
    alone (path and query), because the scheme and host that a client used may be a proxy's. `operation` is the
    id of the API operation, "" if unknown; `attempt` counts from 1. `end` is the moment of `time.monotonic` by which
    a transport must have the response, None for its own limit alone. Treat a request as immutable: `replaced`
    returns a changed copy.
    """

    __slots__ = ("_fields", "_url", "attempt", "body", "end", "headers", "method", "operation", "target")

    def __init__(  # noqa: PLR0913  # all but two have a default
        self,
        method: str,
        url: Url | str,
        headers: Headers = (),
        body: Body = b"",
        *,
        operation: str = "",
        attempt: int = 1,
        end: float | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.method = method
        self.headers = headers
        self.body = body
        self.operation = operation
        self.attempt = attempt
        self.end = end
        self._fields = fields
        self._url: Url | None = None
        if not isinstance(url, str):
            self._url = url
            self.target = url.target
        # An empty target is "/" (RFC 9112, 3.2.1).
        elif not url or url[0] == "/":
            self.target = url or "/"
        else:
            self._url = _parsed(url)
            self.target = self._url.target

    @property
    def url(self) -> Url:
        """The absolute URL. Raise UsageError for a request that has a target alone."""
        if self._url is None:
            raise UsageError("this request has no URL, only a target")
        return self._url

    def replaced(self, **changes: Any) -> Request:
        """Return a copy with other values for some arguments of the constructor."""
        url = self.target if self._url is None else self._url
        names = ("method", "headers", "body", "operation", "attempt", "end")
        same = {name: getattr(self, name) for name in names}
        return Request(**({"url": url} | same | changes))

    def header(self, name: str, default: str = "") -> str:
        """Return the first value of a header; the name is case-insensitive, and fastest in lower case."""
        # Reversed, so that the first of several headers of one name wins.
        fields = self._fields
        if fields is None:
            self._fields = fields = {key.lower(): value for key, value in reversed(self.headers)}
        value = fields.get(name)
        return fields.get(name.lower(), default) if value is None else value

    def __repr__(self) -> str:
        base, path = ("", self.target) if self._url is None else (self._url.origin, self._url.target)
        return f"Request({self.method} {base}{redact_url(path.partition('?')[0])})"


def _parsed(url: str) -> Url:
    try:
        return Url.parse(url)
    except ValueError as error:
        raise UsageError(f"the request's URL is not valid: {error}") from None


class Response:
    """An HTTP response, whose body is `bytes` or is still to be read from an iterator: `read` returns it."""

    __slots__ = ("_close", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        headers: Headers = (),
        body: bytes | Iterator[bytes] = b"",
        close: Callable[[], None] | None = None,
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self._close = close

    def header(self, name: str, default: str = "") -> str:
        """Return the first value of a header, its name in any case."""
        return header(self.headers, name, default)

    def read(self, limit: int = RESPONSE_LIMIT) -> bytes:
        """Read the whole body once and store it. Raise NotTheApiError if it is longer than *limit* bytes."""
        if isinstance(self.body, bytes):
            return self.body
        parts: list[bytes] = []
        size = 0
        try:
            for part in self.body:
                size += len(part)
                if size > limit:
                    raise too_long(limit, self.status)
                parts.append(part)
        # Also after an error: a half-read body must not stay on a connection that is used again.
        finally:
            self.close()
        self.body = b"".join(parts)
        return self.body

    def close(self) -> None:
        """Drop the rest of the body, and the connection with it if anything is left to read."""
        if self._close is not None:
            close, self._close = self._close, None
            close()

    def __repr__(self) -> str:
        return f"Response({self.status})"


def header(headers: Headers, name: str, default: str = "") -> str:
    """Return the first value of a header, its name in any case."""
    low = name.lower()
    for key, value in headers:
        if key.lower() == low:
            return value
    return default


def request_id(response: Response) -> str:
    """Return the request's id from the response headers, or ""."""
    return response.header("x-request-id") or response.header("x-cloud-request-id")


def redact_headers(headers: Headers) -> Headers:
    """Return the same headers with credentials redacted, also in URLs."""
    return tuple((name, _redact_header(name.lower(), value)) for name, value in headers)


def _redact_header(name: str, value: str) -> str:
    from ecctl.core.redact import HIDDEN, SECRET_HEADERS

    if name in SECRET_HEADERS:
        return HIDDEN
    return redact_url(value) if name.endswith("location") else value


def too_long(limit: int, status: int) -> NotTheApiError:
    """Return the error for a response body longer than *limit* bytes."""
    return NotTheApiError(f"the response is longer than {limit} bytes; reading stopped there", status=status)
