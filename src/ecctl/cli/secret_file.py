"""The file that a new secret is written to: reserved before it is requested, then complete or absent."""

from __future__ import annotations

import os
import stat

from ecctl.cli.files import shown
from ecctl.core.errors import UsageError
from ecctl.core.private_files import PrivateFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


class SecretFile:
    """A file for its owner alone; until `store`, a temporary file beside it holds its place.

    An existing file is replaced only if `replace` says so. Raise UsageError if it cannot be written.
    """

    def __init__(self, path: str, flag: str, *, replace: bool) -> None:
        name = shown(path, flag)
        _refuse_existing(path, name, replace=replace)
        try:
            self._file = PrivateFile(path, replace=replace)
        except OSError as error:
            raise UsageError(f"cannot write {name}: {error.strerror}") from None

    def store(self, text: str) -> None:
        """Write the text; the file appears once all of it is on disk. Raise OSError if that fails."""
        self._file.commit(text.encode())

    def close(self) -> None:
        """Remove the temporary file, and with it a secret that was not stored."""
        self._file.close()


def reserved(invocation: Invocation) -> SecretFile | None:
    """Return the file of --out, reserved before there is anything to lose, or None without the flag."""
    path = invocation.flag("out")
    if invocation.flag("overwrite") and not path:
        raise UsageError("--overwrite has no effect without --out")
    if invocation.given("out") and path in ("", "-"):
        raise UsageError(f'--out "{path}" is not a file name')
    return SecretFile(path, "out", replace=invocation.flag("overwrite")) if path else None


def _refuse_existing(path: str, name: str, *, replace: bool) -> None:
    """Raise UsageError if something is there that must stay or cannot be replaced."""
    try:
        # lstat: a link is not a regular file, and following it could overwrite somebody else's.
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode):
        raise UsageError(f"{name} is not a regular file")
    if not replace:
        raise UsageError(f"{name} already exists", hint="--overwrite replaces it")
