"""Files that hold secrets: for their owner alone, and whole or not there."""

from __future__ import annotations

import os
from contextlib import suppress


def write_private(path: str, data: bytes) -> None:
    """Write a file with mode 0600, in place of one that may be there; on the disk when this returns.

    One that root writes belongs to whom the folder belongs to. Raises OSError, and leaves what was there as it was.
    """
    folder = os.path.dirname(path) or "."
    beside = os.path.join(folder, f".{os.path.basename(path)}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            if os.geteuid() == 0:
                _hand_over(descriptor, folder)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    _sync(folder)


def _hand_over(descriptor: int, folder: str) -> None:
    owner = os.stat(folder)
    with suppress(PermissionError):  # a root without the right to
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _sync(folder: str) -> None:
    """Have the disk keep the folder's names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
