"""A file that a token goes into: made room for before the token is asked for, and then whole or not at all."""

from __future__ import annotations

import os
import stat

from ecctl.cli.files import shown
from ecctl.errors import UsageError


class TokenFile:
    """A file for its owner only; until the token is kept, a temporary file beside it holds the place.

    A file that is there is only replaced if `replace` says so. Raises UsageError where it cannot be written.
    """

    def __init__(self, path: str, flag: str, *, replace: bool) -> None:
        self._path = path
        self._replace = replace
        name = shown(path, flag)
        self._refuse_existing(name)
        folder, base = os.path.split(path)
        self._temporary = os.path.join(folder, f".{base}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            self._handle = os.open(
                self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600
            )
        except OSError as error:
            raise UsageError(f"{name} cannot be written: {error.strerror}") from None

    def _refuse_existing(self, name: str) -> None:
        """UsageError where something stands in the file's place that is to stay, or cannot be replaced."""
        try:
            mode = os.lstat(self._path).st_mode
        except OSError:
            return
        if not stat.S_ISREG(mode):
            raise UsageError(f"{name} is no regular file")
        if not self._replace:
            raise UsageError(f"{name} is there already", hint="--force replaces it")

    def keep(self, text: str) -> None:
        """Write the text, and have the file appear once all of it is on the disk; OSError where that fails."""
        with open(self._handle, "wb", closefd=False) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(self._handle)
        if self._replace:
            os.replace(self._temporary, self._path)
            self._temporary = ""
        else:
            os.link(
                self._temporary, self._path
            )  # unlike a rename, it never replaces what came there meanwhile
        sync_folder(os.path.dirname(self._path))

    def close(self) -> None:
        """Give up the temporary file, and with it a token that was not kept."""
        os.close(self._handle)
        if self._temporary:
            os.unlink(self._temporary)


def sync_folder(folder: str) -> None:
    """Have the names in a folder on the disk, so that they outlast a power failure."""
    handle = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
