"""Decoding of responses to JSON values."""

from __future__ import annotations

from ecctl.core.errors import NotTheApiError
from ecctl.core.jsonio import UNREADABLE, parse_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.client import Call
    from ecctl.core.messages import Response


def decode(response: Response, call: Call, *, exact: bool = False) -> Any:
    """Return the JSON value of a success, None for an empty body if that is allowed; raise an error for the rest.

    If `exact`, numbers with a fraction or an exponent keep their spelling.
    """
    if not 200 <= response.status < 300:
        # Only after an error: its module takes 0.2 of the 26 million instructions of a first call.
        from ecctl.client.refusal import failure

        raise failure(response, call)
    body = response.read()
    if not body.strip():
        # 202 Accepted: there is no result to describe yet (RFC 9110, 15.3.3).
        if call.may_be_empty or response.status == 202:
            return None
        raise NotTheApiError(
            f"{call.shown} returned status {response.status} without a body",
            status=response.status,
            hint="a proxy or another server may have responded instead of the platform",
        )
    if call.reply == "string":
        from ecctl.client.refusal import is_page

        if not is_page(response, body):
            return _text_or_json(body, exact=exact)
    return _parsed(response, body, call, exact=exact)


def _parsed(response: Response, body: bytes, call: Call, *, exact: bool) -> Any:
    """Return the JSON value of a body: a list or an object, as the model of the call is."""
    value = parse_body(body, exact=exact)
    wanted = list if call.reply.startswith("[]") else dict if call.reply else (dict, list)
    if not isinstance(value, wanted):
        from ecctl.client.refusal import ADDRESS_HINT, excerpt, is_page

        what = "a web page" if is_page(response, body) else "something that is not JSON"
        if value is not UNREADABLE:
            what = "JSON of another kind"
        elif body.lstrip()[:1] in (b"{", b"["):
            what = "JSON that is cut off or damaged"
        raise NotTheApiError(
            f"{call.shown} returned {what}: {excerpt(body)}",
            status=response.status,
            hint=ADDRESS_HINT,
        )
    return value


def member(value: Any, name: str, kind: type = list, *, needed: bool = True, hint: str = "") -> Any:
    """Return a member of a response. Raise NotTheApiError if it is missing or of another type.

    The elements of a list must be objects, and a str must not be empty. A member that is not `needed` may be
    missing or null, which counts as empty.
    """
    found = value.get(name) if isinstance(value, dict) else None
    if found is None and not needed and isinstance(value, dict):
        return kind()
    good = isinstance(found, kind) and found != ""
    if isinstance(found, list):
        good = good and all(isinstance(each, dict) for each in found)
    if not good:
        from ecctl.client.refusal import ADDRESS_HINT

        raise NotTheApiError(f'the response has no usable "{name}"', hint=hint or ADDRESS_HINT)
    return found


def _text_or_json(body: bytes, *, exact: bool) -> Any:
    value = parse_body(body, exact=exact)
    return body.decode("utf-8", "replace") if value is UNREADABLE else value


def nothing(_reply: object) -> None:
    """Return None in place of a response that says no more than that it was done."""
