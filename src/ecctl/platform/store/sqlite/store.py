"""The default store: one SQLite file in WAL mode, synced at every commit, shared with other processes."""

from __future__ import annotations

import os
import sqlite3

from ecctl.core.private_files import open_private
from ecctl.errors import PlatformError
from ecctl.platform.store.base import PAGE, SCHEMA_VERSION, StoreBusyError, StoreFullError, holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Check, Write

FILE = "platform.db"
SECRETS_FILE, ADMIN_FILE = "bootstrap-secrets.json", "admin.json"
"""What a server has written down of a store: where one of them is and the store is not, it was lost."""
LOG_BYTES = 64 << 20
"""What is left at most of a log that a long reader has made long."""
BUSY_SECONDS = 10.0
"""How long a commit waits for another process's."""


class SqliteStore:
    """A connection to the file. None of its methods suspends; whoever asks is told of each failure."""

    failures = 0
    lost = 0

    def __init__(self, path: str, clock: Clock, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._clock = clock
        try:
            self._connection = _connect(path, busy_seconds)
        except sqlite3.Error as error:
            raise failure(error, path) from error
        self._versions: dict[str, int] = {}
        self._touched: set[str] = set()

    @classmethod
    def open(cls, data_dir: str, clock: Clock) -> SqliteStore:
        """Open the store in a folder, making both where they are not there, for their owner's eyes only.

        PlatformError where a store was there once: a new one would not know its tokens.
        """
        path = os.path.join(data_dir, FILE)
        try:
            if not os.path.exists(path) or not os.path.getsize(path):
                _refuse_lost(data_dir)
                os.makedirs(data_dir, mode=0o700, exist_ok=True)
                os.close(open_private(path, 0))
        except OSError as error:
            raise PlatformError(
                f"the platform's data cannot be kept in {data_dir}: {error.strerror}",
                hint="name another folder, or make this one writable",
            ) from error
        return cls(path, clock)

    async def get(self, kind: str, key: str) -> str | None:
        """The value under a key, or None."""
        try:
            return self._read(kind, key)
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

    def _read(self, kind: str, key: str) -> str | None:
        row = self._connection.execute(
            f'select value from "{kind}" where key = ? and (ends is null or ends > ?)',  # noqa: S608 (a constant)
            (key, self._clock.now()),
        ).fetchone()
        return row[0] if row else None

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """The next keys and values in order."""
        try:
            return self._connection.execute(
                f'select key, value from "{kind}" where key > ? and (ends is null or ends > ?) '  # noqa: S608 (a constant)
                "order by key limit ?",
                (after, self._clock.now(), limit),
            ).fetchall()
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

    async def commit(self, writes: Sequence[Write], checks: Sequence[Check] = ()) -> bool:
        """Write all or nothing, synced to the disk; False where a check does not hold."""
        try:
            self.begin()
            try:
                done = self.apply(writes, checks)
                self.end()
            except BaseException:
                self.undo()
                raise
        except sqlite3.Error as error:
            raise failure(error, self.path) from error
        return done

    async def note(self, writes: Sequence[Write]) -> None:
        """Write; there is nothing to wait for."""
        await self.commit(writes)

    async def ready(self) -> bool:
        """Whether nobody keeps the file locked."""
        return await self.commit(())

    def version(self, kind: str) -> int:
        """SQLite's count of other connections' commits, of whatever kind, and ours of this one."""
        try:
            return self.others() + self._versions.get(kind, 0)
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

    def others(self) -> int:
        """A number that is another one once another connection has committed."""
        return int(self._connection.execute("pragma data_version").fetchone()[0])

    def close(self) -> None:
        """Close the connection; the last one to close folds the log into the file."""
        self._connection.close()

    def begin(self) -> None:
        """Start a transaction, alone among writers."""
        self._connection.execute("begin immediate")

    def apply(self, writes: Sequence[Write], checks: Sequence[Check]) -> bool:
        """Check and write inside the transaction; False, without a write, where a check does not hold."""
        for kind, key, expected in checks:
            if not holds(self._read(kind, key), expected):
                return False
        self.write(writes)
        return True

    def write(self, writes: Iterable[Write]) -> None:
        """Write inside the transaction, in order; what is of one kind goes to SQLite together."""
        rows: dict[str, list[tuple[str, str, int | None]]] = {}
        for kind, key, value, ends in writes:
            if value is not None:
                rows.setdefault(kind, []).append((key, value, ends))
                continue
            if kind in rows:
                self._put(kind, rows.pop(kind))
            self._touched.add(kind)
            self._connection.execute(f'delete from "{kind}" where key = ?', (key,))  # noqa: S608 (a constant)
        for kind, entries in rows.items():
            self._put(kind, entries)

    def _put(self, kind: str, entries: list[tuple[str, str, int | None]]) -> None:
        self._touched.add(kind)
        self._connection.executemany(f'insert or replace into "{kind}" values (?, ?, ?)', entries)  # noqa: S608 (a constant)

    def end(self) -> None:
        """Commit: when this returns, the disk has it."""
        self._connection.execute("commit")
        for kind in self._touched:
            self._versions[kind] = self._versions.get(kind, 0) + 1
        self._touched.clear()

    def leave_log(self) -> None:
        """Let commits of this connection not fold the log: somebody else does."""
        self._connection.execute("pragma wal_autocheckpoint=0")
        self._connection.execute(f"pragma journal_size_limit={LOG_BYTES}")

    def fold(self) -> None:
        """Copy what is left of the log into the file, and start it anew, if nobody is reading in it.

        The log keeps its size: to write over it takes the disk less time than to write behind its end.
        """
        self._connection.execute("pragma wal_checkpoint(restart)")

    def undo(self) -> None:
        """Forget the transaction; SQLite has already done so after some errors."""
        self._touched.clear()
        if self._connection.in_transaction:
            self._connection.execute("rollback")


def _refuse_lost(data_dir: str) -> None:
    """PlatformError where a platform was that a new store would not be the one of."""
    if any(os.path.exists(os.path.join(data_dir, name)) for name in (SECRETS_FILE, ADMIN_FILE)):
        raise PlatformError(
            f"{data_dir} was a platform's, and its store ({FILE}) is gone",
            hint="restore a backup (ecctl serve restore), or remove what is left (ecctl serve wipe)",
        )


def _connect(path: str, busy_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("pragma synchronous=full")
        if connection.execute("pragma user_version").fetchone()[0] != SCHEMA_VERSION:
            from ecctl.platform.store.sqlite.schema import bring_up_to_date

            bring_up_to_date(connection, path)
        connection.execute("pragma journal_mode=wal")
    except BaseException:
        connection.close()
        raise
    return connection


def failure(error: sqlite3.Error, path: str) -> PlatformError:
    """What an error of SQLite means to a caller, in its own class."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError(f"there is no room left for {path}", hint="free some disk space, and try again")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusyError(f"another process keeps {path} locked", hint="try again")
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return PlatformError(f"{path} is damaged, or no store: {error}", hint="restore it from a backup")
    theirs = code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
    hint = "look at the owner and the mode of the file and of its folder" if theirs else ""
    return PlatformError(f"{path} cannot be used: {error}", hint=hint)
