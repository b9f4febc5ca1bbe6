"""Checkpoints in a thread: copying the write-ahead log into the file while commits go on.

SQLite's own automatic checkpoint runs inside a commit, and copies the whole log: with 8 MiB that is a pause of
tens of milliseconds for every request. Here a thread copies most of the log with a passive checkpoint, which
blocks nobody; the commit thread then only restarts the log, between two commits.
"""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor

WANTED_PAGES = 2048
"""Pages of the log that start a checkpoint: 8 MiB."""
PAGES_PER_COMMIT = 3
ROWS_PER_PAGE = 4
"""Estimate of how much a commit adds to the log: consecutive rows share pages."""


class Checkpoint:
    """Copies the log in a thread. When `ready` is set, the log can be restarted between two commits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._pages = 0
        self._copying = False
        self.ready = False

    def committed(self, rows: int) -> None:
        """Count a commit of this many rows, and start copying once the log is long enough."""
        self._pages += PAGES_PER_COMMIT + rows // ROWS_PER_PAGE
        if self._pages >= WANTED_PAGES:
            self.request()

    def request(self) -> None:
        """Start copying, unless that is under way."""
        if not self._copying and not self.ready:
            self._pages = 0
            self._copying = True
            self._thread.submit(self._copy)

    def _copy(self) -> None:
        """Copy what readers and writers permit; a failure is retried with the next checkpoint."""
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(self._path)) as connection,
        ):
            # Passive: never waits for readers or writers (sqlite.org/pragma.html#pragma_wal_checkpoint).
            connection.execute("pragma wal_checkpoint(passive)")
            # A partial copy is fine: the rest is copied when the log restarts.
            self.ready = True
        # Set last, in any case: a failed copy must not be the last one.
        self._copying = False

    def close(self) -> None:
        """Wait for the thread."""
        self._thread.shutdown()
