"""What an operator does to a data directory, whether a server runs on it or not."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path

from ecctl.errors import PlatformError
from ecctl.private_file import write_private

from . import open_platform
from .bootstrap import ADMIN_FILE, SECRETS_FILE, set_password, write_password_down, written_down_still_right
from .passwords import made_up
from .serve import LOCK_FILE, sole_server
from .server.request_log import LOG_FILE
from .store import AUDIT, SIGNING_KEYS
from .store.schema import APPLICATION_ID, refuse_newer
from .store.sqlite import FILE, failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = (
    FILE,
    f"{FILE}-wal",
    f"{FILE}-shm",
    ADMIN_FILE,
    "ca.pem",
    "ca-key.pem",
    "server.pem",
    LOG_FILE,
    SECRETS_FILE,
    LOCK_FILE,
)
"""All that a platform leaves in its data directory, what tells that there was one near the end."""

MARK = slice(68, 72)
"""Where SQLite keeps the application id in a file's header."""


def reset_password(data_dir: str, user: str = "admin", password: str = "") -> str:
    """Give a user a password, made up if none is given, and return it; admin's is also written down.

    The user's sessions end; a running server knows at once. NoSuchUserError where there is none.
    """
    _existing(data_dir)
    password = password or made_up()
    platform = open_platform(data_dir)
    try:
        set_password(platform, user, password)
    finally:
        platform.close()
    if user == "admin":
        write_password_down(data_dir, password)
    return password


def holds_platform(data_dir: str) -> bool:
    """Whether a folder holds a platform, or what is left of one; PlatformError where it cannot be looked at."""
    return _is_ours(os.path.join(data_dir, FILE)) or _are_our_secrets(os.path.join(data_dir, SECRETS_FILE))


def wipe(data_dir: str) -> list[str]:
    """Remove all that the platform keeps in a folder, and the folder if it is empty then; the paths removed.

    Nothing is touched where there is no platform. Raises PlatformError while a server is running on it.
    """
    if not holds_platform(data_dir):
        return []
    with sole_server(data_dir):
        paths = [path for name in FILES if os.path.exists(path := os.path.join(data_dir, name))]
        try:
            for path in paths:
                os.unlink(path)
        except OSError as error:
            raise PlatformError(f"{error.filename} cannot be removed: {error.strerror}") from error
    with contextlib.suppress(OSError):
        os.rmdir(data_dir)
    return paths


def backup(data_dir: str, target: str, *, replace: bool = False) -> None:
    """Copy the store into a new file (mode 0600), as it is at one moment, while others go on writing to it.

    The copy holds the signing keys: it is as secret as the store. Raises PlatformError, also where the
    target is there already, unless it is to be replaced, which happens once the copy is whole.
    """
    source = _existing(data_dir)
    if os.path.exists(target) and os.path.samefile(source, target):
        raise PlatformError(f"{target} is the store itself", hint="name a new file")
    beside = f"{target}.{os.urandom(4).hex()}"
    made = []
    try:
        for path in (beside,) if replace else (target, beside):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
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
    _copy(_at_rest(source), source, path, path)
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
        error.hint = f"move {FILE}, {FILE}-wal and {FILE}-shm away, and restore then"
        raise
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from error


def is_of_another(data_dir: str, source: str) -> bool:
    """Whether a backup was made of another platform than the one in a folder; not, where there is none."""
    path = os.path.join(data_dir, FILE)
    with contextlib.suppress(PlatformError):  # a damaged one is told of when it is replaced
        return _is_ours(path) and not set(_keys(path)) & {*_keys(source), ""}
    return False


def _keys(path: str) -> list[str]:
    """What tells a platform from others: names and ages of its signing keys, which are never forgotten."""
    rows = [(key, *value.split(" ")[1:2]) for key, value in _rows(path, SIGNING_KEYS)]
    return ["@".join(row) for row in rows] or [""]


def trail(data_dir: str, after: str = "") -> list[dict[str, Any]]:
    """The entries of the audit trail, the oldest first, from a folder or from a backup, read without a change."""
    path = data_dir if os.path.isfile(data_dir) else _existing(data_dir)
    return [_entry(key, value) for key, value in _rows(path, AUDIT, after)]


def _entry(key: str, value: str) -> dict[str, Any]:
    """An entry of the trail; a detail that is a list was kept as its text."""
    entry = {"id": key, **json.loads(value)}
    if entry["detail"].startswith("["):
        with contextlib.suppress(ValueError):
            entry["detail"] = json.loads(entry["detail"])
    return entry


def _existing(data_dir: str) -> str:
    """The path of the store in a folder; PlatformError where there is none of ours, or it cannot be read."""
    path = os.path.join(data_dir, FILE)
    if not _is_ours(path):
        raise PlatformError(f"there is no platform in {data_dir}", hint="name its data directory")
    return path


def _is_ours(path: str) -> bool:
    """Whether a file is a store of ours; PlatformError where it cannot be told."""
    return _start(path)[MARK] == APPLICATION_ID.to_bytes(4, "big")


def _are_our_secrets(path: str) -> bool:
    try:
        value = json.loads(_start(path))
    except ValueError:
        return False
    return isinstance(value, dict) and "adminconsole_root_password" in value


def _start(path: str) -> bytes:
    """The first bytes of a file, none where it is not there; PlatformError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(1 << 16)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise PlatformError(f"{path} cannot be read: {error.strerror}") from error


def _rows(path: str, kind: str, after: str = "") -> list[tuple[str, str]]:
    """Keys and values of a kind in a store, in order."""
    try:
        with contextlib.closing(sqlite3.connect(_to_read(path), uri=True)) as connection:
            refuse_newer(connection, path)
            statement = f'select key, value from "{kind}" where key > ? order by key'  # noqa: S608 (a constant)
            return connection.execute(statement, (after,)).fetchall()
    except sqlite3.Error as error:
        raise failure(error, path) from error


def _to_read(path: str) -> str:
    """The URI to read a store by: as everybody does, or leaving alone what cannot be written anyway."""
    folder = os.path.dirname(path) or "."
    log = f"{path}-wal"
    if os.access(folder, os.W_OK) and os.access(path, os.W_OK):
        return f"{Path(path).absolute().as_uri()}?mode=rw"
    if os.path.exists(log) and os.path.getsize(log):
        return f"{Path(path).absolute().as_uri()}?mode=ro"
    return _at_rest(path)


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


def _at_rest(path: str) -> str:
    """The URI of a database that nobody writes to: reading it leaves no files beside it."""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"


def check(path: str) -> None:
    """PlatformError where a file is no sound backup of a version that this release knows."""
    try:
        ours = _is_ours(path) and _is_sound(path)
    except sqlite3.Error as error:
        raise failure(error, path) from error
    if not ours:
        raise PlatformError(f"{path} is not a sound backup of a platform")


def _is_sound(path: str) -> bool:
    with contextlib.closing(sqlite3.connect(_at_rest(path), uri=True)) as connection:
        refuse_newer(connection, path)
        return bool(connection.execute("pragma integrity_check").fetchone()[0] == "ok")
