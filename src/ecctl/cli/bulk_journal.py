"""The journal of a bulk run: which requests it has sent, and their responses.

A run is resumed from it after Ctrl-C, a crash or a lost network. Each line is a JSON object: the first one
describes the run, each later one holds what a group of requests has come to.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
from contextlib import suppress

from ecctl.cli.state import FULL
from ecctl.core.errors import EcctlError, SettingsError
from ecctl.core.private_files import open_private, sync_folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CHUNK = 1 << 20
RESERVE = 1 << 19
"""Bytes by which the file grows, and bytes that stay free for the responses to requests in flight."""

VERSION = 1


class Outcomes:
    """Outcomes of the requests of a run, in memory: enough for a run that nothing resumes.

    `done` holds responses by key, `open` the entries of requests without an outcome by key, `lost` those of
    requests that were sent again.
    """

    path = ""
    resumed = False

    def __init__(self) -> None:
        self.done: dict[str, Any] = {}
        self.open: dict[str, dict[str, Any]] = {}
        self.lost: list[dict[str, Any]] = []

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take an entry of requests and outcomes."""
        for key, digest in entry.get("sent", {}).items():
            if key in self.open:  # sent again: the earlier request stays without an outcome
                self.lost.append({"key": key, **self.open[key]})
            self.open[key] = {"digest": digest, "at": entry["at"]}
        for key, reply in entry.get("done", {}).items():
            self.done[key] = {"digest": self.open.pop(key, {}).get("digest"), "reply": reply}
        for key in entry.get("refused", ()):
            self.open.pop(key, None)

    def remove(self) -> None:
        """Forget a finished run."""

    def end(self) -> None:
        """Stop an unfinished run; a subclass leaves it to be resumed."""


# A request that creates a secret cannot be repeated: a killed process may leave a token that nobody holds. So
# each request is written ahead, as in a database: its entry is on disk before it is sent, and the response,
# with the secret, is on disk before it counts as received. After a kill, the entries without an outcome are
# exactly the requests that may have been carried out unseen. The alternative, a file for each token and no
# journal, cannot tell a request that was never sent from one whose response was lost.
#
# The file grows by chunks of zeros, ahead of the entries. A sync of an entry then writes nothing but the entry:
# a file that grows with each entry makes ext4 commit everything else that has happened in the folder as well,
# such as the files of tokens, and a run takes three times as long. It also means that a disk that becomes full
# stops the run before a request, not between a request and its response.
class BulkJournal(Outcomes):
    """The journal of one run, readable by its owner only, and locked while the run lasts.

    `header` describes the run. Raises SettingsError if the file cannot be written, EcctlError if another run
    holds it.
    """

    def __init__(self, path: str, header: Mapping[str, Any]) -> None:
        super().__init__()
        self.path = path
        self.header = dict(header)
        self._end = self._room = 0
        try:
            self._handle = self._locked()
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            self._load(header)
        except OSError as error:
            self.end()
            raise self._unwritable(error) from None
        except BaseException:
            self.release()
            raise

    def _unwritable(self, error: OSError) -> EcctlError:
        kind = EcctlError if error.errno in FULL else SettingsError
        return kind(f"cannot write the journal {self.path}: {error.strerror}", hint="nothing was sent")

    def _locked(self) -> int:
        """Open the file and lock it; raise EcctlError if another run holds the lock."""
        while True:
            # In a folder that others can write, they could have prepared a link, a named pipe or a file of theirs.
            handle = open_private(self.path, os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                refuse_foreign(handle, self.path)
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A run that ended between open and flock has removed the file: its lock is worth nothing.
                if os.fstat(handle).st_ino == os.stat(self.path).st_ino:
                    return handle
            except BlockingIOError:
                os.close(handle)
                raise EcctlError(
                    f"cannot use the journal {self.path}: another run is writing it",
                    hint="wait until it is done; nothing was sent",
                ) from None
            except FileNotFoundError:
                pass
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)

    def _load(self, header: Mapping[str, Any]) -> None:
        """Read what an earlier run has written, or begin a new journal."""
        with open(self.path, "rb") as file:
            content = file.read()
        self._room = len(content)
        # A killed process may leave half a line before the zeros: its group was not on disk, so none of it was
        # sent.
        self._end = content.rfind(b"\n") + 1
        lines = content[: self._end].splitlines()
        self._cut(self._end)
        if not lines:
            self._grow(CHUNK)
            self._write(header)
            sync_folders(self.path)
            return
        self.resumed = True
        try:
            self.header = json.loads(lines[0])
            version = self.header["version"]
            if version == VERSION:
                for line in lines[1:]:
                    self._apply(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise EcctlError(
                f"{self.path} is not the journal of a run", hint="move it away, and run the command again"
            ) from None
        if version != VERSION:
            raise EcctlError(
                f"cannot resume the run in {self.path}: the journal has version {version}, not {VERSION}",
                hint="resume it with the version of ecctl that began it",
            )

    def _apply(self, entry: Mapping[str, Any]) -> None:
        if "before" in entry:
            self.header["before"] = entry["before"]
        super().add(entry)

    def _cut(self, size: int) -> None:
        """Replace what follows the entries by nothing."""
        if size < self._room:
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
            self._room = size

    def _grow(self, size: int) -> None:
        """Append zeros, so that the next entries take no new space."""
        zeros = bytes(size)
        try:
            while zeros:
                written = os.pwrite(self._handle, zeros, self._room)
                self._room += written
                zeros = zeros[written:]
        finally:
            os.fsync(self._handle)

    def add(self, entry: Mapping[str, Any]) -> None:
        """Append an entry; it is on disk when this returns.

        Raise OSError if there is no room for requests any more: outcomes are written all the same. A journal that
        was removed takes no entries.
        """
        if self.is_removed():
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        if "sent" in entry and self._room - self._end < RESERVE:
            try:
                self._grow(CHUNK)
            except OSError:
                self._write({name: value for name, value in entry.items() if name != "sent"})
                raise
        self._write(entry)

    def _write(self, entry: Mapping[str, Any]) -> None:
        data = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        if self._end + len(data) > self._room:  # such as the ids of a long list
            self._grow(len(data) + CHUNK)
        offset = self._end
        while data:
            written = os.pwrite(self._handle, data, offset)
            offset += written
            data = data[written:]
        os.fdatasync(self._handle)
        self._end = offset
        # The header, which alone has a version, is not an entry of requests.
        if "version" not in entry:
            self._apply(entry)

    def is_removed(self) -> bool:
        """Return whether the file, or its folder, was removed under this run."""
        return os.fstat(self._handle).st_nlink == 0

    def remove(self) -> None:
        """Remove the journal of a finished run."""
        # Removed while it is locked: afterwards another run could read it.
        os.unlink(self.path)
        self.release()

    def end(self) -> None:
        """Leave the journal to the next run, or remove it if no request has been sent."""
        if self.done or self.open:
            self.release()
        else:
            self.remove()

    def release(self) -> None:
        """Unlock the journal, and leave it to the next run."""
        with suppress(OSError):
            self._cut(self._end)
        os.close(self._handle)


def refuse_foreign(handle: int, path: str) -> None:
    """Raise OSError unless a file is a regular one of this user, or of the folder's owner if root acts for them."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    if found.st_uid not in (os.geteuid(), os.stat(os.path.dirname(path) or ".").st_uid):
        raise PermissionError(errno.EPERM, "it belongs to another user")
