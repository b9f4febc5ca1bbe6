"""Backup and restore of a store while others use it."""

from __future__ import annotations

import contextlib
import fcntl
import os

from ecctl.core.errors import PlatformError
from ecctl.core.private_files import sync_folder, write_private
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import is_password_written_down
from ecctl.platform.admin.directory import PARTIAL, STORE_FILE, existing_store, remove_stale, store_path
from ecctl.platform.admin.soundness import find_unsound
from ecctl.platform.auth.sessions import new_session_key
from ecctl.platform.domain import audit
from ecctl.platform.server.lock import sole_server
from ecctl.platform.store.base import SIGNING_KEYS
from ecctl.platform.store.sqlite import backup as files
from ecctl.platform.store.sqlite.inspect import is_ours, rows, uri_to_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecctl.platform.in_process import LocalPlatform


def backup(data_dir: str, target: str, *, replace: bool = False) -> None:
    """Copy the store into a file (mode 0600), as it is at one moment, while others go on writing to it.

    The backup holds the signing keys: it is as secret as the store. It appears under its name once it is
    complete. Raise PlatformError if that fails, or if the file exists and is not to be replaced.
    """
    source = existing_store(data_dir)
    if os.path.exists(target) and os.path.samefile(source, target):
        raise PlatformError(f"{target} is the store itself", hint="name a new file")
    try:
        if not replace and os.path.lexists(target):
            raise FileExistsError(17, "File exists")
        with _temporary(target) as path:
            files.copy(uri_to_read(source), source, path, target)
            # Sealed before the check, which then covers the digest as well.
            files.seal(path)
            if problem := _problem(path):
                raise PlatformError(f"{source} is damaged: {problem}", hint="restore it from an older backup")
            if replace:
                os.replace(path, target)
            else:
                os.link(path, target)  # unlike a rename, this fails if the name is taken meanwhile
            sync_folder(os.path.dirname(target))
    except OSError as error:
        hint = "name a new file, or replace it with --force" if isinstance(error, FileExistsError) else ""
        raise PlatformError(f"cannot write the backup {target}: {error.strerror}", hint=hint) from error


@contextlib.contextmanager
def _temporary(target: str) -> Iterator[str]:
    """Create a locked file beside the target, and remove it in the end.

    A killed process leaves its file behind without the lock: the next one removes it.
    """
    folder, name = os.path.split(target)
    for other in os.listdir(folder or "."):
        # A file whose lock is free has lost its process.
        if other.startswith(f".{name}.") and other.endswith(PARTIAL):
            remove_stale(os.path.join(folder, other))
    path = os.path.join(folder, f".{name}.{os.urandom(4).hex()}{PARTIAL}")
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield path
        os.fsync(descriptor)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path + suffix)
        os.close(descriptor)


def check(path: str) -> None:
    """Raise PlatformError if a file is not a sound backup of a version that this release knows."""
    found = files.check(path)
    if problem := find_unsound(found):
        raise PlatformError(f"{path} is not a valid backup of a platform: {problem}")


def _problem(path: str) -> str:
    """Return the fault of a backup, or ""."""
    try:
        check(path)
    except PlatformError as error:
        return error.message.rpartition(": ")[2]
    return ""


# Restore replaces rows, not the file. Moving a new file into place is simpler, but a running server would go
# on writing to the old one, which no longer has a name. So the backup is copied to a temporary file,
# migrated and checked there, and then copied into the store in one transaction, which servers see as
# another process's commit. Only a store that does not exist yet is created, under the server's lock.
def restore(data_dir: str, source: str) -> bool:
    """Replace the contents of the store with a backup's, at one moment, while a server is running or not.

    Tokens, API keys and users are those of the backup: what was revoked or deleted since is valid again, and
    what was created since is gone. All sessions end. Return whether the password of admin that is
    stored in its files is right. Raise PlatformError if the file is not a sound backup, having changed nothing.
    """
    check(source)
    path = store_path(data_dir)
    try:
        os.makedirs(data_dir, mode=0o700, exist_ok=True)
        with _temporary(path) as copy:
            files.fetch(source, copy)
            # The file may have changed since, and the digest of the copy goes now.
            check(copy)
            files.unseal(copy)
            _prepare(copy, data_dir, source)
            # Migration may have changed it: check what will be used, before anything is replaced.
            check(copy)
            if os.path.exists(path) and os.path.getsize(path):
                # SQLite's backup API writes into the file in one transaction: servers that use it go on, and see all
                # of the restored rows or none.
                _refuse_damaged(data_dir)
                files.copy(uri_to_read(copy), source, path, path)
            else:
                _create(data_dir, path, copy)
    except OSError as error:
        raise PlatformError(f"cannot write {path}: {error.strerror}") from error
    with contextlib.closing(open_platform(data_dir)) as platform:
        return is_password_written_down(platform, data_dir)


def _prepare(copy: str, data_dir: str, source: str) -> None:
    """Migrate the copy of a backup, end its sessions, and record that it was restored."""
    with contextlib.closing(open_platform(data_dir, store=f"sqlite:{copy}")) as platform:
        platform.run(_mark_restored(platform, source))


async def _mark_restored(platform: LocalPlatform, source: str) -> None:
    services = platform.services
    await services.start()
    operation = audit.LocalOperation(services.clock.now())
    entry = audit.entry(operation, "store.restored", os.path.basename(source))
    # A new session key ends sessions of users whom the backup knows with other passwords or rights.
    await services.store.commit([new_session_key(), entry])


def _refuse_damaged(data_dir: str) -> None:
    """Raise PlatformError if the store that is to be replaced cannot be written to."""
    try:
        open_platform(data_dir).close()
    except PlatformError as error:
        hint = f"stop the server, move {STORE_FILE}, {STORE_FILE}-wal and {STORE_FILE}-shm away, and restore again"
        raise error.with_hint(hint) from None


def _create(data_dir: str, path: str, copy: str) -> None:
    """Create the store: nobody may have the former file open, and go on writing to it unseen."""
    with sole_server(data_dir):
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path + suffix)
        write_private(path, b"")
        files.copy(uri_to_read(copy), copy, path, path)


def is_of_another(data_dir: str, source: str) -> bool:
    """Return whether a backup was made of another platform than the one in a directory."""
    path = store_path(data_dir)
    with contextlib.suppress(PlatformError):  # a damaged store is reported when it is replaced
        return is_ours(path) and not set(_origins(path)) & {*_origins(source), ""}
    return False


def _origins(path: str) -> list[str]:
    """Return names and ages of a platform's signing keys, which are never forgotten."""
    stored = [(key, *value.split(" ")[1:2]) for key, value in rows(path, SIGNING_KEYS)]
    return ["@".join(each) for each in stored] or [""]
