"""A reserve of disk space, so that revocations work on a full disk.

A platform whose disk is full must still be able to revoke a leaked token or retire a key, and SQLite needs space
even to delete. A file beside the store therefore holds some space, which is freed for urgent commits alone.
"""

from __future__ import annotations

import contextlib
import os

from ecctl.platform.store.base import ENDED_SESSIONS, SIGNING_KEYS, USERS, Delete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.platform.store.base import Write

RESERVE_BYTES = 1 << 20
"""Enough for some hundred revocations with their audit entries."""
SUFFIX = "-reserve"


def is_urgent(writes: Sequence[Write]) -> bool:
    """Return whether a commit takes access away, as far as its writes show."""
    return any(
        isinstance(write, Delete) or write.kind in {SIGNING_KEYS, USERS, ENDED_SESSIONS} for write in writes
    )


class Reserve:
    """The reserve of the store at a path. `is_spent` is set from its use until there is space for a new one."""

    def __init__(self, path: str) -> None:
        self._path = path + SUFFIX
        self._filled = False
        self.is_spent = False

    def fill(self) -> bool:
        """Allocate the space; return False if there is not enough, which is not an error."""
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                # Not ftruncate: a sparse file takes no space, and frees none.
                os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
            finally:
                os.close(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                os.truncate(self._path, 0)
            return False
        self._filled = True
        self.is_spent = False
        return True

    def spend(self) -> bool:
        """Free the space; return False if there is none to free."""
        if not self._filled:
            return False
        self._filled = False
        self.is_spent = True
        with contextlib.suppress(OSError):
            os.truncate(self._path, 0)
            return True
        return False
