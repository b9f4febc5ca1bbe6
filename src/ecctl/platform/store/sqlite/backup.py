"""Backup files: a copy of a store with a digest, written and checked.

SQLite's integrity check finds damaged pages, not changed values: a flipped bit in a token's roles or in a key
goes unnoticed. A backup therefore holds a SHA-256 digest of its rows, in a row of its own. A copy of a store's
file has none; there, the schema, the values and the structure are what can be checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3

from ecctl.errors import PlatformError
from ecctl.platform.store.base import KINDS, SETTINGS
from ecctl.platform.store.sqlite.inspect import is_ours, snapshot
from ecctl.platform.store.sqlite.schema import expected_schema, refuse_newer, schema_of
from ecctl.platform.store.sqlite.store import failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DIGEST = "backup_digest"
"""Setting of a backup that holds the digest of its other rows."""


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


def seal(path: str) -> None:
    """Write the digest into a backup."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        # A backup is one file, without a log beside it.
        connection.execute("pragma journal_mode=delete")
        connection.execute(
            "insert or replace into settings values (?, ?, null)", (DIGEST, _digest(connection))
        )


def unseal(path: str) -> None:
    """Remove the digest from a copy of a backup, which is about to change."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("delete from settings where key = ?", (DIGEST,))


def _digest(connection: sqlite3.Connection) -> str:
    digest = hashlib.sha256()
    for kind in KINDS:
        for row in connection.execute(f'select key, value, ends from "{kind}" order by key'):  # noqa: S608 (a constant)
            if (kind, row[0]) != (SETTINGS, DIGEST):
                digest.update(repr((kind, *row)).encode())
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
                problem = next(_problems(connection, version), "")
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


def _problems(connection: sqlite3.Connection, version: int) -> Iterator[str]:
    """Find out what is wrong with a backup, the cheapest checks first."""
    if version < 1:
        yield "it has no schema version"
    if schema_of(connection) != expected_schema(version):
        yield "its tables and triggers are not those of this platform"
    if connection.execute("pragma integrity_check").fetchone()[0] != "ok":
        yield "it is damaged"
    digest = connection.execute("select value from settings where key = ?", (DIGEST,)).fetchone()
    if digest is not None and digest[0] != _digest(connection):
        yield "its contents do not match its digest"
