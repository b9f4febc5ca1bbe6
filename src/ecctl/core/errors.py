"""The base of all exceptions, and the exceptions that a run may need before anything has failed.

`ecctl.errors` has all exceptions, and describes their tree.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, TypeVar

    E = TypeVar("E", bound="EcctlError")


class EcctlError(Exception):
    """A failure, described for its reader: `message` says what happened, `hint` what to do next.

    Neither ever holds a secret, because both reach terminals and logs. The hint is also a note of the
    exception (`__notes__`), so that tracebacks show it.
    """

    exit_status = 1
    message: str
    hint: str

    def __init__(self, message: str, *, hint: str = "", **details: Any) -> None:
        super().__init__(message)
        self.__dict__.update(message=message, hint=hint, **details)
        if hint:
            self.add_note(f"hint: {hint}")

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("__"):  # Python itself sets __traceback__, __cause__ and the like
            raise AttributeError(f"errors are immutable: cannot set {name}; use prefixed() or with_hint()")
        super().__setattr__(name, value)

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with other attribute values, and with the traceback and cause of this error."""
        state = {**self.__dict__, **changes}
        # The constructor adds the note of the new hint.
        state.pop("__notes__", None)
        copy = _rebuild(type(self), state)
        copy.__cause__, copy.__traceback__ = self.__cause__, self.__traceback__
        return copy

    def prefixed(self, prefix: str) -> Self:
        """Return a copy whose message begins with *prefix*."""
        return self.replaced(message=f"{prefix}{self.message}")

    def with_hint(self, hint: str) -> Self:
        """Return a copy with another hint."""
        return self.replaced(hint=hint)

    def with_further_hint(self, hint: str) -> Self:
        """Return a copy whose hint says this, too."""
        return self.with_hint(f"{self.hint}; {hint}" if self.hint else hint)

    # By default an exception is pickled as its class and `args`, which hold the message alone.
    def __reduce__(self) -> tuple[object, ...]:
        state = self.__dict__.copy()
        state.pop("__notes__", None)
        return _rebuild, (type(self), state)


def _rebuild(kind: type[E], state: dict[str, Any]) -> E:
    """Make an error from its attributes, whatever its constructor takes."""
    # The C part of an exception group is set by __new__ alone.
    group = (state["errors"], state["message"]) if issubclass(kind, ExceptionGroup) else ()
    error = kind.__new__(kind, *group)
    EcctlError.__init__(error, **state)
    return error


class UsageError(EcctlError, ValueError):
    """Invalid command line or call arguments."""

    exit_status = 2


class ArgumentTypeError(UsageError, TypeError):
    """A call argument of the wrong type."""


class SettingsError(EcctlError):
    """Settings that are incomplete, contradictory or unreadable."""

    exit_status = 2


class DeclinedError(EcctlError):
    """A prompt was declined, or there was no terminal to show it on."""


class OutputError(EcctlError):
    """The result could not be rendered or written."""


class PlatformError(EcctlError):
    """The embedded platform cannot work: its store, its keys or its address."""


class WithheldError(EcctlError):
    """A dry run withheld a request whose response the command would need to continue."""

    exit_status = 0


class NoResponseError(EcctlError):
    """No complete response arrived. `sent` tells whether the request may have reached the server."""

    exit_status = 6
    sent: bool

    def __init__(self, message: str, *, hint: str = "", sent: bool = False) -> None:
        super().__init__(message, hint=hint, sent=sent)


class ConnectError(NoResponseError):
    """No connection could be made: the name, the address, the port or the proxy."""


class TLSError(NoResponseError):
    """No trusted connection could be made."""


class ConnectionLostError(NoResponseError):
    """The connection ended before the response was complete."""


class RequestTimeoutError(NoResponseError):
    """The time limit for the exchange has passed."""

    exit_status = 7


class BadResponseError(EcctlError):
    """A response arrived, but not the expected one. `status` is its HTTP status.

    `sent` is false if it is the response to the login, before the request of the call was sent.
    """

    exit_status = 5
    status: int
    sent = True

    def __init__(self, message: str, *, hint: str = "", status: int = 0, **details: Any) -> None:
        super().__init__(message, hint=hint, status=status, **details)


class NotTheApiError(BadResponseError):
    """The response is not the API's: a web page, truncated, too large or of unexpected types."""
