"""What the platform answers with: JSON, and refusals in ECE's error shape (BasicFailedReply)."""

from __future__ import annotations

from ecctl.core.jsonio import compact, json_bytes, quoted
from ecctl.core.messages import Response
from ecctl.platform.store.base import StoreBusyError, StoreFullError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Headers

__all__ = ("JSON", "Refusal", "bad_request", "empty", "failed", "not_found", "quoted", "reply")

JSON = (("content-type", "application/json"),)

UNAUTHENTICATED = 401
CHALLENGE = (("www-authenticate", 'Basic realm="ece", charset="UTF-8"'),)
"""What stands in every reply of 401 (RFC 9110, 15.5.2; RFC 7617)."""


class Refusal(Exception):  # noqa: N818 (it is no error of ours: the answer is no)
    """A reply of 4xx or 5xx, raised from wherever it is clear that there will be no other."""

    def __init__(
        self, status: int, code: str, message: str, *, fields: tuple[str, ...] = (), headers: Headers = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.headers = headers

    def response(self) -> Response:
        """The reply: one error, its code in a header too, as the API description wants."""
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.fields:
            error["fields"] = list(self.fields)
        headers = (*JSON, ("x-cloud-error-codes", self.code), *self.headers)
        if self.status == UNAUTHENTICATED:
            headers += CHALLENGE
        return Response(self.status, headers, compact({"errors": [error]}))


def reply(value: object, status: int = 200, headers: Headers = ()) -> Response:
    """A reply with a JSON value."""
    return Response(status, JSON + headers, json_bytes(compact(value), value))


def empty() -> Response:
    """The reply to what has nothing to say (EmptyResponse)."""
    return Response(200, JSON, json_bytes(b"{}", {}))


def not_found() -> Refusal:
    """There is nothing at this path."""
    return Refusal(404, "root.resource_not_found", "The requested resource could not be found")


def bad_request(message: str, code: str = "root.invalid_request", *fields: str) -> Refusal:
    """The request cannot be meant as it is."""
    return Refusal(400, code, message, fields=fields)


def failed(error: Exception) -> Refusal:
    """What a client is told of a failure that is not its own: nothing that only the operator should know."""
    if isinstance(error, StoreFullError):
        return Refusal(507, "root.storage_full", "There is no room to store this")
    if isinstance(error, StoreBusyError):
        retry = (("retry-after", "1"),)
        return Refusal(503, "root.store_busy", "The store is busy", headers=retry)
    return Refusal(500, "root.internal_server_error", "The platform has failed; its log tells why")
