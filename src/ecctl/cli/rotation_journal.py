"""The journal of a rotation: what it is about to do and how far it has come. It holds ids, never tokens.

Each rotation has a file in ~/.ecctl/rotations with one JSON object per line; later lines complete earlier
ones. The file is locked while its rotation runs, so a file without a lock was left by an interrupted one.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress

from ecctl.cli.state import FULL
from ecctl.cli.unknown_outcome import is_certainly_refused
from ecctl.core.errors import EcctlError, SettingsError
from ecctl.core.private_files import (
    locked_folder,
    make_private_folders,
    open_private,
    sync_folder,
    write_all,
)
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, BinaryIO

FOLDER = "rotations"
LONGEST = 64 << 20


# Between creating the new token and revoking the old one, both are valid, and a killed process leaves no
# other trace: the platform does not record which token replaces which. Undoing at exit does not help, since
# nothing runs after kill -9. So intentions are written ahead, as in a database: an entry is synced before the
# request that it describes is sent. flock tells a running rotation from an interrupted one, because the
# kernel releases it with the process; a process id in the file could belong to another program by now.
class Journal:
    """The journal of one rotation, readable by its owner only; creating it syncs the first entry.

    Raises EcctlError if another rotation of the same token or key is running: two would create two successors,
    of which one is in no file.
    """

    def __init__(self, folder: str, entry: Mapping[str, Any]) -> None:
        name = f"{os.getpid()}-{os.urandom(4).hex()}"
        hidden = os.path.join(folder, f".{name}")
        self._path = os.path.join(folder, f"{name}.jsonl")
        try:
            make_private_folders(folder)
            with locked_folder(folder):
                refuse_second(folder, entry)
                self._create(hidden, entry)
            sync_folder(folder)
        except OSError as error:
            kind = EcctlError if error.errno in FULL else SettingsError
            raise kind(
                f"cannot write the journal of the rotation to {folder}: {error.strerror}",
                hint="nothing was changed",
            ) from None

    def _create(self, hidden: str, entry: Mapping[str, Any]) -> None:
        self._handle = open_private(hidden, os.O_APPEND | os.O_EXCL)
        try:
            # Locked under a hidden name: otherwise another run could see the file unlocked, and take it for an
            # interrupted one.
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            self._add(entry)
            os.rename(hidden, self._path)  # appears locked and with its first entry
        except OSError:
            self.release()
            os.unlink(hidden)
            raise

    def _add(self, entry: Mapping[str, Any]) -> None:
        data = json.dumps(entry).encode() + b"\n"
        write_all(self._handle, data)
        os.fsync(self._handle)

    def add_if_possible(self, entry: Mapping[str, Any]) -> None:
        """Add an entry; ignore errors, because a full disk must not stop a rotation halfway."""
        with suppress(OSError):
            self._add(entry)

    def remove(self) -> None:
        """Remove the journal of a finished rotation."""
        # Removed while it is locked: afterwards another run could read it.
        os.unlink(self._path)
        self.release()

    def release(self) -> None:
        """Unlock the journal, and leave it to the next run."""
        os.close(self._handle)

    def end_after(self, error: EcctlError) -> None:
        """Keep the journal of a request that failed, unless it has certainly created nothing."""
        if is_certainly_refused(error):
            self.remove()
        else:
            self.release()


def folder_of(environ: Mapping[str, str]) -> str:
    """Return the folder of the journals; raise SettingsError without a home directory."""
    base = paths.config_folder(environ)
    if not base:
        raise SettingsError(
            "cannot write the journal of the rotation: HOME is not set", hint="nothing was changed"
        )
    return os.path.join(base, FOLDER)


def refuse_second(folder: str, entry: Mapping[str, Any]) -> None:
    """Raise EcctlError if a rotation of the same token or key is running."""
    for path in journals(folder):
        other = read(path, running=True)
        if other and all(other.get(name) == entry.get(name) for name in ("platform", "old")):
            raise EcctlError(
                f'cannot rotate "{entry["old"]}": another rotation of it is running',
                hint="nothing was changed",
            )


def journals(folder: str) -> list[str]:
    """Return the paths of the journals in a folder."""
    names = os.listdir(folder) if os.path.isdir(folder) else ()
    return [os.path.join(folder, name) for name in names if name.endswith(".jsonl")]


def interrupted(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the path and the entries of each interrupted rotation, the oldest first."""
    found = [(path, facts) for path in journals(folder) if (facts := read(path))]
    return iter(sorted(found, key=lambda pair: str(pair[1].get("started"))))


def read(path: str, *, running: bool = False) -> dict[str, Any]:
    """Return the merged entries of a journal; {} if it is unreadable, or locked unlike that of a running rotation."""
    facts: dict[str, Any] = {}
    try:
        with open(path, "rb") as file:
            if is_locked(file) != running:
                return {}
            lines = file.read(LONGEST).splitlines()
    except OSError:
        return {}
    for line in lines:
        try:
            facts |= json.loads(line)
        except (ValueError, TypeError):
            break  # the last line of a run killed while writing it
    return facts


def is_locked(file: BinaryIO) -> bool:
    """Return whether another process has locked a file; if none has, lock it until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
