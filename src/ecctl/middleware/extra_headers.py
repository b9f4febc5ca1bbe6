"""Headers that a program adds to the requests of a client."""

from __future__ import annotations

from ecctl.core.errors import ArgumentTypeError, UsageError
from ecctl.core.messages import NAME_CHARACTERS
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

RESERVED = frozenset(
    {"authorization", "connection", "content-length", "content-type", "host", "transfer-encoding"}
)
"""Headers that the client sets from its settings and the body."""


class ExtraHeaders(Middleware):
    """Adds headers to requests to one origin, in place of headers with the same name.

    A redirect to another origin does not get them: they may hold secrets.
    """

    def __init__(self, headers: Mapping[str, str], origin: str) -> None:
        self._headers = checked(headers)
        self._names = {name.lower() for name, _ in self._headers}
        self._origin = origin

    def exchange(self, request: Request) -> Exchange:
        """Send the request with the headers."""
        if request.url.origin != self._origin:
            return (yield request)
        others = tuple(pair for pair in request.headers if pair[0].lower() not in self._names)
        return (yield request.replaced(headers=others + self._headers))


def checked(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return headers as pairs. Raise UsageError for one that is not valid, or that the client sets itself."""
    try:
        pairs = tuple(headers.items())
    except AttributeError:
        raise ArgumentTypeError(f"headers must be a dict, not {type(headers).__name__}") from None
    for name, value in pairs:
        if not isinstance(name, str) or not isinstance(value, str):
            raise ArgumentTypeError("names and values of headers must be str")
        if not name or not set(name) <= set(NAME_CHARACTERS):
            raise UsageError(f"{name!r} is not a name of a header")
        if name.lower() in RESERVED:
            raise UsageError(f"the client sets the header {name} itself")
        if not value.isascii() or not value.isprintable() or value != value.strip():
            raise UsageError(
                f"the value of the header {name} must be printable ASCII without blanks around it"
            )
    return pairs
