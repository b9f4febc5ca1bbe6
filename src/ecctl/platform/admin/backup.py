"""Copies of a store, made and put back while others go on with it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from ecctl.core.private_files import open_private, write_private
from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import written_down_still_right
from ecctl.platform.admin.files import at_rest, existing, is_ours, rows
from ecctl.platform.store.base import SIGNING_KEYS
from ecctl.platform.store.sqlite.schema import refuse_newer
from ecctl.platform.store.sqlite.store import FILE, failure


def backup(data_dir: str, target: str, *, replace: bool = False) -> None:
    """Copy the store into a new file (mode 0600), as it is at one moment, while others go on writing to it.

    The copy holds the signing keys: it is as secret as the store. Raises PlatformError, also where the
    target is there already, unless it is to be replaced, which happens once the copy is whole.
    """
    source = existing(data_dir)
    if os.path.exists(target) and os.path.samefile(source, target):
        raise PlatformError(f"{target} is the store itself", hint="name a new file")
    beside = f"{target}.{os.urandom(4).hex()}"
    made = []
    try:
        for path in (beside,) if replace else (target, beside):
            os.close(open_private(path, os.O_EXCL))
            made.append(path)
        _copy(f"{Path(source).absolute().as_uri()}?mode=rw", source, beside, target)
        _refuse_unsound(beside, source)
        os.replace(beside, target)
    except BaseException as error:
        for path in made:
            with contextlib.suppress(OSError):
                os.unlink(path)
        if not isinstance(error, OSError):
            raise
        hint = "name a new file, or replace it with --force" if isinstance(error, FileExistsError) else ""
        raise PlatformError(f"cannot write the backup {target}: {error.strerror}", hint=hint) from error


def _refuse_unsound(copy: str, source: str) -> None:
    """PlatformError where a copy shows that the store is damaged."""
    if not _is_sound(copy):
        raise PlatformError(f"{source} is damaged", hint="restore it from an older backup")


def restore(data_dir: str, source: str) -> bool:
    """Put a backup in the place of what the store holds, at one moment, while a server is running or not.

    Tokens revoked since the backup are valid again, and those created since are not; passwords are those of
    the backup: whether the one of admin that is written down is among them is returned. Raises PlatformError
    where the file is no sound backup of a version that this release knows.
    """
    check(source)
    path = os.path.join(data_dir, FILE)
    _make_room(data_dir, path)
    _copy(at_rest(source), source, path, path)
    platform = open_platform(data_dir)  # an older backup is brought up to date
    try:
        return written_down_still_right(platform, data_dir)
    finally:
        platform.close()


def _make_room(data_dir: str, path: str) -> None:
    """See to it that there is a store of ours, or an empty file, that can be written to."""
    try:
        if os.path.exists(path) and os.path.getsize(path):
            open_platform(data_dir).close()
            return
        os.makedirs(data_dir, mode=0o700, exist_ok=True)
        write_private(path, b"")
    except PlatformError as error:
        hint = f"move {FILE}, {FILE}-wal and {FILE}-shm away, and restore then"
        raise error.with_hint(hint) from None
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from error


def is_of_another(data_dir: str, source: str) -> bool:
    """Whether a backup was made of another platform than the one in a folder; not, where there is none."""
    path = os.path.join(data_dir, FILE)
    with contextlib.suppress(PlatformError):  # a damaged one is told of when it is replaced
        return is_ours(path) and not set(_keys(path)) & {*_keys(source), ""}
    return False


def _keys(path: str) -> list[str]:
    """What tells a platform from others: names and ages of its signing keys, which are never forgotten."""
    kept = [(key, *value.split(" ")[1:2]) for key, value in rows(path, SIGNING_KEYS)]
    return ["@".join(each) for each in kept] or [""]


def _copy(uri: str, source: str, target: str, target_name: str) -> None:
    """Copy one database into another (SQLite's backup interface), in one transaction of the target.

    Errors name the one that they are about.
    """
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as here:
            here.execute("pragma schema_version").fetchone()
            with contextlib.closing(sqlite3.connect(target)) as there:
                _fill(here, there, target_name)
    except sqlite3.Error as error:
        raise failure(error, source) from error


def _fill(here: sqlite3.Connection, there: sqlite3.Connection, target: str) -> None:
    try:
        here.backup(there)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        raise failure(error, target) from error


def check(path: str) -> None:
    """PlatformError where a file is no sound backup of a version that this release knows."""
    try:
        ours = is_ours(path) and _is_sound(path)
    except sqlite3.Error as error:
        raise failure(error, path) from error
    if not ours:
        raise PlatformError(f"{path} is not a sound backup of a platform")


def _is_sound(path: str) -> bool:
    with contextlib.closing(sqlite3.connect(at_rest(path), uri=True)) as connection:
        refuse_newer(connection, path)
        return bool(connection.execute("pragma integrity_check").fetchone()[0] == "ok")
