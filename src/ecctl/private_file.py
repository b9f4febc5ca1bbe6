"""Files that hold secrets: for their owner alone, and whole or not there."""

from __future__ import annotations

import os


def write_private(path: str, data: bytes) -> None:
    """Write a file with mode 0600, in place of one that may be there; on the disk when this returns.

    Raises OSError, and leaves what was there as it was.
    """
    folder = os.path.dirname(path) or "."
    beside = os.path.join(folder, f".{os.path.basename(path)}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    _sync(folder)


def _sync(folder: str) -> None:
    """Have the disk keep the folder's names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
