"""The request log: a JSON object a line, a line a request; those of one turn of the loop together."""

from __future__ import annotations

import json
import os
import sys

from ..dates import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio

    from ..call import Call

STANDARD_OUTPUT = "-"


class RequestLog:
    """Appends to a file (made with mode 0600), or to the standard output."""

    def __init__(self, path: str, loop: asyncio.AbstractEventLoop) -> None:
        self._path = path
        self._loop = loop
        self._lines: list[str] = []
        self._file = self._open()

    def _open(self) -> int:
        if self._path == STANDARD_OUTPUT:
            return os.dup(1)
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def reopen(self) -> None:
        """Go on in a new file, when somebody has moved the old one away."""
        self.flush()
        os.close(self._file)
        self._file = self._open()

    def add(self, call: Call, status: int, seconds: float, error: str = "") -> None:
        """One line. Nothing of the request is quoted but its method; the route is ours."""
        if not self._lines:
            self._loop.call_soon(self.flush)
        route, who = call.route, call.principal
        entry = {
            "at": written(call.platform.clock.now()),
            "method": call.request.method,
            "route": route.path if route else "",
            "operation": route.operation if route else "",
            "status": status,
            "ms": round(seconds * 1000, 3),
            "principal": who.name if who else "",
            "by": who.by if who else "",
            "peer": call.peer,
            "request_id": call.request_id,
        }
        if error:
            entry["error"] = error
        self._lines.append(json.dumps(entry))

    def flush(self) -> None:
        """Write what was added. A log that cannot be written stops no request: the standard error says so."""
        if not self._lines:
            return
        data = ("\n".join(self._lines) + "\n").encode()
        self._lines.clear()
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            sys.stderr.write(f"the request log cannot be written: {error.strerror}\n")

    def close(self) -> None:
        """Write the rest, and let go of the file."""
        self.flush()
        os.close(self._file)
