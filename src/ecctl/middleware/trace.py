"""The trace of requests and responses that `--verbose` shows.

Every secret in it is redacted (`ecctl.core.redact`) unless credentials are asked for; then it shows what went
over the wire.
"""

from __future__ import annotations

from ecctl.core.errors import NoResponseError
from ecctl.core.messages import redact_headers
from ecctl.core.redact import redact_body
from ecctl.core.terminal_text import escape_controls
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Headers, Request
    from ecctl.core.url import Url
    from ecctl.middleware.base import Exchange

RULE = "=" * 20


class Trace(Middleware):
    """Writes down each request before it is sent, and its response or failure.

    `proxy_to` describes the proxy to a host, "" for none; it is written when it changes.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        show_credentials: bool = False,
        proxy_to: Callable[[Url], str] = lambda _: "",
    ) -> None:
        self._write = write
        self._show_credentials = show_credentials
        self._proxy_to = proxy_to
        self._proxy = ""
        self._count = 0

    def exchange(self, request: Request) -> Exchange:
        """Record the request, send it, and record the response or error."""
        # In a local variable as well, so that a response is paired with its request when calls overlap.
        self._count = number = self._count + 1
        proxy = self._proxy_to(request.url)
        if proxy != self._proxy:
            self._proxy = proxy
            self._write(f"Using proxy: {proxy or 'none'}\n")
        body = request.body if isinstance(request.body, bytes) else b""
        url = str(request.url) if self._show_credentials else request.url.redacted
        self._record(f"Request #{number}", f"{request.method} {url}", request.headers, body)
        try:
            response = yield request
        except NoResponseError as error:
            self._write(f"{RULE} No Response #{number}: {error.message} {RULE}\n")
            raise
        except GeneratorExit:
            self._write(f"{RULE} No Response #{number}: cancelled {RULE}\n")
            raise
        self._record(f"Response #{number}", f"Status {response.status}", response.headers, response.read())
        return response

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
        # A server's text may hold escape sequences that act on the operator's terminal.
        self._write(escape_controls("\n".join(lines)) + "\n")
