"""Group commit: requests that write at about the same time share one transaction, and one sync.

A durable commit waits for the disk: 0.1 to 10 ms. A server that answers thousands of requests per second cannot
afford one sync per request, nor can its event loop wait for the disk. So commits queue up; a batch is written
into one transaction on the loop, where that takes microseconds, and a thread commits it while the loop serves
other requests and the next batch collects. Throughput grows with load, and a single request is not delayed.

What else was tried and measured: the whole transaction in a thread (each row then crosses threads and waits
for the GIL: a third of the rate), one thread per commit (SQLite allows one writer), and `synchronous=normal`
with a separate fsync (a crash between the two loses what was acknowledged).

Three rules make it correct:

- Checks are evaluated inside the transaction, in order, so that each commit sees those before it in its batch.
- A commit is acknowledged only after the sync. If a batch fails, all its waiting commits fail.
- Notes (audit entries that nobody waits for) of a failed batch are stored and retried in batches of their own:
  they were promised to a caller that cannot be told any more. While commits fail, `note` waits, and raises.

Reads use a connection of their own and see what is committed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import (
    AUDIT,
    PAGE,
    SETTINGS,
    SIGNING_KEYS,
    TRIED,
    Put,
    Require,
    StoreFullError,
    scan_pages,
)
from ecctl.platform.store.sqlite.checkpoint import Checkpoint
from ecctl.platform.store.sqlite.expiry import Expiry
from ecctl.platform.store.sqlite.reserve import Reserve, is_urgent
from ecctl.platform.store.sqlite.store import BUSY_SECONDS, SqliteStore, failure
from ecctl.platform.store.sqlite.versions import ProvenChecks, Versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Write

    Waiting = tuple[Sequence[Write], Sequence[Require], asyncio.Future[bool] | None]

RETRY_SECONDS = 0.002
"""How long a batch waits before it tries again to acquire another process's lock."""
NOTE_SECONDS = 0.05
"""How long a note may wait to share a transaction."""
BATCH_COMMITS = 1000
"""Maximum number of commits per transaction."""
AGAIN_SECONDS = 1.0
"""How long the notes of a failed batch wait for a retry, and the interval at which `ready` tries a commit."""
STORED_NOTES = 10_000
"""Maximum number of notes stored for a retry; the oldest are lost first."""


