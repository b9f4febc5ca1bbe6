"""Lock of a data directory: one server at a time, and none during a wipe.

The lock is flock(2) on a file that is never removed while locked: it disappears with its process, also after
kill -9. If somebody removes the file nevertheless, a second process would lock a new file of the same name and
both would run. So the path is compared with the locked file after locking, and by the server once a second.
"""

from __future__ import annotations

import contextlib
import fcntl
import os

from ecctl.core.errors import PlatformError
from ecctl.core.private_files import open_private
from ecctl.platform.admin.directory import LOCK_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def sole_server(data_dir: str) -> Iterator[Lock]:
    """Hold the lock of a data directory. Raise PlatformError if a server holds it, or it cannot be written."""
    path = os.path.join(data_dir, LOCK_FILE)
    while True:
        lock = Lock(path)
        if lock.intact():
            break
        # Somebody removed the file between its opening and its locking: lock the file that has the name now.
        lock.close()
    try:
        yield lock
    finally:
        lock.close()


class Lock:
    """Locked file."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._descriptor = open_private(path, 0)
        except OSError as error:
            raise PlatformError(f"cannot write {path}: {error.strerror}") from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise PlatformError(
                f"cannot use {os.path.dirname(path)}: a server is running on it",
                hint="stop it first, or name another directory with --data",
            ) from error
        except OSError as error:
            os.close(self._descriptor)
            raise PlatformError(f"cannot lock {path}: {error.strerror}") from error

    def intact(self) -> bool:
        """Return whether the path still names the locked file."""
        return same_file(self._path, os.fstat(self._descriptor))

    def close(self) -> None:
        """Release the lock."""
        os.close(self._descriptor)


def same_file(path: str, status: os.stat_result) -> bool:
    """Return whether a path names the file that *status* was taken from."""
    try:
        return os.path.samestat(os.stat(path), status)
    except OSError:
        return False
