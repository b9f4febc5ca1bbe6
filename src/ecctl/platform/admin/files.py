"""The files of a data directory, looked at from outside, without a change."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from pathlib import Path

from ecctl.errors import PlatformError
from ecctl.platform.server.access_log import LOG_FILE
from ecctl.platform.server.lock import LOCK_FILE
from ecctl.platform.store.sqlite.schema import APPLICATION_ID, refuse_newer
from ecctl.platform.store.sqlite.store import ADMIN_FILE, FILE, SECRETS_FILE, failure

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


def holds_platform(data_dir: str) -> bool:
    """Whether a folder holds a platform, or what is left of one; PlatformError where it cannot be looked at."""
    return is_ours(os.path.join(data_dir, FILE)) or _are_our_secrets(os.path.join(data_dir, SECRETS_FILE))


def existing(data_dir: str) -> str:
    """The path of the store in a folder; PlatformError where there is none of ours, or it cannot be read."""
    path = os.path.join(data_dir, FILE)
    if not is_ours(path):
        raise PlatformError(f"there is no platform in {data_dir}", hint="name its data directory")
    return path


def is_ours(path: str) -> bool:
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


def rows(path: str, kind: str, after: str = "") -> list[tuple[str, str]]:
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
    return at_rest(path)


def at_rest(path: str) -> str:
    """The URI of a database that nobody writes to: reading it leaves no files beside it."""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"
