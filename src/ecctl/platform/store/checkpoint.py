"""Folds the write-ahead log into the file while commits go on, so that no commit has to wait for the whole of it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

WANTED_BYTES = 8 << 20
"""Size of the log from which on it is folded."""
LOOK_EVERY = 16
"""Commits between two looks at the size."""


class Checkpoint:
    """Copies most of the log in a thread of its own; then `ready` asks for the short rest, between two commits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._commits = 0
        self._copying = False
        self.ready = False

    def committed(self) -> None:
        """Count a commit, and start to copy where the log has grown."""
        self._commits += 1
        if self._copying or self.ready or self._commits % LOOK_EVERY:
            return
        if os.path.getsize(f"{self._path}-wal") >= WANTED_BYTES:
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
