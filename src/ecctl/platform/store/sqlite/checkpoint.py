"""Folds the write-ahead log into the file while commits go on, so that no commit has to wait for the whole of it."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor

WANTED_PAGES = 2048
"""Length of the log from which on it is folded: 8 MiB."""
PAGES_OF_A_COMMIT = 3
ROWS_OF_A_PAGE = 4
"""About so long does a commit make the log: rows that come one after the other share their pages."""


class Checkpoint:
    """Copies most of the log in a thread of its own; then `ready` asks for the short rest, between two commits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._pages = 0
        self._copying = False
        self.ready = False

    def committed(self, rows: int) -> None:
        """Count a commit of so many rows, and start to copy where the log has grown."""
        self._pages += PAGES_OF_A_COMMIT + rows // ROWS_OF_A_PAGE
        if self._pages >= WANTED_PAGES and not self._copying and not self.ready:
            self._pages = 0
            self._copying = True
            self._thread.submit(self._copy)

    def _copy(self) -> None:
        """Copy what readers and writers allow (SQLite's passive checkpoint); what fails is tried again later."""
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(self._path)) as connection,
        ):
            connection.execute("pragma wal_checkpoint(passive)")
            self.ready = True
        self._copying = False

    def close(self) -> None:
        """Wait for the thread."""
        self._thread.shutdown()
