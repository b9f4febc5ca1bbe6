"""Proxy between a command and a platform that can kill the command at any of its requests."""

from __future__ import annotations

import http.client
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PHASES = ("before it is sent on", "before it is answered", "once it is answered")


class Gate:
    """Forwards requests to a platform, and kills the client at the request and phase given to `arm`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._count = 0
        self._fatal = (0, "")
        self._victim: subprocess.Popen[bytes] | None = None
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_any(self) -> None:
                gate.handle(self)

            do_GET = do_POST = do_DELETE = do_any  # noqa: N815  # the names that the library calls

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def arm(self, request: int, phase: str) -> None:
        """Kill the client of the next run at this request, counted from 1."""
        self._count, self._fatal, self._victim = 0, (request, phase), None

    def expect(self, victim: subprocess.Popen[bytes]) -> None:
        """Set the client process."""
        self._victim = victim

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Forward one request, unless the client has been killed."""
        self._count += 1
        number = self._count
        body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        if self._kills(number, PHASES[0]):
            return
        platform = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        platform.request(handler.command, handler.path, body, dict(handler.headers))
        answer = platform.getresponse()
        data = answer.read()
        platform.close()
        if self._kills(number, PHASES[1]):
            return
        handler.send_response(answer.status)
        handler.send_header("content-type", answer.headers.get("content-type", ""))
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)
        handler.wfile.flush()
        self._kills(number, PHASES[2])

    def _kills(self, number: int, phase: str) -> bool:
        if self._fatal != (number, phase):
            return False
        self._fatal = (0, "")
        while self._victim is None:
            time.sleep(0.001)
        self._victim.kill()
        return True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