class GroupCommit:
    """A server's store: the file of a SqliteStore, with commits that share syncs.

    It belongs to the event loop on which it is opened. `warn` is told once if audit entries are lost.
    """

    suspends = True
    shared = False

    def __init__(self, path: str, clock: Clock, warn: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.failures = 0
        self.lost = 0
        self._warn = warn
        self._clock = clock
        self._failing = False
        self._stored: list[Waiting] = []
        self._retried = 0
        self._tried = -AGAIN_SECONDS
        self._reader = SqliteStore(path, clock)
        # It runs on the event loop, which must not wait for another process's lock: `_retry_begin` does.
        self._writer = SqliteStore(path, clock, busy_seconds=0)
        self._reserve = Reserve(path)
        self._expiry = Expiry(clock)
        self._waiting: list[Waiting] = []
        self._awaited = 0
        self._lazy = False
        self._due: asyncio.Handle | None = None
        self._since: float | None = None
        self._versions = Versions(self._reader, self._writer, self._is_writer_free)
        self._proven = ProvenChecks(self._versions)
        self._committing = False
        self._is_on_disk = True

    async def open(self) -> None:
        """Open the file, and start the threads."""
        await self._reader.open()
        await self._writer.open()
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, "commit")
        self._checkpoint = Checkpoint(self.path)
        self._versions.start(self._loop)
        self._writer.disable_checkpoints()
        self._reserve.fill()

    async def get(self, kind: str, key: str) -> str | None:
        """Return the value of a key, or None."""
        return await self._reader.get(kind, key)

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """Return the next keys and values in key order."""
        return await self._reader.scan(kind, after, limit)

    async def entries(self, kind: str, after: str = "", limit: int = PAGE) -> list[Put]:
        """Return the next entries that are on disk, in key order."""
        return await self._reader.entries(kind, after, limit)

    async def pages(self, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
        """Yield all keys and values behind `after`; each page is read when it is due."""
        async for page in scan_pages(self, kind, after):
            yield page
            # Reads do not suspend: without this, nobody else would be served while 100,000 entries are read.
            await asyncio.sleep(0)

    async def commit(self, writes: Sequence[Write], checks: Sequence[Require] = ()) -> bool:
        """Write all or nothing with the next batch, and return once it is on disk."""
        done: asyncio.Future[bool] = self._loop.create_future()
        self._enqueue((writes, checks, done))
        return await done

    async def note(self, writes: Sequence[Write]) -> None:
        """Write with the next batch without waiting for it, unless the latest one failed."""
        if self._failing:
            await self.commit(writes)
        else:
            self._enqueue((writes, (), None))

    async def ready(self) -> bool:
        """Return whether the file is in place and commits succeed."""
        if self.is_replaced():
            return False
        if not self._failing:
            return await self.commit(())
        now = self._loop.time()
        if now < self._tried + AGAIN_SECONDS:
            return False
        self._tried = now
        try:
            return await self.commit([Put(SETTINGS, TRIED, str(int(self._clock.now())))])
        except PlatformError:
            return False

    def is_replaced(self) -> bool:
        """Return whether the path no longer names the open file; a server must stop then."""
        return self._writer.is_replaced()

    def version(self, kind: str) -> int:
        """Return how many batches of ours changed this kind, plus the commits of other processes."""
        return self._versions.current(kind)

    def _is_writer_free(self) -> bool:
        return self._is_on_disk or not self._committing

    async def drain(self) -> None:
        """Wait until everything that was accepted is on disk; what fails now is lost."""
        while self._busy():  # noqa: ASYNC110 (once, at the end)
            await asyncio.sleep(RETRY_SECONDS)
        # What a batch failed with may have gone; one more attempt, then it is lost.
        self._checkpoint.ready = False
        self._flush()
        while self._busy():  # noqa: ASYNC110 (as above)
            await asyncio.sleep(RETRY_SECONDS)
        if self._stored:
            self._lose(len(self._stored))

    def _busy(self) -> bool:
        """Return whether something will be written; stored notes do not count while commits fail."""
        return bool(self._waiting or self._committing or (self._stored and not self._failing))

    async def close(self) -> None:
        """Close the file; call `drain` first."""
        if self._due is not None:
            self._due.cancel()
        self._thread.shutdown()
        self._checkpoint.close()
        self._writer.disconnect()
        self._reader.disconnect()

    # The queue

    def _enqueue(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)
        self._awaited += waiting[2] is not None
        if not self._committing and (self._due is None or (self._awaited and self._lazy)):
            self._schedule()

    def _schedule(self) -> None:
        """Schedule the next batch: at once, or a little later if nobody waits for it."""
        if self._due is not None:
            self._due.cancel()
        # An awaited commit overrides a scheduled lazy batch.
        self._lazy = not self._awaited
        if self._lazy:
            delay = AGAIN_SECONDS if self._failing else NOTE_SECONDS
            self._due = self._loop.call_later(delay, self._flush)
        else:
            self._due = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Write the next batch into a transaction, and have the thread commit it."""
        self._due = None
        if self._committing or not (self._waiting or self._stored):
            return
        # Between two commits the log can be restarted: readers see only the file then.
        if self._checkpoint.ready:
            self._checkpoint.ready = False
            self._run(self._writer.restart_log, [], [])
            return
        try:
            self._writer.begin()
            self._versions.lock_acquired()
        except sqlite3.Error as error:
            self._retry_begin(error)
            return
        self._since = None
        batch = self._next()
        try:
            if not self._failing:  # on a full disk, what is left is for commits
                self._expiry.remove_expired(self._writer)
            results = self._apply(batch)
        except sqlite3.Error as error:
            self._fail(batch, error)
            return
        self._run(self._writer.end, batch, results)

    def _next(self) -> list[Waiting]:
        """Return the next batch: stored notes if commits succeed again or nobody waits, else the queue."""
        if self._stored and not (self._failing and self._waiting):
            self._retried = min(len(self._stored), BATCH_COMMITS)
            return self._stored[:BATCH_COMMITS]
        batch, self._waiting = self._waiting[:BATCH_COMMITS], self._waiting[BATCH_COMMITS:]
        self._awaited -= sum(done is not None for *_, done in batch)
        if self._reserve.is_spent and not self._reserve.fill():
            batch = self._urgent(batch)
        return batch

    def _urgent(self, batch: list[Waiting]) -> list[Waiting]:
        """Refuse all commits but the urgent ones: what is left of the freed reserve is for them."""
        for waiting in batch:
            writes, _, done = waiting
            if done is None:
                self._stored.append(waiting)
            elif not is_urgent(writes) and not done.done():
                done.set_exception(StoreFullError(f"cannot write {self.path}: no space left"))
        return [waiting for waiting in batch if waiting[2] is not None and is_urgent(waiting[0])]

    def _apply(self, batch: list[Waiting]) -> list[bool]:
        """Write a batch in order, and return whether the checks of each commit held.

        Consecutive commits without checks, or with checks that are known to hold, are written together:
        one statement for all their rows of a kind costs a third of one statement each.
        """
        results = []
        collected: list[Write] = []
        changed: set[str] = set()
        for writes, checks, _ in batch:
            if self._proven.hold(checks, changed):
                collected += writes
                results.append(True)
            else:
                self._writer.write(collected)
                collected = []
                results.append(self._writer.apply(writes, checks))
                if results[-1]:
                    self._proven.add(checks, changed)
            if results[-1]:
                changed.update([write.kind for write in writes])
        self._writer.write(collected)
        return results

    def _run(self, end: Callable[[], None], batch: list[Waiting], results: list[bool]) -> None:
        """Run *end*, which waits for the disk, in the commit thread."""
        self._committing, self._is_on_disk = True, False

        def run() -> None:
            end()
            self._is_on_disk = True  # the writer is idle from now on, although the loop does not know yet

        self._thread.submit(run).add_done_callback(
            lambda ended: self._loop.call_soon_threadsafe(self._ended, batch, results, ended.exception())
        )

    def _retry_begin(self, error: sqlite3.Error) -> None:
        """Wait for another process's transaction, for at most BUSY_SECONDS."""
        now = self._loop.time()
        self._since = self._since or now
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY and now - self._since < BUSY_SECONDS:
            self._due = self._loop.call_later(RETRY_SECONDS, self._flush)
        else:
            self._since = None
            batch, self._waiting, self._awaited = self._waiting, [], 0
            self._fail(batch, error)

    def _ended(self, batch: list[Waiting], results: list[bool], error: BaseException | None) -> None:
        """Notify all waiting commits of a batch, and start the next one."""
        self._committing = False
        if error is not None:
            self._fail(batch, error)
            return
        outcomes = zip(batch, results, strict=True)
        changed = {write.kind for (writes, _, _), result in outcomes if result for write in writes}
        for kind in changed:
            self._versions.changed(kind)
        rows, written = 0, False
        for (writes, _, done), result in zip(batch, results, strict=True):
            if done is not None and not done.done():
                done.set_result(result)
            if result and writes:
                rows += len(writes)
                written = True
        del self._stored[: self._retried]
        self._retried = 0
        if self._failing and not self._reserve.is_spent:
            self._failing = not written
        self._checkpoint.committed(rows)
        if SIGNING_KEYS in changed:
            self._checkpoint.request()  # the log still holds a retired key
        if self._waiting or self._stored:
            self._schedule()

    # Failures

    def _fail(self, batch: list[Waiting], error: BaseException) -> None:
        """Roll a batch back, fail its waiting commits, and store its notes for a retry."""
        cause = failure(error, self.path) if isinstance(error, sqlite3.Error) else PlatformError(str(error))
        try:
            self._writer.undo()
        except sqlite3.Error as stuck:
            cause = failure(stuck, self.path)
        if isinstance(cause, StoreFullError) and self._spend_reserve(batch):
            return
        if batch:
            self.failures += 1
            self._failing = True
        for _, _, done in batch:
            if done is not None and not done.done():
                done.set_exception(cause)
        # Notes of a retried batch are in `_stored` already.
        if not self._retried:
            self._stored += [waiting for waiting in batch if waiting[2] is None]
        self._retried = 0
        if len(self._stored) > STORED_NOTES:
            self._lose(len(self._stored) - STORED_NOTES)
        if self._waiting or self._stored:
            self._schedule()

    def _spend_reserve(self, batch: list[Waiting]) -> bool:
        """Free the reserve for the urgent commits of a batch, and queue the batch again."""
        if self._retried or not any(is_urgent(writes) for writes, *_ in batch) or not self._reserve.spend():
            return False
        self._failing = True
        self._waiting = batch + self._waiting
        self._awaited += sum(done is not None for *_, done in batch)
        self._schedule()
        return True

    def _lose(self, count: int) -> None:
        """Drop the oldest stored notes, and warn the first time."""
        gone, self._stored = self._stored[:count], self._stored[count:]
        lost = sum(write.kind == AUDIT for writes, *_ in gone for write in writes)
        if self._warn and lost and not self.lost:
            self._warn(f"audit entries are lost: cannot write {self.path}; /metrics counts them")
        self.lost += lost
