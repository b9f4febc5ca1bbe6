"""Backup files: a copy of a store with a digest, written and checked.

SQLite's integrity check finds damaged pages, not changed values: a flipped bit in a token's roles or in a key
goes unnoticed. A backup therefore holds a SHA-256 digest of the whole file, in a row of its own, with zeros in place
of the digest itself. A digest of the rows alone accepted files whose unused space was damaged, and what has damaged
that may be damaging the rest. A digest in a second file gets lost, and one behind the last page is gone once another
program has written the file. A copy of a store's file has no digest: its schema, values and structure are what can
be checked. A store that began as the copy of a backup has the digest of a file that it no longer is; it is in WAL
mode, which a backup never is.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import shutil
import sqlite3

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import KINDS
from ecctl.platform.store.sqlite.inspect import beginning, has_log, is_ours, snapshot
from ecctl.platform.store.sqlite.schema import expected_schema, refuse_newer, schema_of
from ecctl.platform.store.sqlite.store import failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DIGEST = "backup_digest"
"""Setting of a backup that holds the digest of its file."""
ZEROS = b"0" * 64
"""Stands for the digest while it is computed."""
WAL_VERSION = 2
"""Number in the header of a file in WAL mode, at FORMAT_VERSIONS."""
FORMAT_VERSIONS = slice(18, 20)


def copy(uri: str, source: str, target: str, shown_target: str) -> None:
    """Copy one database into another (SQLite's backup API), in one transaction of the target.

    Errors name the file that they are about: *source* or *shown_target*.
    """
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as here:
            here.execute("pragma schema_version").fetchone()
            with contextlib.closing(sqlite3.connect(target)) as there:
                _fill(here, there, shown_target)
    except sqlite3.Error as error:
        raise failure(error, source) from error


def _fill(here: sqlite3.Connection, there: sqlite3.Connection, target: str) -> None:
    try:
        here.backup(there)
    except sqlite3.Error as error:
        # A damaged source shows only while it is read; the caller then names the source.
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        raise failure(error, target) from error


def fetch(source: str, target: str) -> None:
    """Copy a backup byte by byte, so that its digest still holds; fold in the log beside a copied store."""
    if has_log(source):
        with snapshot(source) as uri:
            copy(uri, source, target, target)
        return
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise PlatformError(f"cannot copy {source}: {error.strerror}") from error


def seal(path: str) -> None:
    """Write the digest into a backup."""
    # Random, so that its only occurrence is the row.
    placeholder = os.urandom(32).hex()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        # A backup is one file, without a log beside it.
        connection.execute("pragma journal_mode=delete")
        with connection:
            connection.execute("insert or replace into settings values (?, ?, null)", (DIGEST, placeholder))
    digest = _digest(path, placeholder)
    if digest is None:
        raise PlatformError(f"cannot write {path}: its contents changed meanwhile")
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        at = content.find(placeholder.encode())
        content[at : at + len(digest)] = digest.encode()
        content.flush()


def unseal(path: str) -> None:
    """Remove the digest from a copy of a backup, which is about to change."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("delete from settings where key = ?", (DIGEST,))


def _digest(path: str, stored: str) -> str | None:
    """Return the digest of a file, in which ZEROS stand for the stored one; None unless that occurs once."""
    text = stored.encode()
    if len(text) != len(ZEROS):
        return None
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = content.find(text)
        if at < 0 or content.find(text, at + 1) >= 0:
            return None
        with memoryview(content) as view:
            digest = hashlib.sha256(view[:at])
            digest.update(ZEROS)
            digest.update(view[at + len(ZEROS) :])
    return digest.hexdigest()


def check(path: str) -> dict[str, list[tuple[str, str]]]:
    """Return the rows of a backup by kind; raise PlatformError if it is not sound."""
    if not os.path.exists(path):
        raise PlatformError(f"cannot read {path}: No such file or directory")
    problem = "it is not a store of a platform"
    try:
        if is_ours(path):
            with snapshot(path) as uri, contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
                version = refuse_newer(connection, path)
                problem = next(_problems(connection, version, path), "")
                if not problem:
                    return {
                        kind: connection.execute(f'select key, value from "{kind}"').fetchall()  # noqa: S608 (a constant)
                        for kind in KINDS
                    }
    except UnicodeDecodeError:
        problem = "it is damaged"
    except sqlite3.Error as error:
        raise failure(error, path) from error
    raise PlatformError(f"{path} is not a valid backup of a platform: {problem}")


def _problems(connection: sqlite3.Connection, version: int, path: str) -> Iterator[str]:
    """Find out what is wrong with a backup, the cheapest checks first."""
    if version < 1:
        yield "it has no schema version"
    if schema_of(connection) != expected_schema(version):
        yield "its tables and triggers are not those of this platform"
    digest = connection.execute("select value from settings where key = ?", (DIGEST,)).fetchone()
    if digest is not None and WAL_VERSION not in beginning(path)[FORMAT_VERSIONS]:
        if has_log(path):
            yield "a log lies beside it, which a backup does not have"
        if digest[0] != _digest(path, digest[0]):
            yield "its contents do not match its digest"
    if connection.execute("pragma integrity_check").fetchone()[0] != "ok":
        yield "it is damaged"
