"""The folder of `create --out-dir`: a file for each token, readable by its owner only."""

from __future__ import annotations

import errno
import os
from contextlib import suppress

from ecctl.core.private_files import write_all
from ecctl.errors import OutputError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from ecctl.cli.invocation import Invocation

LONGEST_NAME = 200
BURST = 1000
"""Files that are written at a time."""

JOURNAL = ".ecctl-journal.jsonl"


def file_name(name: str, place: str = "") -> str:
    """Return the name of a token's file; raise UsageError if *name* cannot be part of one."""
    if "/" in name or name.startswith(".") or not name.isprintable() or len(name.encode()) > LONGEST_NAME:
        where = f"{place}: " if place else ""
        raise UsageError(f'{where}"{name}" cannot be the name of a file')
    return f"{name}.jwt"


class TokenFolder:
    """The folder, made for its owner alone unless it exists; raises UsageError if it cannot be used."""

    def __init__(self, invocation: Invocation) -> None:
        self.path: str = invocation.flag("out_dir")
        self.journal_path = os.path.join(self.path, JOURNAL)
        self._replace: bool = invocation.flag("overwrite")
        self._existing: set[str] = set()
        self._waiting: list[tuple[str, str]] = []
        try:
            os.makedirs(self.path, mode=0o700, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileExistsError:
            raise UsageError(f'"{self.path}" (--out-dir) is not a folder') from None
        except OSError as error:
            raise UsageError(f'cannot use the folder "{self.path}" (--out-dir): {error.strerror}') from None

    def refuse_existing(self, done: Container[str], names: Iterable[str]) -> None:
        """Raise UsageError if there is a file for a token that has yet to be created."""
        self._existing = set(os.listdir(self.path))
        taken = [name for name in names if name not in done and file_name(name) in self._existing]
        if taken and not self._replace:
            first = os.path.join(self.path, file_name(taken[0]))
            if len(taken) == 1:
                raise UsageError(
                    f'the file "{first}" (--out-dir) already exists', hint="--overwrite replaces it"
                )
            raise UsageError(
                f'the file "{first}" (--out-dir) and {len(taken) - 1:,} more already exist',
                hint="--overwrite replaces them",
            )

    # Not synced one by one: that would take longer than creating the tokens. Until `settle` has synced all of
    # them, the journal holds the tokens, and a resumed run writes files that are missing or incomplete again.
    # In bursts, because each sync of a platform on the same disk commits the files made meanwhile. Not in a
    # thread: it would compete with the event loop for the interpreter's lock, at every system call.
    def store(self, tokens: Sequence[tuple[str, str]]) -> None:
        """Write a file for each name and token, now or later. Raise OutputError."""
        self._waiting += tokens
        if len(self._waiting) >= BURST:
            self._write_waiting()

    def path_of(self, name: str) -> str:
        """Return the path of a token's file."""
        return os.path.join(self.path, file_name(name))

    def _write_waiting(self) -> None:
        tokens, self._waiting = self._waiting, []
        for name, token in tokens:
            path, data = self.path_of(name), f"{token}\n".encode()
            try:
                if file_name(name) not in self._existing or not self._holds(path, data):
                    self._create(file_name(name), data)
            except OSError as error:
                raise OutputError(
                    f'cannot write "{path}" (--out-dir): {error.strerror}',
                    hint="the tokens are stored in the journal",
                ) from None

    def _create(self, name: str, data: bytes) -> None:
        """Create a file that appears with all of its content."""
        temporary = f".{name}.new"
        # Not O_TMPFILE: ext4 then waits for each sync of the journal, ten times as long as for a named file.
        handle = self._opened(temporary)
        try:
            write_all(handle, data)
        except OSError:
            os.unlink(temporary, dir_fd=self._handle)
            raise
        finally:
            os.close(handle)
        folder = {"src_dir_fd": self._handle, "dst_dir_fd": self._handle}
        if not self._replace and self._exists(name):
            os.unlink(temporary, dir_fd=self._handle)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        os.rename(temporary, name, **folder)

    def _opened(self, temporary: str) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return os.open(temporary, flags, 0o600, dir_fd=self._handle)
        except FileExistsError:  # of a run that was killed
            os.unlink(temporary, dir_fd=self._handle)
            return os.open(temporary, flags, 0o600, dir_fd=self._handle)

    def _exists(self, name: str) -> bool:
        try:
            os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def _holds(self, path: str, data: bytes) -> bool:
        """Return whether a file is there with this content: an interrupted run has written it."""
        try:
            with open(path, "rb") as file:
                return file.read(len(data) + 1) == data
        except FileNotFoundError:
            return False

    def settle(self) -> None:
        """Write all files that are left, and flush all to disk. Raise OutputError."""
        self._write_waiting()
        os.sync()  # one call for thousands of files, where fsync would take one for each

    def close(self) -> None:
        """Release the folder, after all files of tokens that have arrived."""
        with suppress(OutputError):  # the journal holds the tokens
            self._write_waiting()
        os.close(self._handle)
