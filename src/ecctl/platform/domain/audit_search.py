"""Search in the audit log, newest entries first.

Stores scan forwards only, and the log can have millions of entries. But its keys begin with the time in microseconds,
so a scan can begin at any moment. The search therefore looks at windows of time, from now backwards: a window that
holds more entries than one page is narrowed, and the next one is four times as long after one that was nearly empty.
Each entry is read about once, and a request reads at most SCANS pages before it returns a cursor. A reverse scan in
each store would be faster, and would have to be part of the protocol that other people's stores implement.
"""

from __future__ import annotations

import json

from ecctl.platform.store.base import AUDIT, PAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ecctl.platform.store.base import Store

    Entry = tuple[str, str]

SCANS = 24
FIRST_WINDOW = 10_000_000
"""Microseconds."""
LAST = "g"
"""Behind all keys, which begin with a hexadecimal digit."""


class Wanted:
    """The entries that a search finds: `event` is a prefix, `principal` a name, `text` a part of subject or detail."""

    def __init__(self, event: str = "", principal: str = "", text: str = "") -> None:
        self._event = event
        self._principal = principal
        self._text = text.lower()

    def among(self, page: list[Entry]) -> list[Entry]:
        """Return the entries of a page that are wanted, newest first."""
        found = page[::-1]
        if not (self._event or self._principal or self._text):
            return found
        return [entry for entry in found if self._matches(json.loads(entry[1]))]

    def _matches(self, entry: dict[str, Any]) -> bool:
        return (
            str(entry["event"]).startswith(self._event)
            and self._principal in {"", entry["principal"]}
            and (self._text in f"{entry['subject']} {entry['detail']}".lower())
        )


async def search(  # noqa: PLR0913  # a range, a filter, a limit, and what to do it with
    store: Store,
    work: Callable[..., Awaitable[Any]],
    wanted: Wanted,
    limit: int,
    *,
    before: str,
    since: int,
    now: int,
) -> tuple[list[Entry], str]:
    """Return up to `limit` entries with keys below *before*, and the key to continue with, "" at the beginning.

    `since` and `now` are microseconds since 1970.
    """
    first = await store.scan(AUDIT, limit=1)
    if not first:
        return [], ""
    floor = max(since, moment_of(first[0][0]))
    end = before or LAST
    # Servers' clocks differ: without a cursor, entries from after our "now" belong to the first window.
    upper = min(moment_of(before), now) if before else now
    width = FIRST_WINDOW
    found: list[Entry] = []
    for _ in range(SCANS):
        lower = max(upper - width, floor)
        within = await _window(store, lower, end, can_narrow=upper - lower > 1)
        if within is None:
            width = max((upper - lower) // 8, 1)
            continue
        found += (await work(wanted.among, within))[: limit - len(found)]
        if len(found) == limit:
            return found, found[-1][0]
        if lower <= floor:
            return found, ""
        upper, end = lower, _name(lower)
        if len(within) < PAGE // 4:
            width *= 4
    return found, end


async def _window(store: Store, lower: int, end: str, *, can_narrow: bool) -> list[Entry] | None:
    """Return the entries from a moment up to a key; None if they fill a page and the window can be narrowed."""
    page = await store.scan(AUDIT, after=_name(lower))
    within = [entry for entry in page if entry[0] < end]
    if len(within) == PAGE and can_narrow:
        return None
    # A microsecond with more than a page of entries: no narrower window exists.
    while len(page) == PAGE and page[-1][0] < end:
        page = await store.scan(AUDIT, after=page[-1][0])
        within += [entry for entry in page if entry[0] < end]
    return within


def moment_of(key: str) -> int:
    """Return the microseconds since 1970 that a key begins with."""
    return int(key.partition("-")[0], 16)


def _name(moment: int) -> str:
    """Return the text that precedes all keys of a moment."""
    return f"{max(moment, 0):014x}"
