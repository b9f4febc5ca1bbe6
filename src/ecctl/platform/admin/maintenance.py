"""What an operator does to a data directory, whether a server runs on it or not."""

from __future__ import annotations

import contextlib
import json
import os

from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import set_password, write_password_down
from ecctl.platform.admin.files import FILES, existing, holds_platform, rows
from ecctl.platform.auth.passwords import made_up
from ecctl.platform.server.lock import sole_server
from ecctl.platform.store.base import AUDIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def reset_password(data_dir: str, user: str = "admin", password: str = "") -> str:
    """Give a user a password, made up if none is given, and return it; admin's is also written down.

    The user's sessions end; a running server knows at once. NoSuchUserError where there is none.
    """
    existing(data_dir)
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


def trail(data_dir: str, after: str = "") -> list[dict[str, Any]]:
    """The entries of the audit trail, the oldest first, from a folder or from a backup, read without a change."""
    path = data_dir if os.path.isfile(data_dir) else existing(data_dir)
    return [_entry(key, value) for key, value in rows(path, AUDIT, after)]


def _entry(key: str, value: str) -> dict[str, Any]:
    """An entry of the trail; a detail that is a list was kept as its text."""
    entry = {"id": key, **json.loads(value)}
    if entry["detail"].startswith("["):
        with contextlib.suppress(ValueError):
            entry["detail"] = json.loads(entry["detail"])
    return entry
