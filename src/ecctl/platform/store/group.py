"""Group commit: what many requests write at about the same time becomes one transaction, with one sync.

It is for one event loop. Reads go to a connection of their own, and see what is committed. A batch is put
into the transaction on the loop, where it takes microseconds; the commit, which waits for the disk, is made
by a thread, while the loop serves others and collects the next batch.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from ecctl.errors import PlatformError

from . import PAGE
from .checkpoint import Checkpoint
from .sqlite import BUSY_SECONDS, SqliteStore, failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..clock import Clock
    from . import Check, Write

    Waiting = tuple[Sequence[Write], Sequence[Check], asyncio.Future[bool] | None]

RETRY_SECONDS = 0.002
"""How long a batch waits before it tries again to get past another process's transaction."""
NOTE_SECONDS = 0.05
"""How long a write that nobody waits for may wait for others."""
MOST = 1000
"""Commits in one transaction."""


class GroupCommit:
    """A store for a server: the file of a SqliteStore, with commits that share syncs."""

    def __init__(self, path: str, clock: Clock) -> None:
        self.path = path
        self._reader = SqliteStore(path, clock)
        self._writer = SqliteStore(path, clock, busy_seconds=0)
        self._thread = ThreadPoolExecutor(1, "commit")
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Waiting] = []
        self._awaited = 0
        self._lazy = False
        self._due: asyncio.Handle | None = None
        self._since: float | None = None
        self._versions: dict[str, int] = defaultdict(int)
        self._others = self._writer.others()
        self._committing = False
        self._looked = -1.0
        self._checkpoint = Checkpoint(path)
        self._writer.leave_log()

    async def get(self, kind: str, key: str) -> str | None:
        """The value under a key, or None."""
        return await self._reader.get(kind, key)

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """The next keys and values in order."""
        return await self._reader.scan(kind, after, limit)

    async def commit(self, writes: Sequence[Write], checks: Sequence[Check] = ()) -> bool:
        """Write all or nothing with the next batch; returns when the disk has it."""
        done: asyncio.Future[bool] = self._loop.create_future()
        self._enqueue((writes, checks, done))
        return await done

    async def note(self, writes: Sequence[Write]) -> None:
        """Write with the next batch, and do not wait for it."""
        self._enqueue((writes, (), None))

    def version(self, kind: str) -> int:
        """Counts what this store wrote of a kind, and what other processes wrote of any (a millisecond late)."""
        turn = self._loop.time()
        if turn != self._looked and not self._committing:
            try:
                self._others = self._writer.others()
            except sqlite3.Error as error:
                raise failure(error, self.path) from error
            self._looked = turn
        return self._versions[kind] + self._others

    async def finish(self) -> None:
        """Wait until all that was accepted is on the disk."""
        while self._waiting or self._committing:  # noqa: ASYNC110 (once, at the end)
            await asyncio.sleep(RETRY_SECONDS)

    def close(self) -> None:
        """Let go of the file; `finish` goes before."""
        self._thread.shutdown()
        self._checkpoint.close()
        self._writer.close()
        self._reader.close()

    def _enqueue(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)
        self._awaited += waiting[2] is not None
        if not self._committing and (self._due is None or (self._awaited and self._lazy)):
            self._plan()

    def _plan(self) -> None:
        """Say when what waits is to be written: at once, or, where nobody waits for it, a little later."""
        if self._due is not None:
            self._due.cancel()
        self._lazy = not self._awaited
        if self._lazy:
            self._due = self._loop.call_later(NOTE_SECONDS, self._flush)
        else:
            self._due = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Put what waits into a transaction, and let the thread commit it."""
        self._due = None
        if self._committing or not self._waiting:
            return
        if self._checkpoint.ready:
            self._checkpoint.ready = False
            self._run(self._writer.fold, [], [])
            return
        try:
            self._writer.begin()
        except sqlite3.Error as error:
            self._try_again(error)
            return
        self._since = None
        batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        self._awaited -= sum(done is not None for *_, done in batch)
        try:
            results = self._apply(batch)
        except sqlite3.Error as error:
            self._fail(batch, error)
            return
        self._run(self._writer.end, batch, results)

    def _apply(self, batch: list[Waiting]) -> list[bool]:
        """Write a batch in order; what has no checks is collected, which is cheaper, up to what has some."""
        results = []
        collected: list[Write] = []
        for writes, checks, _ in batch:
            if checks:
                self._writer.write(collected)
                collected = []
                results.append(self._writer.apply(writes, checks))
            else:
                collected += writes
                results.append(True)
        self._writer.write(collected)
        return results

    def _run(self, end: Callable[[], None], batch: list[Waiting], results: list[bool]) -> None:
        """Let the thread wait for the disk."""
        self._committing = True
        self._thread.submit(end).add_done_callback(
            lambda ended: self._loop.call_soon_threadsafe(self._ended, batch, results, ended.exception())
        )

    def _try_again(self, error: sqlite3.Error) -> None:
        """Another process is writing: wait for it, but not for ever."""
        now = self._loop.time()
        self._since = self._since or now
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY and now - self._since < BUSY_SECONDS:
            self._due = self._loop.call_later(RETRY_SECONDS, self._flush)
        else:
            self._since = None
            batch, self._waiting, self._awaited = self._waiting, [], 0
            self._fail(batch, error)

    def _ended(self, batch: list[Waiting], results: list[bool], error: BaseException | None) -> None:
        """The thread is done: tell all that waited, and go on with what came meanwhile."""
        self._committing = False
        if error is not None:
            self._fail(batch, error)
            return
        for (writes, _, done), result in zip(batch, results, strict=True):
            for kind, *_ in writes:
                self._versions[kind] += 1
            if done is not None and not done.done():
                done.set_result(result)
        self._checkpoint.committed(sum(len(writes) for writes, *_ in batch))
        if self._waiting:
            self._plan()

    def _fail(self, batch: list[Waiting], error: BaseException) -> None:
        """Nothing of the batch is written: tell all that waited."""
        cause = failure(error, self.path) if isinstance(error, sqlite3.Error) else PlatformError(str(error))
        try:
            self._writer.undo()
        except sqlite3.Error as stuck:
            cause = failure(stuck, self.path)
        for _, _, done in batch:
            if done is not None and not done.done():
                done.set_exception(cause)
        if self._waiting:
            self._plan()
