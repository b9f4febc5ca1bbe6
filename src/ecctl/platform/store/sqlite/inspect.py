"""Reading a store's file from outside, without changing it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path

from ecctl.core.errors import PlatformError
from ecctl.platform.store.sqlite.schema import APPLICATION_ID, refuse_newer
from ecctl.platform.store.sqlite.store import failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ID = slice(68, 72)
"""Position of the application id in the header of an SQLite file."""


def is_ours(path: str) -> bool:
    """Return whether a file is a store of ours; raise PlatformError if it cannot be read."""
    return beginning(path)[_ID] == APPLICATION_ID.to_bytes(4, "big")


def beginning(path: str) -> bytes:
    """Return the first bytes of a file, none if it does not exist; raise PlatformError if it cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
            raise PlatformError(f"cannot read {path}: it is not a regular file")  # a FIFO would block
        with open(path, "rb") as file:
            return file.read(1 << 16)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise PlatformError(f"cannot read {path}: {error.strerror}") from error


def rows(path: str, kind: str, after: str = "") -> list[tuple[str, str]]:
    """Return keys and values of a kind in a store, in key order."""
    try:
        with contextlib.closing(sqlite3.connect(uri_to_read(path), uri=True)) as connection:
            refuse_newer(connection, path)
            statement = f'select key, value from "{kind}" where key > ? order by key'  # noqa: S608 (a constant)
            return connection.execute(statement, (after,)).fetchall()
    except sqlite3.Error as error:
        raise failure(error, path) from error


def uri_to_read(path: str) -> str:
    """Return the URI to read a store that is in use, or one on a read-only medium."""
    folder = os.path.dirname(path) or "."
    if os.access(folder, os.W_OK) and os.access(path, os.W_OK):
        # "rw" although nothing is written: a reader of WAL mode needs the shared-memory file beside the
        # store.
        return f"{_uri(path)}?mode=rw"
    return f"{_uri(path)}?mode=ro" if has_log(path) else uri_at_rest(path)


def uri_at_rest(path: str) -> str:
    """Return the URI of a file that nobody writes to; reading it leaves no files beside it."""
    return f"{_uri(path)}?mode=ro&immutable=1"


def has_log(path: str) -> bool:
    """Return whether a write-ahead log with commits lies beside a file."""
    try:
        return os.path.getsize(f"{path}-wal") > 0
    except OSError:
        return False


def _uri(path: str) -> str:
    return Path(path).absolute().as_uri()


@contextlib.contextmanager
def snapshot(path: str) -> Iterator[str]:
    """Give the URI of a file as it is now, with the commits in the log beside it.

    A folder that was copied (by rsync, or as a snapshot of its disk) has acknowledged commits in
    `platform.db-wal`. SQLite has to write to read them, so file and log are copied first.
    """
    if not has_log(path):
        yield uri_at_rest(path)
        return
    try:
        with tempfile.TemporaryDirectory(prefix="ecctl-") as folder:
            copy = os.path.join(folder, "store.db")
            for suffix in ("", "-wal"):
                shutil.copyfile(path + suffix, copy + suffix)
            yield f"{_uri(copy)}?mode=rw"
    except OSError as error:
        raise PlatformError(f"cannot copy {path}: {error.strerror}") from error
