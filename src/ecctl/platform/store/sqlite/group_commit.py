"""Group commit: what many requests write at about the same time becomes one transaction, with one sync.

It is for one event loop. Reads go to a connection of their own, and see what is committed. A batch is put
into the transaction on the loop, where it takes microseconds; the commit, which waits for the disk, is made
by a thread, while the loop serves others and collects the next batch.

What was only noted in a batch that fails is kept, and tried again in batches of its own: it was promised to
somebody who cannot be told any more. While commits fail, whoever notes something waits, and is told.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from ecctl.errors import PlatformError
from ecctl.platform.store.base import AUDIT, PAGE, SETTINGS
from ecctl.platform.store.sqlite.checkpoint import Checkpoint
from ecctl.platform.store.sqlite.store import BUSY_SECONDS, SqliteStore, failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Check, Write

    Waiting = tuple[Sequence[Write], Sequence[Check], asyncio.Future[bool] | None]

RETRY_SECONDS = 0.002
"""How long a batch waits before it tries again to get past another process's transaction."""
NOTE_SECONDS = 0.05
"""How long a write that nobody waits for may wait for others."""
MOST = 1000
"""Commits in one transaction."""
AGAIN_SECONDS = 1.0
"""How long what was kept of a failed batch waits for the next try, and how often `ready` tries for itself."""
KEPT_MOST = 10_000
"""Notes that are kept at most; the oldest go first."""


class GroupCommit:
    """A store for a server: the file of a SqliteStore, with commits that share syncs.

    `complain` is told once when audit entries have to be given up.
    """

    def __init__(self, path: str, clock: Clock, complain: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.failures = 0
        self.lost = 0
        self._complain = complain
        self._clock = clock
        self._failing = False
        self._kept: list[Waiting] = []
        self._retried = 0
        self._tried = -AGAIN_SECONDS
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
        """Write with the next batch, and do not wait for it, unless the latest one failed."""
        if self._failing:
            await self.commit(writes)
        else:
            self._enqueue((writes, (), None))

    async def ready(self) -> bool:
        """Whether commits succeed; where the latest failed, a small one is tried, once a second at most."""
        if not self._failing:
            return await self.commit(())
        now = self._loop.time()
        if now < self._tried + AGAIN_SECONDS:
            return False
        self._tried = now
        try:
            return await self.commit([(SETTINGS, "tried", str(int(self._clock.now())), None)])
        except PlatformError:
            return False

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
        """Wait until all that was accepted is on the disk; what fails now is given up."""
        while self._at_work():  # noqa: ASYNC110 (once, at the end)
            await asyncio.sleep(RETRY_SECONDS)
        self._checkpoint.ready = False
        self._flush()
        while self._at_work():  # noqa: ASYNC110 (as above)
            await asyncio.sleep(RETRY_SECONDS)
        if self._kept:
            self._give_up(len(self._kept))

    def _at_work(self) -> bool:
        """Whether something will be written; what is kept while commits fail is only tried now and then."""
        return bool(self._waiting or self._committing or (self._kept and not self._failing))

    def close(self) -> None:
        """Let go of the file; `finish` goes before."""
        if self._due is not None:
            self._due.cancel()
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
            patience = AGAIN_SECONDS if self._failing else NOTE_SECONDS
            self._due = self._loop.call_later(patience, self._flush)
        else:
            self._due = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Put what waits into a transaction, and let the thread commit it."""
        self._due = None
        if self._committing or not (self._waiting or self._kept):
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
        batch = self._next()
        try:
            results = self._apply(batch)
        except sqlite3.Error as error:
            self._fail(batch, error)
            return
        self._run(self._writer.end, batch, results)

    def _next(self) -> list[Waiting]:
        """The batch to write: what was kept, once commits succeed again, or while nobody waits."""
        if self._kept and not (self._failing and self._waiting):
            self._retried = min(len(self._kept), MOST)
            return self._kept[:MOST]
        batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        self._awaited -= sum(done is not None for *_, done in batch)
        return batch

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
        del self._kept[: self._retried]
        self._retried = 0
        if self._failing:
            self._failing = not any(
                result and writes for (writes, *_), result in zip(batch, results, strict=True)
            )
        self._checkpoint.committed(sum(len(writes) for writes, *_ in batch))
        if self._waiting or self._kept:
            self._plan()

    def _fail(self, batch: list[Waiting], error: BaseException) -> None:
        """Nothing of the batch is written: tell all that waited, and keep what nobody waits for."""
        cause = failure(error, self.path) if isinstance(error, sqlite3.Error) else PlatformError(str(error))
        try:
            self._writer.undo()
        except sqlite3.Error as stuck:
            cause = failure(stuck, self.path)
        if batch:
            self.failures += 1
            self._failing = True
        for _, _, done in batch:
            if done is not None and not done.done():
                done.set_exception(cause)
        if not self._retried:
            self._kept += [waiting for waiting in batch if waiting[2] is None]
        self._retried = 0
        if len(self._kept) > KEPT_MOST:
            self._give_up(len(self._kept) - KEPT_MOST)
        if self._waiting or self._kept:
            self._plan()

    def _give_up(self, count: int) -> None:
        """Forget the oldest notes that were kept, and say so the first time."""
        gone, self._kept = self._kept[:count], self._kept[count:]
        lost = sum(kind == AUDIT for writes, *_ in gone for kind, *_ in writes)
        if self._complain and lost and not self.lost:
            self._complain(f"audit entries are lost: {self.path} could not be written; /metrics counts them")
        self.lost += lost
