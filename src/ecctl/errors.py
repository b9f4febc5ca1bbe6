"""The exceptions that ecctl raises on purpose, as one tree.

"No response" and "bad response" are two branches because they call for different reactions: the first may
be worth a retry, the second does not get better by itself.

    EcctlError                    exit 1   base class
    ├── UsageError                exit 2   invalid command line or call arguments (also a ValueError)
    │   └── ArgumentTypeError     exit 2   an argument of the wrong type (also a TypeError)
    ├── SettingsError             exit 2   host, credentials or config file
    ├── SeveralErrors    of the first   several of the requested actions failed (also an ExceptionGroup)
    ├── DeclinedError             exit 1   a prompt was declined or could not be shown
    ├── OutputError               exit 1   the result could not be written
    ├── PlatformError             exit 1   the embedded platform or its store
    ├── WaitTimeoutError          exit 7   a condition was not met in time
    ├── WithheldError             exit 0   a dry run withheld the request
    ├── NoResponseError           exit 6   no complete response arrived
    │   ├── ConnectError                   nothing was sent: name, address or proxy
    │   ├── TLSError                       nothing was sent: certificate or protocol
    │   ├── ConnectionLostError            the request may have arrived
    │   └── RequestTimeoutError   exit 7   the time limit has passed
    └── BadResponseError          exit 5   a response arrived, but not the expected one
        ├── ApiError              exit 5   the API refused the request
        │   ├── AuthenticationError exit 3 401 and 449
        │   │   └── PermissionDeniedError  403
        │   ├── NotFoundError     exit 4   404
        │   ├── ConflictError              409
        │   └── RateLimitError             429
        ├── RedirectError                  following it would change the request
        └── NotTheApiError                 a web page, truncated, too large or of unexpected types

Errors are immutable. `error.prefixed("…")` and `error.with_hint("…")` return a changed copy with the same
traceback, so that no handler changes an error that another one has already reported.
"""

from __future__ import annotations

# The classes that a run may need before anything has failed have a module of their own: making the others takes
# 1.0 of the 10.7 million instructions by which `ecctl version` exceeds bare Python.
from ecctl.core.errors import (
    ArgumentTypeError,
    BadResponseError,
    ConnectError,
    ConnectionLostError,
    DeclinedError,
    EcctlError,
    NoResponseError,
    NotTheApiError,
    OutputError,
    PlatformError,
    RequestTimeoutError,
    SettingsError,
    TLSError,
    UsageError,
    WithheldError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Self

__all__ = [
    "ApiError",
    "ArgumentTypeError",
    "AuthenticationError",
    "BadResponseError",
    "ConflictError",
    "ConnectError",
    "ConnectionLostError",
    "DeclinedError",
    "EcctlError",
    "NoResponseError",
    "NotFoundError",
    "NotTheApiError",
    "OutputError",
    "PermissionDeniedError",
    "PlatformError",
    "RateLimitError",
    "RedirectError",
    "RequestTimeoutError",
    "SettingsError",
    "SeveralErrors",
    "TLSError",
    "UsageError",
    "WaitTimeoutError",
    "WithheldError",
    "as_one",
    "raise_all",
]


class SeveralErrors(EcctlError, ExceptionGroup["EcctlError"]):  # noqa: N818  # it stands for more than one
    """The failures among several requested actions: `errors`, in the order in which they happened.

    An ExceptionGroup, too: `except* NotFoundError` handles those of a kind.
    """

    errors: tuple[EcctlError, ...]
    exit_status: int

    def __new__(cls, errors: Sequence[EcctlError], message: str = "") -> Self:
        """Make the group, which is immutable from here on."""
        return super().__new__(cls, message or cls._message(errors), tuple(errors))

    def __init__(self, errors: Sequence[EcctlError]) -> None:
        super().__init__(
            self._message(errors),
            hint=next((error.hint for error in errors if error.hint), ""),
            errors=tuple(errors),
            exit_status=errors[0].exit_status,
        )

    @staticmethod
    def _message(errors: Sequence[EcctlError]) -> str:
        lines = "\n".join(f"  * {error.message}" for error in errors)
        return f"{len(errors)} error{'s' * (len(errors) > 1)}\n{lines}"

    def __str__(self) -> str:
        return self.message

    def derive(self, errors: Sequence[EcctlError]) -> SeveralErrors:  # type: ignore[override]  # of this kind only
        """Return a group of some of the errors, for `except*`, `split` and `subgroup`."""
        return SeveralErrors(errors)


def as_one(errors: Sequence[EcctlError]) -> EcctlError | None:
    """Return the errors as one: None, the only one, or a SeveralErrors."""
    return SeveralErrors(errors) if len(errors) > 1 else errors[0] if errors else None


def raise_all(errors: Sequence[EcctlError]) -> None:
    """Raise the only error or a SeveralErrors; do nothing if there are none."""
    error = as_one(errors)
    if error is not None:
        raise error


class WaitTimeoutError(EcctlError):
    """A condition was not met in time, although every request succeeded."""

    exit_status = 7


class ApiError(BadResponseError):
    """The API refused the request.

    `errors` holds its reasons, each as `{"code": …, "message": …, "fields": […]}` (BasicFailedReply of the
    API description); `request_id` is the request's id from the response headers, or "".
    """

    errors: tuple[Mapping[str, object], ...]
    request_id: str

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        status: int = 0,
        errors: Sequence[Mapping[str, object]] = (),
        request_id: str = "",
    ) -> None:
        super().__init__(message, hint=hint, status=status, errors=tuple(errors), request_id=request_id)

    @property
    def code(self) -> str:
        """The first error's code, or ""."""
        return str(self.errors[0].get("code") or "") if self.errors else ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that one of the errors names."""
        found: list[str] = []
        for error in self.errors:
            named = error.get("fields")
            if isinstance(named, list):
                found += map(str, named)
        return tuple(found)


class AuthenticationError(ApiError):
    """The caller is unknown (401), is not allowed to (403), or must confirm the password first (449)."""

    exit_status = 3


class PermissionDeniedError(AuthenticationError):
    """The caller is known, and is not allowed to do this (403)."""


class NotFoundError(ApiError):
    """The requested thing does not exist (404)."""

    exit_status = 4


class ConflictError(ApiError):
    """The request contradicts the current state, such as a name that is taken (409)."""


class RateLimitError(ApiError):
    """The caller sends too many requests (429)."""

    retry_after: float | None
    """Seconds after which to try again, None if the platform does not say."""

    def __init__(self, message: str, *, retry_after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.__dict__["retry_after"] = retry_after


class RedirectError(BadResponseError):
    """A redirect that would change the request, or send it to another origin."""


NoAnswerError, BadAnswerError = NoResponseError, BadResponseError
"""Former names, for programs written against a development release."""
