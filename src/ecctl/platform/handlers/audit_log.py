"""The audit trail over the API, to be read. Ours: ECE has no such operation."""

from __future__ import annotations

import re

from ecctl.core.messages import Response, StreamedResponse
from ecctl.platform.responses import JSON, bad_request
from ecctl.platform.store.base import AUDIT, PAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecctl.platform.request import Call


async def listing(call: Call) -> Response:
    """Every entry, the oldest first, as a stream; with `after`, those behind the entry of that id."""
    after = call.query().get("after", "")
    if after and not is_id(after):
        raise bad_request("The parameter [after] must be the id of an entry", "root.invalid_request", "after")
    return StreamedResponse(200, JSON, _pages(call, after))


def is_id(text: str) -> bool:
    """Whether an entry may be called so."""
    return re.fullmatch(r"[0-9a-f]{14,}-[0-9a-f]{8}-[0-9a-f]+", text) is not None


async def _pages(call: Call, after: str) -> AsyncIterator[bytes]:
    head = '{"entries":['
    while page := await call.platform.store.scan(AUDIT, after=after):
        yield (head + ",".join([f'{{"id":"{key}",{kept[1:]}' for key, kept in page])).encode()
        head, after = ",", page[-1][0]
        if len(page) < PAGE:
            break
    yield b"]}" if head == "," else b'{"entries":[]}'
