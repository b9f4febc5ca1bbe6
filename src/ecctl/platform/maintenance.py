"""What an operator does to a data directory, whether a server runs on it or not."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from ecctl.errors import PlatformError

from . import open_platform
from .bootstrap import set_password, write_password_down
from .passwords import made_up
from .serve import sole_server
from .server.request_log import LOG_FILE
from .store.schema import APPLICATION_ID, refuse_newer
from .store.sqlite import FILE, failure

FILES = (
    FILE,
    f"{FILE}-wal",
    f"{FILE}-shm",
    "admin.json",
    "bootstrap-secrets.json",
    "ca.pem",
    "ca-key.pem",
    "server.pem",
    LOG_FILE,
    "serve.lock",
)
"""All that a platform leaves in its data directory."""


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


def wipe(data_dir: str) -> list[str]:
    """Remove all that the platform keeps in a folder, and the folder if it is empty then; the paths removed.

    Raises PlatformError while a server is running on it.
    """
    if not os.path.isdir(data_dir):
        return []
    with sole_server(data_dir):
        paths = [path for name in FILES if os.path.exists(path := os.path.join(data_dir, name))]
        for path in paths:
            os.unlink(path)
    with contextlib.suppress(OSError):
        os.rmdir(data_dir)
    return paths


def backup(data_dir: str, target: str) -> None:
    """Copy the store into a new file (mode 0600), as it is at one moment, while others go on writing to it.

    The copy holds the signing keys: it is as secret as the store. Raises PlatformError, also where the
    target is there already.
    """
    source = _existing(data_dir)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise PlatformError(f"cannot write the backup {target}: {error.strerror}") from error
    try:
        _copy(Path(source).absolute().as_uri(), target)
        check(target)
    except BaseException:
        os.unlink(target)
        raise


def restore(data_dir: str, source: str) -> None:
    """Put a backup in the place of what the store holds, at one moment, while a server is running or not.

    Tokens revoked since the backup are valid again, and those created since are not. Raises PlatformError
    where the file is no sound backup of a version that this release knows.
    """
    check(source)
    open_platform(data_dir).close()
    _copy(_at_rest(source), os.path.join(data_dir, FILE))
    open_platform(data_dir).close()  # an older backup is brought up to date


def _existing(data_dir: str) -> str:
    path = os.path.join(data_dir, FILE)
    if not os.path.exists(path):
        raise PlatformError(f"there is no platform in {data_dir}", hint="name its data directory")
    return path


def _copy(source: str, target: str) -> None:
    """Copy one database into another (SQLite's backup interface), in one transaction of the target."""
    try:
        with (
            contextlib.closing(sqlite3.connect(source, uri=True)) as here,
            contextlib.closing(sqlite3.connect(target)) as there,
        ):
            here.backup(there)
    except sqlite3.Error as error:
        raise failure(error, target) from error


def _at_rest(path: str) -> str:
    """The URI of a database that nobody writes to: reading it leaves no files beside it."""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"


def check(path: str) -> None:
    """PlatformError where a file is no sound backup of a version that this release knows."""
    try:
        with contextlib.closing(sqlite3.connect(_at_rest(path), uri=True)) as connection:
            refuse_newer(connection, path)
            ours = connection.execute("pragma application_id").fetchone()[0] == APPLICATION_ID
            sound = connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    except sqlite3.Error as error:
        raise failure(error, path) from error
    if not ours or not sound:
        raise PlatformError(f"{path} is not a sound backup of a platform")
