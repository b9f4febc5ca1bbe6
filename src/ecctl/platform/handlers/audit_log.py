"""The audit log, for reading. ECE has no such operation."""

from __future__ import annotations

import re

from ecctl.core.messages import StreamedResponse
from ecctl.core.timefmt import format_time
from ecctl.platform.responses import JSON, bad_request
from ecctl.platform.store.base import AUDIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext


async def list_entries(context: RequestContext) -> Response:
    """Stream all entries, oldest first; with `after`, those behind the entry of that id."""
    after = context.query().get("after", "")
    if after and not is_id(after):
        raise bad_request("The parameter [after] must be the id of an entry", "root.invalid_request", "after")
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
