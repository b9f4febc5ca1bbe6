"""The audit trail over the API, to be read. Ours: ECE has no such operation."""

from __future__ import annotations

from ecctl.wire import Response

from .replies import JSON
from .store import AUDIT, PAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .call import Call


async def listing(call: Call) -> Response:
    """Every entry, the oldest first, as a stream; with `after`, those behind the entry of that id."""
    return Response(200, JSON, _pages(call, call.query().get("after", "")))


async def _pages(call: Call, after: str) -> AsyncIterator[bytes]:
    head = '{"entries":['
    while page := await call.platform.store.scan(AUDIT, after=after):
        yield (head + ",".join([f'{{"id":"{key}",{kept[1:]}' for key, kept in page])).encode()
        head, after = ",", page[-1][0]
        if len(page) < PAGE:
            break
    yield b"]}" if head == "," else b'{"entries":[]}'
