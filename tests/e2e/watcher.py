"""Observer that looks for exposed tokens: in process arguments and in files that others can read."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Self

JWT = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
PAUSE = 0.001


class Watcher:
    """Watches the processes of a session and the files below a folder, as a context manager.

    `sightings` holds what was found, `commands` the processes that were seen at all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._session = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.commands: set[str] = set()
        self.sightings: set[str] = set()

    def follow(self, session: int) -> None:
        """Watch the processes of a session from now on."""
        self._session = session

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look_at_files()

    def _watch(self) -> None:
        turn = 0
        while not self._over.wait(PAUSE):
            self._look_at_processes()
            if turn % 20 == 0:
                self._look_at_files()
            turn += 1

    def _look_at_processes(self) -> None:
        for process in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  # names are all that is wanted
            try:
                if os.getsid(int(process)) != self._session:
                    continue
                arguments = Path("/proc", process, "cmdline").read_bytes()
            except OSError:
                continue  # it has ended
            self.commands.add(arguments.replace(b"\0", b" ").decode("utf-8", "replace"))
            if JWT.search(arguments):
                self.sightings.add(f"process: {arguments[:60]!r}")

    def _look_at_files(self) -> None:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = Path(folder, name)
                try:
                    if path.stat().st_mode & 0o044 and JWT.search(path.read_bytes()):
                        self.sightings.add(f"file: {path.name}")
                except OSError:
                    continue  # it is gone
