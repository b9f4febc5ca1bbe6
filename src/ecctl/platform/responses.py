"""Responses of the platform: JSON, and errors in ECE's shape (BasicFailedReply)."""

from __future__ import annotations

from ecctl.core.jsonio import compact, json_bytes, quoted
from ecctl.core.messages import RESPONSE_LIMIT, Response
from ecctl.platform.store.base import (
    PAGE,
    OutcomeUnknownError,
    StoreBusyError,
    StoreFullError,
    StoreUnavailableError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from ecctl.core.messages import Headers

    Entries = list[tuple[str, str]]
    Pages = AsyncGenerator[Entries, None]

__all__ = (
    "JSON",
    "HTTPError",
    "StreamedResponse",
    "bad_request",
    "empty_response",
    "json_response",
    "not_found",
    "quoted",
    "server_error",
    "streamed",
)

JSON = (("content-type", "application/json"),)

UNAUTHENTICATED = 401
UNAVAILABLE = 503
RETRY = (("retry-after", "1"),)
"""Header of every 503 response that does not name another time."""
CHALLENGE = (("www-authenticate", 'Basic realm="ece", charset="UTF-8"'),)
"""Header of every 401 response (RFC 9110, 15.5.2; RFC 7617)."""
CONSOLE_CHALLENGE = (("www-authenticate", 'Bearer realm="ece"'),)
"""The same for the console: a browser that sees `Basic` asks for the password itself, in a window of its own."""


class StreamedResponse(Response):
    """A response whose body is produced while it is sent: `chunks` is an asynchronous iterator."""

    __slots__ = ("chunks",)

    def __init__(self, status: int, headers: Headers, chunks: AsyncIterator[bytes]) -> None:
        super().__init__(status, headers)
        self.chunks = chunks

    def read(self, limit: int = RESPONSE_LIMIT) -> bytes:  # noqa: ARG002  # the base class has it
        """Raise TypeError: only the server or the platform's caller can drain the chunks."""
        raise TypeError("a streamed response is read from its chunks")


# An exception rather than a returned response: a handler can refuse from any depth, and what it commits is
# all or nothing anyway.
class HTTPError(Exception):
    """An error response, raised wherever it is certain that there will be no other."""

    def __init__(
        self, status: int, code: str, message: str, *, fields: tuple[str, ...] = (), headers: Headers = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.headers = headers

    def response(self, challenge: Headers = CHALLENGE) -> Response:
        """Return the response: one error, with its code in a header as well, as the API description requires."""
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.fields:
            error["fields"] = list(self.fields)
        headers = (*JSON, ("x-cloud-error-codes", self.code), *self.headers)
        if self.status == UNAVAILABLE and not self.headers:
            headers += RETRY
        if self.status == UNAUTHENTICATED:
            headers += challenge
        return Response(self.status, headers, compact({"errors": [error]}))


def json_response(value: object, status: int = 200, headers: Headers = ()) -> Response:
    """Return a response with a JSON value."""
    return Response(status, JSON + headers, json_bytes(compact(value), value))


async def streamed(name: str, pages: Pages, elements: Callable[[Entries], str]) -> Response:
    """Return a response with one list; `elements` writes a page of it as JSON. Long lists are streamed."""
    # The first page is read before the response begins: if the store fails, there is still a status to say so.
    first: Entries = await anext(pages, [])
    if len(first) >= PAGE:
        return StreamedResponse(200, JSON, _parts(name, first, pages, elements))
    await pages.aclose()
    return Response(200, JSON, f'{{"{name}":[{elements(first)}]}}'.encode())


async def _parts(
    name: str, first: Entries, pages: Pages, elements: Callable[[Entries], str]
) -> AsyncIterator[bytes]:
    yield f'{{"{name}":[{elements(first)}'.encode()
    async for page in pages:
        if page:
            yield f",{elements(page)}".encode()
    yield b"]}"


def empty_response() -> Response:
    """Return a response without content (EmptyResponse)."""
    return Response(200, JSON, json_bytes(b"{}", {}))


def not_found() -> HTTPError:
    """Return the error for a path without a resource."""
    return HTTPError(404, "root.resource_not_found", "The requested resource could not be found")


def bad_request(message: str, code: str = "root.invalid_request", *fields: str) -> HTTPError:
    """Return the error for an invalid request."""
    return HTTPError(400, code, message, fields=fields)


def bad_parameter(name: str, wanted: str) -> HTTPError:
    """Return the error for an invalid query parameter."""
    return bad_request(f"The parameter [{name}] must be {wanted}", "root.invalid_request", name)


def server_error(error: Exception, *, committed: bool = False) -> HTTPError:
    """Return the error for a failure of the platform, without details that are for the operator alone.

    `committed` tells whether the request has changed something already.
    """
    if isinstance(error, StoreFullError):
        return HTTPError(507, "root.storage_full", "No space left to store this")
    # Not 503: clients take that for a request that was not carried out, and send it again.
    if isinstance(error, OutcomeUnknownError) or (committed and isinstance(error, StoreBusyError)):
        return HTTPError(
            504, "root.outcome_unknown", "The store did not respond: this may have been carried out"
        )
    # Before its base class, StoreBusyError.
    if isinstance(error, StoreUnavailableError):
        retry = (("retry-after", "2"),)
        return HTTPError(503, "root.store_unavailable", "The store cannot be reached", headers=retry)
    if isinstance(error, StoreBusyError):
        return HTTPError(503, "root.store_busy", "The store is busy")
    return HTTPError(500, "root.internal_server_error", "Internal error; the server's log has the cause")
