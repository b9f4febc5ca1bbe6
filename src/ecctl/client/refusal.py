"""The errors that responses other than a success stand for."""

from __future__ import annotations

from ecctl.core import HTTP_PORT, HTTPS_PORT
from ecctl.core.errors import BadResponseError, NotTheApiError
from ecctl.core.jsonio import parse_body
from ecctl.core.messages import request_id
from ecctl.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.client import Call
    from ecctl.core.messages import Response

ADDRESS_HINT = (
    f"check the host and its port (ECE: {HTTPS_PORT} for https, {HTTP_PORT} for http), "
    "and what stands between"
)
QUOTED = 200
"""Characters that an error quotes at most of a response that is not the API's."""

# Not in any RFC: ECE responds with it if an operation needs a password that was confirmed recently.
ELEVATED = 449
TOO_MANY = 429
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    429: "Too Many Requests",
    449: "Retry With",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def is_page(response: Response, body: bytes) -> bool:
    """Return whether a body is a web page."""
    kind = response.header("content-type").lower()
    # By its text as well: not every proxy labels its pages.
    return "html" in kind or body.lstrip()[:15].lower().startswith(
        (b"<!doctype", b"<html", b"<head", b"<body")
    )


def excerpt(body: bytes) -> str:
    """Return the start of a foreign response on one line, without control characters and secrets."""
    from ecctl.core.redact import redact_damaged

    # More than is shown: a secret may begin inside the quotation and end behind it.
    text = redact_damaged(body[: 4 * QUOTED].decode("utf-8", "replace"))
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= QUOTED else f"{shown[:QUOTED]}…"


def failure(response: Response, call: Call) -> BadResponseError:
    """Return the error that a response other than a success stands for."""
    # Bounded: the page of a proxy may be of any size.
    body = response.read(1 << 20)
    said = parse_body(body)
    errors = said.get("errors") if isinstance(said, dict) else None
    if not isinstance(errors, list) or not errors:
        return _foreign_failure(response, body, call)
    errors = [error for error in errors if isinstance(error, dict)]
    errors.sort(key=lambda error: str(error.get("code") or "unknown"))
    lines = [_error_line(error) for error in errors]
    text = (
        lines[0] if len(lines) == 1 else f"{len(lines)} errors\n" + "\n".join(f"  * {line}" for line in lines)
    )
    return _refusal(response, f"api error: {text}", errors)


KINDS = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
    ELEVATED: AuthenticationError,
}
"""Classes of errors by status; ApiError for the others."""


def _refusal(response: Response, message: str, errors: Sequence[dict[str, Any]] = ()) -> ApiError:
    """Return the error of a status, with what the headers say."""
    status = response.status
    details: dict[str, Any] = {}
    if status == TOO_MANY:
        from ecctl.transport.retry import asked_for

        details["retry_after"] = asked_for(response)
    return KINDS.get(status, ApiError)(
        message,
        status=status,
        errors=errors,
        request_id=request_id(response),
        hint=_hint(response),
        **details,
    )


def _error_line(error: dict[str, Any]) -> str:
    line = f"{error.get('code') or 'unknown'}: {error.get('message') or 'unknown'}"
    fields = error.get("fields")
    return f"{line} ({', '.join(map(str, fields))})" if isinstance(fields, list) and fields else line


def _foreign_failure(response: Response, body: bytes, call: Call) -> BadResponseError:
    """Return the error of a response without ECE's error object, such as a proxy's page."""
    status = response.status
    reason = f"{status} {REASONS[status]}" if status in REASONS else f"status {status}"
    message = f"api error: {reason} ({call.shown})"
    if is_page(response, body):
        message += ": the response is a web page, not the API's"
        # The page of a proxy's login remains an authentication error: that is what programs and scripts
        # handle.
        if status not in (401, 403, ELEVATED):
            return NotTheApiError(message, status=status, hint=ADDRESS_HINT)
    elif body.strip():
        message += f": {excerpt(body)}"
    return _refusal(response, message)


def is_not_found(response: Response) -> bool:
    """Return whether a response is the API's own 404, not that of a proxy or another server."""
    if response.status != 404:
        return False
    said = parse_body(response.read(1 << 20))
    return isinstance(said, dict) and bool(said.get("errors"))


def _hint(response: Response) -> str:
    if response.status == ELEVATED:
        return (
            "this needs elevated permissions: log in with user and pass instead of an API key, "
            "or confirm the password in the console first"
        )
    from ecctl.transport.retry import asked_for

    seconds = asked_for(response)
    if seconds:
        return f"the platform asks to wait for {seconds:.0f} seconds"
    if response.status == 429:
        return "the platform asks to slow down: wait, or raise the setting retries"
    return ""
