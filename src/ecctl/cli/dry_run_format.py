"""`--dry-run`: the requests that would change something, as stdout gets them."""

from __future__ import annotations

from ecctl.core.redact import HIDDEN, redact_value
from ecctl.core.url import redact_url
from ecctl.middleware.dry_run import DryRunTransport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.context import Context
    from ecctl.core.messages import Request, Transport
    from ecctl.settings.profile import Profile


def around(transport: Transport, context: Context, profile: Profile) -> Transport:
    """The transport that writes what would change something to stdout, secrets hidden, and does not send it."""
    written = as_line if profile.text("output") == "json" else as_text

    def show(request: Request) -> None:
        url = request.target if profile.embedded else str(request.url)
        context.write(written(request.method, redact_url(url), body_of(request)))

    return DryRunTransport(transport, show)


def as_text(method: str, url: str, body: Any) -> str:
    """Method and URL on one line, and below them the body."""
    from ecctl.core.jsonio import indented

    line = f"{method} {url}\n"
    if body is None:
        return line
    return line + (f"{body}\n" if isinstance(body, str) else indented(body))


def as_line(method: str, url: str, body: Any) -> str:
    """One JSON object a line: `method`, `url` and, where there is one, `body`."""
    from ecctl.core.jsonio import compact

    value = {"method": method, "url": url}
    return compact(value if body is None else value | {"body": body}).decode() + "\n"


def body_of(request: Request) -> Any:
    """The JSON value of a body with its secrets hidden; of another body a text that only tells what it is."""
    from ecctl.core.jsonio import parse_exact

    kind = request.header("content-type").partition(";")[0]
    if not isinstance(request.body, bytes):
        return f"[a stream of {kind}]"
    if not request.body:
        return None
    try:
        value = parse_exact(request.body)
    except (ValueError, RecursionError):
        return f"[{len(request.body)} bytes of {kind}]"
    return redact_value(value) if isinstance(value, (dict, list)) else HIDDEN
