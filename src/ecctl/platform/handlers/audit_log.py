"""The audit log, for reading. ECE has no such operation."""

from __future__ import annotations

import re

from ecctl.core.messages import Response
from ecctl.core.timefmt import format_time, parse_time
from ecctl.platform.domain.audit_search import LAST, Wanted, search
from ecctl.platform.responses import JSON, StreamedResponse, bad_parameter
from ecctl.platform.store.base import AUDIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecctl.platform.request import RequestContext

MAX_NEWEST = 1000


async def find_entries(context: RequestContext) -> Response:
    """List the newest entries that match a filter, newest first, with a cursor for older ones."""
    query = context.query()
    limit, before = query.get("limit") or "100", query.get("before", "")
    # The length first: Python converts at most 4,300 digits.
    if len(limit) > 9 or not limit.isascii() or not limit.isdecimal() or not 0 < int(limit) <= MAX_NEWEST:
        raise bad_parameter("limit", f"an integer from 1 to {MAX_NEWEST}")
    if before and not re.fullmatch(r"[0-9a-f]{14}(-[0-9a-f]{8}-[0-9a-f]+)?", before):
        raise bad_parameter("before", "the cursor of a response, or the id of an entry")
    since, until = _moment(query, "since"), _moment(query, "until")
    if until is not None:
        before = min(before or LAST, f"{until:014x}")
    entries, cursor = await search(
        context.services.store,
        context.services.search,
        Wanted(query.get("event", ""), query.get("principal", ""), query.get("text", "")),
        int(limit),
        before=before,
        since=since or 0,
        now=int(context.now * 1_000_000),
    )
    text = ",".join([shown(key, stored) for key, stored in entries])
    return Response(200, JSON, f'{{"entries":[{text}],"before":"{cursor}"}}'.encode())


def _moment(query: dict[str, str], name: str) -> int | None:
    """Return a time of the query in microseconds since 1970, or None."""
    text = query.get(name, "")
    seconds = parse_time(text) if text else None
    if text and (seconds is None or seconds < 0):
        raise bad_parameter(name, "a time such as 2026-01-31T12:00:00Z")
    return None if seconds is None else int(seconds * 1_000_000)


async def list_entries(context: RequestContext) -> Response:
    """Stream all entries, oldest first; with `after`, those behind the entry of that id."""
    after = context.query().get("after", "")
    if after and not is_id(after):
        raise bad_parameter("after", "the id of an entry")
    return StreamedResponse(200, JSON, _pages(context, after))


def is_id(text: str) -> bool:
    """Return whether a text has the form of an entry's id."""
    return re.fullmatch(r"[0-9a-f]{14,}-[0-9a-f]{8}-[0-9a-f]+", text) is not None


def shown(key: str, stored: str) -> str:
    """Return the JSON text of an entry: with its id, and its time in RFC 3339."""
    # Stored entries begin with the time in milliseconds; parsing all of them would cost a second per 100,000.
    at, _, rest = stored.removeprefix('{"at":').partition(",")
    seconds, milliseconds = divmod(int(at), 1000)
    return f'{{"id":"{key}","at":"{format_time(seconds)[:-1]}.{milliseconds:03}Z",{rest}'


async def _pages(context: RequestContext, after: str) -> AsyncIterator[bytes]:
    # Joined as text: stored entries are JSON already.
    head = '{"entries":['
    async for page in context.services.store.pages(AUDIT, after):
        if page:
            yield (head + ",".join([shown(key, stored) for key, stored in page])).encode()
            head = ","
    yield b"]}" if head == "," else b'{"entries":[]}'
