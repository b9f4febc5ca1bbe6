"""The text of the requests that `--dry-run` withholds."""

from __future__ import annotations

from ecctl.core.redact import HIDDEN, redact_value
from ecctl.core.url import redact_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Request


def formatted(request: Request, *, as_json: bool, embedded: bool) -> str:
    """Return a request as text, secrets redacted; of one that stays in this process, without the origin."""
    url = redact_url(request.target if embedded else str(request.url))
    return (as_line if as_json else as_text)(request.method, url, body_of(request))


def as_text(method: str, url: str, body: Any) -> str:
    """Return method and URL on one line, and the body below."""
    from ecctl.core.jsonio import indented

    line = f"{method} {url}\n"
    if body is None:
        return line
    return line + (f"{body}\n" if isinstance(body, str) else indented(body))


def as_line(method: str, url: str, body: Any) -> str:
    """Return a JSON object on one line: `method`, `url` and `body`, if there is one."""
    from ecctl.core.jsonio import compact

    value = {"method": method, "url": url}
    return compact(value if body is None else value | {"body": body}).decode() + "\n"


def body_of(request: Request) -> Any:
    """Return the JSON value of a body with its secrets redacted, or a description of any other body."""
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
