"""A dry run: requests that only read are sent, all others are shown and withheld."""

from __future__ import annotations

from ecctl.core.errors import WithheldError
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

READ_ONLY = ("/_search", "/users/auth/_login", "/users/auth/_refresh")
"""Ends of the paths of POST requests that change nothing on the platform: searches and logins.

Requests that ask the API to validate only change nothing either.
"""


class DryRun(Middleware):
    """Withholds each request that would change something, after passing it to *show*."""

    def __init__(self, show: Callable[[Request], None]) -> None:
        self._show = show

    def exchange(self, request: Request) -> Exchange:
        """Send a request that only reads; show any other and raise WithheldError."""
        if only_reads(request):
            return (yield request)
        self._show(request)
        raise WithheldError("dry run: nothing was changed")


def only_reads(request: Request) -> bool:
    """Return whether a request is safe by its method (RFC 9110, 9.2.1) or is a known query."""
    # By method first: an unknown request counts as one that changes something.
    if request.method != "POST":
        return request.method in ("GET", "HEAD", "OPTIONS")
    path, _, query = request.target.partition("?")
    return path.endswith(READ_ONLY) or "validate_only=true" in query.split("&")
