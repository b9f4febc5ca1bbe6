"""A dry run: a transport around another one that lets pass what changes nothing, and keeps the rest back."""

from __future__ import annotations

from ecctl.errors import WithheldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Request, Response, Transport

HARMLESS = ("/_search", "/users/auth/_login", "/users/auth/_refresh")
"""How the paths of POSTs end that change nothing on the platform: queries, and getting a session.

Nor do those change anything that the API is asked to validate only.
"""


class DryRunTransport:
    """Sends through another transport what only reads; what would change something is shown, and not sent."""

    def __init__(self, inner: Transport, show: Callable[[Request], None]) -> None:
        self._inner = inner
        self._show = show

    def send(self, request: Request) -> Response:
        """Send a request that changes nothing; WithheldError for any other."""
        if changes_nothing(request):
            return self._inner.send(request)
        self._show(request)
        raise WithheldError("dry run: what comes next depends on the reply, and nothing was sent")

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()


def changes_nothing(request: Request) -> bool:
    """Whether a request only reads: by its method (RFC 9110, 9.2.1), or because it is a known query."""
    if request.method != "POST":
        return request.method in ("GET", "HEAD", "OPTIONS")
    path, _, query = request.target.partition("?")
    return path.endswith(HARMLESS) or "validate_only=true" in query.split("&")
