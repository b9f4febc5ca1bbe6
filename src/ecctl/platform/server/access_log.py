"""The request log: a JSON object a line, a line a request; those of a moment are written together."""

from __future__ import annotations

import os
import sys

from ecctl.core.private_files import open_private
from ecctl.core.timefmt import format_time
from ecctl.platform.request import NOBODY
from ecctl.platform.responses import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio

    from ecctl.platform.request import Call

LOG_FILE = "requests.log"
"""Its name in the data directory, unless another one is given."""
STANDARD_OUTPUT = "-"
FLUSH_SECONDS = 0.05
"""How long a line may wait for others to be written with."""
CLOSED = -1
NOWHERE = '"route":"","operation":""'


class RequestLog:
    """Appends to a file (made with mode 0600), or to the standard output."""

    def __init__(self, path: str, loop: asyncio.AbstractEventLoop) -> None:
        self._path = path
        self._loop = loop
        self._lines: list[str] = []
        self._torn = False
        self._file = self._open()

    def _open(self) -> int:
        if self._path == STANDARD_OUTPUT:
            return os.dup(1)
        return open_private(self._path, os.O_APPEND)

    def reopen(self) -> None:
        """Go on in a new file, when somebody has moved the old one away; in the old one if there is none.

        The new one is opened before the old one is closed: a number without a file would soon be a socket's.
        """
        self.flush()
        try:
            new = self._open()
        except OSError as error:
            sys.stderr.write(f"the request log cannot be reopened: {error.strerror}\n")
            return
        old, self._file = self._file, new
        self._torn = False
        os.close(old)

    def add(self, call: Call, status: int, seconds: float, error: str = "") -> None:
        """One line. Nothing of the request is quoted but its method; the route is ours."""
        if not self._lines:
            self._loop.call_later(FLUSH_SECONDS, self.flush)
        route = call.route
        where = route.members if route else f'"method":{quoted(call.request.method)},{NOWHERE}'
        failure = f',"error":{quoted(error)}' if error else ""
        self._lines.append(
            f'{{"at":"{format_time(call.now, milliseconds=True)}",{where},'
            f'"status":{status},"ms":{seconds * 1000:.3f},{(call.principal or NOBODY).members},'
            f'"peer":{quoted(call.peer)},"request_id":"{call.request_id}"{failure}}}\n'
        )

    def flush(self) -> None:
        """Write what was added. A log that cannot be written stops no request: the standard error says so.

        A line that only half of was written is ended before the next one.
        """
        if not self._lines:
            return
        data = b"\n" * self._torn + "".join(self._lines).encode()
        self._lines.clear()
        try:
            while data:
                written_bytes = os.write(self._file, data)
                self._torn = data[written_bytes - 1 : written_bytes] != b"\n"
                data = data[written_bytes:]
        except OSError as error:
            sys.stderr.write(f"the request log cannot be written: {error.strerror}\n")

    def close(self) -> None:
        """Write the rest, and let go of the file; once, as its number may be another file's the next time."""
        if self._file == CLOSED:
            return
        self.flush()
        file, self._file = self._file, CLOSED
        os.close(file)
