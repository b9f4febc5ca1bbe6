"""What can go wrong, as one tree.

"No answer" and "bad answer" are two roots of it, since they call for different things: the first may be
worth another try, the second will not get better by itself.

    EcctlError                    exit 1   anything that is raised on purpose
    ├── UsageError                exit 2   the command line, or the arguments of a call
    ├── SettingsError             exit 2   host, credentials, config file
    ├── SeveralErrors             the first's   several things were asked for, and some of them failed
    ├── DeclinedError             exit 1   a prompt was declined, or there was nobody to ask
    ├── OutputError               exit 1   the result could not be written
    ├── PlatformError             exit 1   the embedded platform or its store
    ├── WaitTimeoutError          exit 7   what was waited for did not come about in time
    ├── WithheldError             exit 0   a dry run ends here: it kept the request back
    ├── NoAnswerError             exit 6   no whole reply came
    │   ├── ConnectError                   nothing was sent: name, address, proxy
    │   ├── TLSError                       nothing was sent: certificate, protocol
    │   ├── ConnectionLostError            the request may have arrived
    │   └── RequestTimeoutError   exit 7   the time given has passed
    └── BadAnswerError            exit 5   a reply came, and it is not the one wanted
        ├── ApiError              exit 5   the API refused, in its own words
        │   ├── AuthenticationError exit 3 401, 403 and 449
        │   └── NotFoundError     exit 4   404
        ├── RedirectError                  following it would change what was asked
        └── NotTheApiError                 a web page, cut off, too large, of the wrong types
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class EcctlError(Exception):
    """A failure with words for people: what happened, and in `hint` what to do about it.

    No secret may be in either: they reach terminals and logs.
    """

    exit_status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.__dict__.copy())


def _rebuild(kind: type[EcctlError], state: dict[str, object]) -> EcctlError:
    """Make an error again from its pickle, whatever its constructor takes."""
    error = kind.__new__(kind)
    error.args = (state["message"],)
    error.__dict__.update(state)
    return error


class UsageError(EcctlError):
    """The command line, or the arguments of a call, cannot be meant as they are."""

    exit_status = 2


class SettingsError(EcctlError):
    """The settings are incomplete, contradict each other, or cannot be read."""

    exit_status = 2


class SeveralErrors(EcctlError):  # noqa: N818  # it is not one error
    """Of several things that were asked for, some failed: `errors`, in the order in which they happened."""

    def __init__(self, errors: Sequence[EcctlError]) -> None:
        lines = "\n".join(f"  * {error.message}" for error in errors)
        super().__init__(f"{len(errors)} errors\n{lines}", hint=next((e.hint for e in errors if e.hint), ""))
        self.errors = tuple(errors)
        self.exit_status = errors[0].exit_status


def as_one(errors: Sequence[EcctlError]) -> EcctlError | None:
    """What went wrong as one error: None, the only one, or SeveralErrors."""
    return SeveralErrors(errors) if len(errors) > 1 else errors[0] if errors else None


def raise_all(errors: Sequence[EcctlError]) -> None:
    """Raise what went wrong: nothing, the one error, or SeveralErrors."""
    error = as_one(errors)
    if error is not None:
        raise error


class DeclinedError(EcctlError):
    """A prompt was answered with no, or nobody could be asked."""


class OutputError(EcctlError):
    """The result could not be rendered or written."""


class PlatformError(EcctlError):
    """The embedded platform cannot work: its store, its keys, its address."""


class WaitTimeoutError(EcctlError):
    """What was waited for did not come about in the time given; every request was answered."""

    exit_status = 7


class WithheldError(EcctlError):
    """A dry run ends here: a request was shown instead of sent, and what comes next depends on its reply."""

    exit_status = 0


class NoAnswerError(EcctlError):
    """No whole reply came. `sent` says whether the request may have arrived."""

    exit_status = 6

    def __init__(self, message: str, *, hint: str = "", sent: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.sent = sent


class ConnectError(NoAnswerError):
    """No connection: the name, the address, the port or the proxy."""


class TLSError(NoAnswerError):
    """No connection that can be trusted."""


class ConnectionLostError(NoAnswerError):
    """The connection ended before the whole reply was there."""


class RequestTimeoutError(NoAnswerError):
    """The time given to the exchange has passed."""

    exit_status = 7


class BadAnswerError(EcctlError):
    """A reply came, and it is not the one wanted. `status` is its HTTP status."""

    exit_status = 5

    def __init__(self, message: str, *, hint: str = "", status: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class ApiError(BadAnswerError):
    """The API refused.

    `errors` holds what it said, each as `{"code": …, "message": …, "fields": […]}` (BasicFailedReply of
    the API description); `request_id` is what the reply's headers call the request, or "".
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        status: int = 0,
        errors: Sequence[Mapping[str, object]] = (),
        request_id: str = "",
    ) -> None:
        super().__init__(message, hint=hint, status=status)
        self.errors = tuple(errors)
        self.request_id = request_id

    @property
    def code(self) -> str:
        """The first error's code, or ""."""
        return str(self.errors[0].get("code") or "") if self.errors else ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that any of the errors names."""
        found: list[str] = []
        for error in self.errors:
            named = error.get("fields")
            if isinstance(named, list):
                found += map(str, named)
        return tuple(found)


class AuthenticationError(ApiError):
    """Who asks is unknown (401), may not (403), or must confirm the password first (449)."""

    exit_status = 3


class NotFoundError(ApiError):
    """There is no such thing (404)."""

    exit_status = 4


class RedirectError(BadAnswerError):
    """A redirect that would change the request, or carry it to where it must not go."""


class NotTheApiError(BadAnswerError):
    """The reply is not the API's: a web page, cut off, too large, or of other types than agreed."""
