"""History: who created each token and which hosts joined with it, from the audit log.

Tokens are stored without such facts, because creating one is the platform's hottest path. The audit log has them, but
reading all of it for each request would take a second per 100,000 entries. So they are collected in memory, once, and
then continued from the entries that were added: 200 bytes per token. The alternative, an index in the store, would cost
every create another write, for a page that few people open.

Entries are in the order of their times, and a server of several may commit one a moment after a later one of another
server. Each update therefore begins OVERLAP_SECONDS before the end of the previous one; reading an entry twice does
no harm.
"""

from __future__ import annotations

import asyncio
import json

from ecctl.platform.store.base import AUDIT, PAGE, RUNNERS, TOKENS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ecctl.platform.store.base import Store

    Page = list[tuple[str, str]]

OVERLAP_SECONDS = 10


class Joined:
    """How a host joined: when, in milliseconds since 1970, and the id of its token."""

    __slots__ = ("at", "token_id")

    def __init__(self, at: int, token_id: str) -> None:
        self.at = at
        self.token_id = token_id


class History:
    """Facts from the audit log of a store. `work` parses pages without blocking other requests.

    `creators` are users by token id; `hosts` are the runner ids that used a token, by token id; `joined` is by
    runner id. `rotations` are the times, in milliseconds, from which each signing key signed.
    """

    def __init__(self, store: Store, work: Callable[..., Awaitable[Any]]) -> None:
        self._store = store
        self._work = work
        self._lock = asyncio.Lock()
        self._version: int | None = None
        self._names: dict[str, str] = {}
        self._lists: dict[str, tuple[int, list[Any]]] = {}
        self._forget()

    def _forget(self) -> None:
        self._end = ""
        self.creators: dict[str, str] = {}
        self.hosts: dict[str, dict[str, None]] = {}
        self.joined: dict[str, Joined] = {}
        self.rotations: dict[str, int] = {}

    async def update(self) -> None:
        """Read the entries that were added."""
        async with self._lock:
            version = self._store.version(AUDIT)
            if version == self._version:
                return
            # A restored backup, or one of another platform, may lack what was read.
            if self._end and await self._store.get(AUDIT, self._end) is None:
                self._forget()
            after = before(self._end, OVERLAP_SECONDS) if self._end else ""
            while page := await self._store.scan(AUDIT, after=after):
                await self._work(self._add, page)
                after = page[-1][0]
                if len(page) < PAGE:
                    break
            self._end = max(self._end, after)
            self._version = version

    async def tokens(self) -> Page:
        """Return ids and stored roles of all persistent tokens, oldest first."""
        return await self._all(TOKENS, list)

    async def runners(self) -> list[dict[str, Any]]:
        """Return all runners (RunnerInfo) in id order."""
        return await self._all(RUNNERS, _parsed)

    async def _all(self, kind: str, parse: Callable[[Page], list[Any]]) -> list[Any]:
        """Return all entries of a kind, read again only after a change."""
        async with self._lock:
            version = self._store.version(kind)
            known = self._lists.get(kind)
            if known and known[0] == version:
                return known[1]
            found: list[Any] = []
            page = await self._store.scan(kind)
            while page:
                # Through `work`, so that other requests get their turn between the pages.
                found += await self._work(parse, page)
                page = await self._store.scan(kind, after=page[-1][0]) if len(page) == PAGE else []
            self._lists[kind] = version, found
            return found

    def _add(self, page: Page) -> None:
        """Add the entries of a page, in their order."""
        for _, text in page:
            entry = json.loads(text)
            event, subject = entry["event"], entry["subject"]
            if event == "token.created":
                # One string object for each user, not for each token.
                self.creators[subject] = self._names.setdefault(entry["principal"], entry["principal"])
            elif event == "token.revoked":
                self.creators.pop(subject, None)
            elif event == "token.used":
                self.hosts.setdefault(subject, {})[entry["detail"]] = None
                self.joined[entry["detail"]] = Joined(entry["at"], subject)
            elif event == "runner.deleted":
                self.joined.pop(subject, None)
            elif event == "key.rotated":
                self.rotations[subject] = entry["at"]


def _parsed(page: Page) -> list[Any]:
    return [json.loads(text) for _, text in page]


def before(name: str, seconds: float) -> str:
    """Return the first name that `new_name` can create *seconds* before another name."""
    moment = int(name.partition("-")[0], 16) - int(seconds * 1_000_000)
    return f"{max(moment, 0):014x}"


def created_at(token_id: str) -> float | None:
    """Return the time of creation that a UUID of version 7 contains, in seconds since 1970, or None."""
    digits = token_id.replace("-", "")[:12]
    try:
        return int(digits, 16) / 1000
    except ValueError:
        return None
