"""What a rotation is about to do and how far it has come, on the disk: never a token, only ids.

One file a rotation, in ~/.ecctl/rotations: a JSON object a line, the later completing the earlier. The file is
locked as long as its rotation runs: what is not locked any more has been interrupted.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from contextlib import suppress

from ecctl.core.private_files import open_private, sync_folder, write_all
from ecctl.errors import EcctlError, SettingsError
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

FOLDER = "rotations"
LONGEST = 64 << 20
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a disk without room, a quota and a limit of the process say."""


class Journal:
    """The record of one rotation, for its owner only; the first entry is on the disk once it is made."""

    def __init__(self, folder: str, entry: Mapping[str, Any]) -> None:
        name = f"{os.getpid()}-{os.urandom(4).hex()}"
        hidden = os.path.join(folder, f".{name}")
        self._path = os.path.join(folder, f"{name}.jsonl")
        try:
            for private in (os.path.dirname(folder), folder):  # makedirs would open the first one to all
                os.makedirs(private, mode=0o700, exist_ok=True)
            self._handle = open_private(hidden, os.O_APPEND | os.O_EXCL)
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX)
                self._add(entry)
                os.rename(hidden, self._path)  # others meet it locked and with its first entry, or not at all
            except OSError:
                self.release()
                os.unlink(hidden)
                raise
            sync_folder(folder)
        except OSError as error:
            kind = EcctlError if error.errno in FULL else SettingsError
            raise kind(
                f"the record of the rotation cannot be kept in {folder}: {error.strerror}",
                hint="nothing was changed",
            ) from None

    def _add(self, entry: Mapping[str, Any]) -> None:
        data = json.dumps(entry).encode() + b"\n"
        write_all(self._handle, data)
        os.fsync(self._handle)

    def add_if_possible(self, entry: Mapping[str, Any]) -> None:
        """Write down what has become of the rotation; a full disk must not stop it now, and the next one tells less."""
        with suppress(OSError):
            self._add(entry)

    def remove(self) -> None:
        """Forget a rotation that is over."""
        os.unlink(self._path)
        self.release()

    def release(self) -> None:
        """Leave the record to the next run."""
        os.close(self._handle)


def folder_of(environ: Mapping[str, str]) -> str:
    """The folder of the records; SettingsError without a home to have it in."""
    base = paths.config_folder(environ)
    if not base:
        raise SettingsError(
            "there is no folder to record the rotation in: HOME is not set", hint="nothing was changed"
        )
    return os.path.join(base, FOLDER)


def interrupted(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The path and the facts of every rotation that was interrupted, the oldest first."""
    found = []
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        facts = read(path) if name.endswith(".jsonl") else {}
        if facts:
            found.append((path, facts))
    return iter(sorted(found, key=lambda pair: str(pair[1].get("started"))))


def read(path: str) -> dict[str, Any]:
    """The facts of one record; {} for one whose rotation still runs, or that cannot be read."""
    facts: dict[str, Any] = {}
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lines = file.read(LONGEST).splitlines()
    except OSError:
        return {}
    for line in lines:
        try:
            facts |= json.loads(line)
        except (ValueError, TypeError):
            break  # the last line of a run that was killed while it wrote
    return facts
