"""The default store: one SQLite file in WAL mode, synced at every commit, shared with other processes."""

from __future__ import annotations

import os
import stat

# The C part alone, which is all of `sqlite3` but conversions of dates. Their `datetime` takes 2 of the 29 ms of
# `ecctl … create --config embedded`.
try:
    import _sqlite3 as sqlite3
except ImportError:
    import sqlite3  # type: ignore[no-redef]

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import (
    AUDIT,
    PAGE,
    SCHEMA_VERSION,
    Put,
    StoreBusyError,
    StoreFullError,
    scan_pages,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Require, Write

LOG_BYTES = 64 << 20
"""Size to which a log that a long reader has made longer is truncated."""
NEVER = -1
"""Written instead of the expiry of an entry that has none; SQLite stores it as null."""
BUSY_SECONDS = 10.0
"""How long a commit waits for another process's."""


class SqliteStore:
    """A connection to the file. None of its methods suspends; every failure is raised."""

    suspends = False
    shared = False
    failures = 0
    lost = 0

    def __init__(self, path: str, clock: Clock, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._clock = clock
        self._busy_seconds = busy_seconds
        self._versions: dict[str, int] = {}
        self._touched: set[str] = set()
        self._connection: sqlite3.Connection

    async def open(self) -> None:
        """Open the file, creating it and its folder for their owner alone."""
        self.connect()

    def connect(self) -> None:
        """Open the file (see `open`)."""
        folder = os.path.dirname(self.path) or "."
        try:
            if not os.path.exists(self.path):
                os.makedirs(folder, mode=0o700, exist_ok=True)
                # SQLite would create it with the umask's mode; the log files inherit the mode of this one.
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            refuse_unsafe(self.path)
        except OSError as error:
            raise PlatformError(
                f"cannot store the platform's data in {folder}: {error.strerror}",
                hint="name another folder, or make this one writable",
            ) from error
        try:
            self._connection = _connect(self.path, self._busy_seconds)
            found = os.stat(self.path)
        except sqlite3.Error as error:
            raise failure(error, self.path) from error
        self._file = found.st_dev, found.st_ino

    def is_replaced(self) -> bool:
        """Return whether the path no longer names the open file, which then receives writes that nobody sees."""
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return (found.st_dev, found.st_ino) != self._file

    async def get(self, kind: str, key: str) -> str | None:
        """Return the value of a key, or None."""
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
        """Return the next keys and values in key order."""
        try:
            return self._connection.execute(
                f'select key, value from "{kind}" where key > ? and (ends is null or ends > ?) '  # noqa: S608 (a constant)
                "order by key limit ?",
                (after, self._clock.now(), limit),
            ).fetchall()
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

    async def entries(self, kind: str, after: str = "", limit: int = PAGE) -> list[Put]:
        """Return the next entries in key order."""
        try:
            rows = self._connection.execute(
                f'select key, value, ends from "{kind}" where key > ? and (ends is null or ends > ?) '  # noqa: S608 (a constant)
                "order by key limit ?",
                (after, self._clock.now(), limit),
            ).fetchall()
        except sqlite3.Error as error:
            raise failure(error, self.path) from error
        return [Put(kind, *row) for row in rows]

    def pages(self, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
        """Yield all keys and values behind `after`; each page is read when it is due."""
        return scan_pages(self, kind, after)

    async def commit(self, writes: Sequence[Write], checks: Sequence[Require] = ()) -> bool:
        """Write all or nothing, synced to disk; return False if a check does not hold."""
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
        """Write at once: nobody else shares the sync."""
        await self.commit(writes)

    async def ready(self) -> bool:
        """Return whether the file is in place and not locked."""
        return not self.is_replaced() and await self.commit(())

    def version(self, kind: str) -> int:
        """Return SQLite's count of other connections' commits plus ours of this kind."""
        try:
            return self.others() + self._versions.get(kind, 0)
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

    def others(self) -> int:
        """Return a number that changes when another connection commits."""
        return int(self._connection.execute("pragma data_version").fetchone()[0])

    async def drain(self) -> None:
        """Do nothing: every commit is complete when it returns."""

    async def close(self) -> None:
        """Close the connection; the last one to close checkpoints the log."""
        self.disconnect()

    def disconnect(self) -> None:
        """Close the connection (see `close`)."""
        self._connection.close()

    # The parts of a commit, which group commit uses one by one.

    def begin(self) -> None:
        """Start a transaction with the write lock."""
        # Takes the write lock now. A deferred transaction takes it at its first write, and fails with
        # SQLITE_BUSY if somebody else wrote after its first read.
        self._connection.execute("begin immediate")

    def apply(self, writes: Sequence[Write], checks: Sequence[Require]) -> bool:
        """Check and write inside the transaction; return False, having written nothing, if a check fails."""
        for check in checks:
            if not check.holds(self._read(check.kind, check.key)):
                return False
        self.write(writes)
        return True

    def write(self, writes: Iterable[Write]) -> None:
        """Write inside the transaction, in order; rows of one kind go to SQLite together."""
        rows: dict[str, list[tuple[str, str, int]]] = {}
        for write in writes:
            kind = write.kind
            if isinstance(write, Put):
                expires = NEVER if write.expires is None else write.expires
                rows.setdefault(kind, []).append((write.key, write.value, expires))
                continue
            # A Put and a Delete of one key in one commit must take effect in their order.
            if kind in rows:
                self._put(kind, rows.pop(kind))
            self._delete(kind, write.key)
        for kind, entries in rows.items():
            self._put(kind, entries)

    def _put(self, kind: str, entries: list[tuple[str, str, int]]) -> None:
        self._touched.add(kind)
        # NEVER instead of None, for which `sqlite3` searches its adapters: that takes longer than the rest of a row.
        self._connection.executemany(
            f'insert or replace into "{kind}" values (?, ?, nullif(?, {NEVER}))',  # noqa: S608 (constants)
            entries,
        )

    def _delete(self, kind: str, key: str) -> None:
        self._touched.add(kind)
        if kind == AUDIT:
            # Pruning is the one operation that may shorten the audit log; the trigger returns in the same
            # transaction, so that other programs and faults of ours are stopped by it at any moment.
            from ecctl.platform.store.sqlite.schema import AUDIT_SHORTENED, create_audit_trigger

            self._connection.execute(f"drop trigger if exists {AUDIT_SHORTENED}")
            self._connection.execute("delete from audit where key = ?", (key,))
            create_audit_trigger(self._connection)
            return
        self._connection.execute(f'delete from "{kind}" where key = ?', (key,))  # noqa: S608 (a constant)

    def delete_expired(self, kind: str, now: float, limit: int) -> int:
        """Delete at most *limit* entries that expired before a time; return their number."""
        # No version changes: readers did not see them any more.
        return self._connection.execute(
            f'delete from "{kind}" where key in (select key from "{kind}" where ends <= ? limit ?)',  # noqa: S608 (a constant)
            (now, limit),
        ).rowcount

    def end(self) -> None:
        """Commit: when this returns, the transaction is on disk."""
        self._connection.execute("commit")
        for kind in self._touched:
            self._versions[kind] = self._versions.get(kind, 0) + 1
        self._touched.clear()

    def undo(self) -> None:
        """Roll the transaction back, unless SQLite has already done so."""
        self._touched.clear()
        if self._connection.in_transaction:
            self._connection.execute("rollback")

    def disable_checkpoints(self) -> None:
        """Leave the log to somebody else's checkpoints."""
        self._connection.execute("pragma wal_autocheckpoint=0")
        self._connection.execute(f"pragma journal_size_limit={LOG_BYTES}")

    def restart_log(self) -> None:
        """Copy the rest of the log into the file and start it anew, unless somebody is reading.

        The log keeps its size: overwriting it costs the disk less than appending to it.
        """
        self._connection.execute("pragma wal_checkpoint(restart)")


def _connect(path: str, busy_seconds: float) -> sqlite3.Connection:
    # The connection moves between the event loop and the commit thread, one at a time.
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        # WAL mode with `normal` does not sync each commit: a power failure would lose acknowledged tokens.
        connection.execute("pragma synchronous=full")
        # Deleted hashes and retired keys are overwritten, whatever this SQLite's default is.
        connection.execute("pragma secure_delete=on")
        if connection.execute("pragma user_version").fetchone()[0] != SCHEMA_VERSION:
            from ecctl.platform.store.sqlite.schema import migrate

            migrate(connection, path)
        # Last: another process may be creating the tables in the old mode at this moment.
        connection.execute("pragma journal_mode=wal")
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_unsafe(path: str) -> None:
    """Raise PlatformError unless a path is a regular file that strangers cannot read or replace.

    Opening a FIFO would wait for ever. Anyone who can read the store has the keys, and anyone who can write to its
    folder can replace it. Access of the group is left to the operator: volumes of containers need it.
    """
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise PlatformError(f"cannot use {path}: it is not a regular file")
    if found.st_nlink > 1:
        # SQLite finds the log by the name: with two names there are two logs, and each damages the file for the other.
        hint = "copy it (ecctl serve backup), and remove its other name"
        raise PlatformError(f"cannot use {path}: the file has {found.st_nlink} names (hard links)", hint=hint)
    if found.st_mode & 0o007:
        raise PlatformError(f"cannot use {path}: other users have access to it", hint=f"chmod o= {path}")
    folder = os.path.dirname(path) or "."
    mode = os.stat(folder).st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise PlatformError(
            f"cannot use {path}: other users can write to {folder}", hint=f"chmod o-w {folder}"
        )


def failure(error: sqlite3.Error, path: str) -> PlatformError:
    """Return the error of ours that an SQLite error stands for."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # Only the primary code: extended codes differ between versions of SQLite.
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError(
            f"cannot write {path}: no space left", hint="free some disk space and try again"
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusyError(f"cannot write {path}: another process holds its lock", hint="try again")
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return PlatformError(f"{path} is damaged or not a store: {error}", hint="restore it from a backup")
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        return StoreFullError(
            f"cannot use {path}: the disk is full ({error})", hint="free some disk space and try again"
        )
    denied = code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
    hint = "check the owner and the mode of the file and of its folder" if denied else ""
    return PlatformError(f"cannot use {path}: {error}", hint=hint)


def _is_full(path: str) -> bool:
    """Return whether the disk is full: SQLite reports a shared-memory file that cannot grow as an I/O error."""
    try:
        found = os.statvfs(os.path.dirname(path) or ".")
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < 1 << 16
