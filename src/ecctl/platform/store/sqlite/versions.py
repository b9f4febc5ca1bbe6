"""Versions of the kinds of records in a store that several processes write, and checks that are known to hold.

A version counts our batches, one counter per kind, plus the commits of other processes, which SQLite's
`pragma data_version` tells. It is exact: a request that arrives after another process's commit sees it, also while a
batch of ours is being committed. Otherwise, credentials that another process has revoked would be valid for one batch
more.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from ecctl.platform.store.sqlite.store import failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from ecctl.platform.store.base import Require
    from ecctl.platform.store.sqlite.store import SqliteStore

PROVEN_CHECKS = 4096
"""Maximum number of checks that are remembered to hold."""


class Versions:
    """Counters that change with every modification of a kind, by whatever process.

    `writer_is_free` returns whether the connection *writer* may be used from the event loop.
    """

    def __init__(self, reader: SqliteStore, writer: SqliteStore, writer_is_free: Callable[[], bool]) -> None:
        self._reader = reader
        self._writer = writer
        self._writer_is_free = writer_is_free
        self._counts: dict[str, int] = defaultdict(int)
        self._others = 0
        self._uncertain = 0
        self._seen = 0
        self._looked = False

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the current state as the first one; both connections are open."""
        self._loop = loop
        self._others = self._writer.others()
        self._seen = self._reader.others()

    def current(self, kind: str) -> int:
        """Return the version of a kind, after a look at what other processes have committed."""
        # Once per turn of the event loop is enough: no request arrives in between.
        if not self._looked:
            try:
                self._look()
            except sqlite3.Error as error:
                raise failure(error, self._writer.path) from error
            self._looked = True
            self._loop.call_soon(self._look_again)
        return self._counts[kind] + self._others + self._uncertain

    def _look(self) -> None:
        """Find out whether another process has committed.

        While a batch is being committed, the writer belongs to the thread. The reader's `data_version` changes with
        our commits as well; if it has changed then, the cause is unknown, and everything counts as changed.
        """
        seen = self._reader.others()
        if seen == self._seen:
            return
        self._seen = seen
        if self._writer_is_free():
            self._others = self._writer.others()
        else:
            self._uncertain += 1

    def _look_again(self) -> None:
        self._looked = False

    def lock_acquired(self) -> None:
        """Look from inside a transaction, during which nobody else can commit."""
        self._others = self._writer.others()

    def locked(self, kind: str) -> int:
        """Return the version of a kind inside the transaction of the last `lock_acquired`."""
        return self._counts[kind] + self._others

    def changed(self, kind: str) -> None:
        """Count a batch of ours that changed this kind, once it is committed."""
        self._counts[kind] += 1


class ProvenChecks:
    """Checks that held, and will until a commit changes something of their kind.

    Requests with the same API key check the same records: one read serves them all. A kind changes in this batch
    (`changed` holds its kinds), in an earlier one, or in another process.
    """

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._proven: dict[Require, int] = {}

    def hold(self, checks: Sequence[Require], changed: set[str]) -> bool:
        """Return whether all checks are known to hold."""
        for check in checks:
            kind = check.kind
            if kind in changed or self._proven.get(check) != self._versions.locked(kind):
                return False
        return True

    def add(self, checks: Sequence[Require], changed: set[str]) -> None:
        """Remember checks that have just been found to hold."""
        if len(self._proven) > PROVEN_CHECKS:
            self._proven.clear()
        for check in checks:
            if check.kind not in changed:
                self._proven[check] = self._versions.locked(check.kind)
