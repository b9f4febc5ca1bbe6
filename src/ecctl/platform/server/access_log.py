"""Request log: one JSON object a line, one line a request, written in batches."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from time import monotonic

from ecctl.core.private_files import open_private
from ecctl.core.timefmt import format_time
from ecctl.platform.auth.principal import NOBODY
from ecctl.platform.responses import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio

    from ecctl.platform.request import RequestContext

STANDARD_OUTPUT = "-"
FLUSH_SECONDS = 0.05
"""Longest time that a line waits for others to be written with."""
COMPLAIN_SECONDS = 1.0
"""Shortest time between two complaints on stderr: a full disk fails every flush."""
CLOSED = -1
NO_ROUTE = '"route":"","operation":""'


class RequestLog:
    """Log that is appended to a file with mode 0600, or to stdout."""

    def __init__(self, path: str, loop: asyncio.AbstractEventLoop) -> None:
        self._path = path
        self._loop = loop
        self._lines: list[str] = []
        self._torn = False
        self._complained = -COMPLAIN_SECONDS
        self._file = self._open()

    def _open(self) -> int:
        if self._path == STANDARD_OUTPUT:
            return os.dup(1)
        return open_private(self._path, os.O_APPEND)

    def reopen(self) -> None:
        """Open the path again, after a log rotation; keep the old file if that fails.

        The new file is opened before the old one is closed: a closed descriptor would soon be a socket's.
        """
        self.flush()
        try:
            new = self._open()
        except OSError as error:
            sys.stderr.write(f"cannot reopen the request log: {error.strerror}\n")
            return
        old, self._file = self._file, new
        self._torn = False
        os.close(old)

    def add(self, call: RequestContext, status: int, seconds: float, error: str = "") -> None:
        """Add a line. The method is all that it quotes of the request; the route is the platform's own text."""
        if not self._lines:
            self._loop.call_later(FLUSH_SECONDS, self.flush)
        members = call.route.members if call.route else f'"method":{quoted(call.request.method)},{NO_ROUTE}'
        failure = f',"error":{quoted(error)}' if error else ""
        self._lines.append(
            f'{{"at":"{_second(int(call.now))}.{int(call.now * 1000) % 1000:03}Z",{members},'
            f'"status":{status},"ms":{seconds * 1000:.3f},{(call.principal or NOBODY).members},'
            f'"peer":{quoted(call.peer)},"request_id":"{call.request_id}"{failure}}}\n'
        )

    def flush(self) -> None:
        """Write the lines that were added. A failure is reported on stderr, and stops no request.

        If only half of a line was written, the next write ends it first.
        """
        if not self._lines:
            return
        # After a partial write, for example on a full disk, the line is ended first, so that all others stay
        # parseable.
        data = b"\n" * self._torn + "".join(self._lines).encode()
        self._lines.clear()
        try:
            while data:
                count = os.write(self._file, data)
                self._torn = data[count - 1 : count] != b"\n"
                data = data[count:]
        except OSError as error:
            now = monotonic()
            if now - self._complained >= COMPLAIN_SECONDS:
                self._complained = now
                sys.stderr.write(f"cannot write the request log: {error.strerror}\n")

    def close(self) -> None:
        """Write the rest and close the file, once: its descriptor may then belong to another file."""
        if self._file == CLOSED:
            return
        self.flush()
        file, self._file = self._file, CLOSED
        os.close(file)


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    """Return a time without fraction and zone. Formatting it again for each line would cost 1 µs of a request's 50."""
    return format_time(seconds)[:-1]
