"""The trail of requests and replies that `--verbose` shows: a transport around another one.

Every secret in it is hidden (`ecctl.core.redact`), unless credentials were asked for: then it is what went over
the wire.
"""

from __future__ import annotations

from ecctl.core.messages import redact_headers
from ecctl.core.redact import redact_body
from ecctl.errors import NoResponseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Headers, Request, Response, Transport
    from ecctl.core.url import Url

RULE = "=" * 20


class TrailTransport:
    """Sends through another transport and writes down what was sent and what came."""

    def __init__(self, inner: Transport, write: Callable[[str], None], *, show_credentials: bool) -> None:
        self._inner = inner
        self._write = write
        self._show_credentials = show_credentials
        self._count = 0

    def send(self, request: Request) -> Response:
        """Send; the request stands in the trail before, the reply or the failure after."""
        self._count = number = self._count + 1
        body = request.body if isinstance(request.body, bytes) else b""
        self._record(
            f"Request #{number}", f"{request.method} {self._url(request.url)}", request.headers, body
        )
        try:
            response = self._inner.send(request)
            body = response.read()
        except NoResponseError as error:
            self._write(f"{RULE} No Response #{number}: {error.message} {RULE}\n")
            raise
        self._record(f"Response #{number}", f"Status {response.status}", response.headers, body)
        return response

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()

    def _url(self, url: Url) -> str:
        return str(url) if self._show_credentials else url.redacted

    def _record(self, what: str, first: str, headers: Headers, body: bytes) -> None:
        if self._show_credentials:
            shown, text = headers, body.decode("utf-8", "backslashreplace")
        else:
            shown, text = redact_headers(headers), redact_body(body)
        lines = [
            f"{RULE} Start of {what} {RULE}",
            first,
            *(f"{name}: {value}" for name, value in shown),
            "",
            *([text.rstrip("\n")] if text else []),
            f"{RULE} End of {what} {RULE}",
        ]
        self._write("\n".join(lines) + "\n")
