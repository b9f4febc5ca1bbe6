"""Files for their owner alone: written whole or not at all, or opened for appending.

Replacing a file that a reader must find either old or new, also after a power failure, takes four steps: write
a temporary file in the same folder, flush it to disk, rename it over the old one, and flush the folder, which
holds the name. Without the last step the new name may be lost; without the second it may point to an empty file.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self


class PrivateFile:
    """A file with mode 0600 that appears, complete and on disk, with `commit`.

    Until then a temporary file beside it holds its place, so that a folder that cannot be written shows before
    there is anything to lose. Links are followed, so that a linked file is replaced and not its link. Use it as
    a context manager, or call `close`: either removes what was not committed. All methods raise OSError.
    """

    def __init__(self, path: str, *, replace: bool = True) -> None:
        self._path = os.path.realpath(path) if replace else path
        self._replace = replace
        self._folder, base = os.path.split(self._path)
        self._temporary = os.path.join(self._folder, f".{base[:200]}.{os.urandom(6).hex()}")
        # O_EXCL and O_NOFOLLOW: in a folder that others can write, a link that they prepared cannot divert a
        # secret.
        self._descriptor = os.open(
            self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def commit(self, data: bytes) -> None:
        """Write the data and give the file its name; FileExistsError if it exists and is not to be replaced."""
        # Under sudo the file would belong to root, and the user's next run could not read it.
        if os.geteuid() == 0:
            _give_to_folder_owner(self._descriptor, self._folder or ".")
        write_all(self._descriptor, data)
        os.fsync(self._descriptor)
        if self._replace:
            os.replace(self._temporary, self._path)
            self._temporary = ""
        else:
            os.link(self._temporary, self._path)  # unlike a rename, it never replaces an existing file
        sync_folder(self._folder)

    def close(self) -> None:
        """Release the temporary file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._temporary:
            with suppress(FileNotFoundError):
                os.unlink(self._temporary)
            self._temporary = ""


def write_private(path: str, data: bytes) -> None:
    """Write a file with mode 0600, replacing an existing one; it is on disk when this returns.

    If root writes it, it belongs to the folder's owner. Raise OSError, and leave the old file as it was.
    """
    with PrivateFile(path) as file:
        file.commit(data)


def make_private_folders(folder: str) -> None:
    """Create a folder and the one that holds it, for their owner alone, unless they exist. Raise OSError."""
    for private in (os.path.dirname(folder), folder):  # makedirs applies the mode to the last one only
        os.makedirs(private, mode=0o700, exist_ok=True)


def open_private(path: str, flags: int) -> int:
    """Open a file for writing, with mode 0600 if it is a regular one, and return its descriptor.

    `flags` are those of os.open besides O_WRONLY and O_CREAT, such as os.O_APPEND, os.O_EXCL or os.O_TRUNC.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | flags, 0o600)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):  # a device's mode is the system's
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data: os.write may write less than it is given."""
    while data:
        data = data[os.write(descriptor, data) :]


@contextmanager
def locked_folder(folder: str) -> Iterator[None]:
    """Hold the lock of a folder, which lets one process at a time read and replace a file in it."""
    import fcntl

    # Not the file's own lock: replacing the file leaves that on a file without a name. The kernel releases this
    # one with the process, and it leaves no file behind. Some network file systems lock no folders.
    descriptor = -1
    try:
        with suppress(OSError):
            descriptor = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def sync_folder(folder: str) -> None:
    """Flush a folder to disk, so that the names in it survive a power failure."""
    descriptor = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folders(path: str) -> None:
    """Flush the folders above a new file, so that its whole path survives a power failure. Raise OSError."""
    # POSIX promises a name only after a sync of its folder, and `makedirs` may have made several folders.
    folder = os.path.dirname(os.path.abspath(path))
    device = os.stat(folder).st_dev
    while os.stat(folder).st_dev == device:
        with suppress(PermissionError):  # that of a folder which can be passed, but not read
            sync_folder(folder)
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


def sync_file_system(descriptor: int) -> None:
    """Flush the file system that holds an open file: one call for thousands of files. Raise OSError."""
    # Not os.sync: it waits for all file systems, such as an unreachable network share, and reports no errors.
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):  # macOS
        os.sync()
    elif libc.syncfs(descriptor):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _give_to_folder_owner(descriptor: int, folder: str) -> None:
    owner = os.stat(folder)
    with suppress(PermissionError):  # root in a container may lack CAP_CHOWN
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
