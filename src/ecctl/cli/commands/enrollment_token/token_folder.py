"""The folder of `create --out-dir`: a file for each token, readable by its owner only."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from ecctl.core.errors import OutputError, UsageError
from ecctl.core.private_files import sync_file_system, write_all
from ecctl.core.terminal_text import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from concurrent.futures import Future

    from ecctl.cli.invocation import Invocation

LONGEST_NAME = 200
JOURNAL = ".ecctl-journal.jsonl"
OTHER = b"\n"
"""Stands for a content that no token begins with."""

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def check_name(name: str, place: str) -> None:
    """Raise UsageError if *name* cannot be part of a file's name."""
    if "/" in name or name.startswith(".") or not name.isprintable() or len(name.encode()) > LONGEST_NAME:
        raise UsageError(f'{place}: "{escape_line(name)}" cannot be the name of a file')


# When is a token safe? The journal, in the same folder, holds it on disk before it counts as received, so the
# files need not survive a power failure until the journal is removed. A sync for each file would take longer
# than creating the tokens; instead `settle` syncs the file system once, after the last file and before the
# command names the files and removes the journal. If the power fails:
#
# - before that sync, any file may be missing, empty, cut off or full of zeros; the journal is complete. The
#   resumed run creates what is missing and completes what is cut off.
# - after it, all files and their names are on disk. Whether the removal of the journal is does not matter: a
#   journal that is back makes the same command line find all files complete.
#
# So a file can be created under its own name, without a temporary file and a rename, which takes half the time,
# and O_EXCL keeps files that belong to somebody else.
#
# The files are written in a thread, because a file system may take longer to create a file (0.03 to 0.5 ms on
# ext4) than the platform to create a token. The thread waits in system calls most of the time; the event loop
# runs meanwhile.
class TokenFolder:
    """The folder, made for its owner alone unless it exists; raises UsageError if it cannot be used."""

    def __init__(self, invocation: Invocation) -> None:
        self.path: str = invocation.flag("out_dir")
        self.journal_path = os.path.join(self.path, JOURNAL)
        self._replace: bool = invocation.flag("overwrite")
        self._prefix = os.path.join(self.path, "")
        self._thread = ThreadPoolExecutor(1)
        self._writing: list[Future[None]] = []
        try:
            os.makedirs(self.path, mode=0o700, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileExistsError:
            raise UsageError(f'"{self.path}" (--out-dir) is not a folder') from None
        except OSError as error:
            raise UsageError(f'cannot use the folder "{self.path}" (--out-dir): {error.strerror}') from None

    def refuse_existing(self, done: Container[str], names: Iterable[str]) -> None:
        """Raise UsageError if there is a file for a token that has yet to be created."""
        with os.scandir(self.path) as entries:
            existing = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
        taken = [name for name in names if name not in done and f"{name}.jwt" in existing]
        for name in taken:
            if existing[f"{name}.jwt"]:
                raise UsageError(f'"{self.path_of(name)}" (--out-dir) is a folder')
        if taken and not self._replace:
            first = self.path_of(taken[0])
            if len(taken) == 1:
                raise UsageError(
                    f'the file "{first}" (--out-dir) already exists', hint="--overwrite replaces it"
                )
            raise UsageError(
                f'the file "{first}" (--out-dir) and {len(taken) - 1:,} more already exist',
                hint="--overwrite replaces them",
            )

    def path_of(self, name: str) -> str:
        """Return the path of a token's file."""
        return f"{self._prefix}{name}.jwt"

    def store(self, tokens: Sequence[tuple[str, str]]) -> None:
        """Start to write a file for each name and token. Raise OutputError if an earlier one failed."""
        self._writing.append(self._thread.submit(self._write, tokens))
        while self._writing and self._writing[0].done():
            self._writing.pop(0).result()

    def settle(self) -> None:
        """Return once all files are complete and on disk. Raise OutputError."""
        for each in self._writing:
            each.result()
        try:
            sync_file_system(self._handle)
        except OSError as error:
            raise self._unwritable(self.path, error) from None

    def close(self) -> None:
        """Release the folder, after all files of tokens that have arrived."""
        # Without a look at errors: the journal holds the tokens.
        self._thread.shutdown()
        os.close(self._handle)

    def _write(self, tokens: Sequence[tuple[str, str]]) -> None:
        for name, token in tokens:
            file, data = f"{name}.jwt", f"{token}\n".encode()
            try:
                try:
                    self._create(file, data)
                except FileExistsError:
                    self._complete(file, data)
            except OSError as error:
                raise self._unwritable(self.path_of(name), error) from None

    def _unwritable(self, path: str, error: OSError) -> OutputError:
        problem = f'cannot write "{path}" (--out-dir): {error.strerror}'
        return OutputError(problem)

    def _create(self, file: str, data: bytes) -> None:
        """Write a new file; raise FileExistsError if there is one."""
        handle = os.open(file, NEW, 0o600, dir_fd=self._handle)
        try:
            write_all(handle, data)
        except OSError:
            os.unlink(file, dir_fd=self._handle)
            raise
        finally:
            os.close(handle)

    def _complete(self, file: str, data: bytes) -> None:
        """Replace a file if an interrupted run has not finished it, or --overwrite is given."""
        content = self._content(file, len(data) + 1)
        if content == data:
            return
        # Zeros: some file systems store the length of a file before its content.
        if not self._replace and not data.startswith(content.rstrip(b"\0")):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        temporary = f".{file}.new"
        with suppress(FileNotFoundError):  # of a run that was killed
            os.unlink(temporary, dir_fd=self._handle)
        self._create(temporary, data)
        try:
            os.rename(temporary, file, src_dir_fd=self._handle, dst_dir_fd=self._handle)
        except OSError:
            os.unlink(temporary, dir_fd=self._handle)
            raise

    def _content(self, file: str, size: int) -> bytes:
        """Return the first bytes of a regular file; of anything else, bytes that no token begins with."""
        try:
            # O_NONBLOCK: opening a named pipe would wait for its writer.
            handle = os.open(
                file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self._handle
            )
        except OSError:  # a link, such as somebody else's
            return OTHER
        try:
            return os.read(handle, size) if stat.S_ISREG(os.fstat(handle).st_mode) else OTHER
        finally:
            os.close(handle)
