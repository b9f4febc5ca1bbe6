"""Files in the data directory: for their owner alone, and whole or not there."""

from __future__ import annotations

import os

LOG_FILE = "requests.log"
"""The request log's name in the data directory."""


def write_private(path: str, data: bytes) -> None:
    """Write a file with mode 0600, in place of one that may be there; on the disk when this returns."""
    beside = f"{path}.{os.urandom(4).hex()}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
