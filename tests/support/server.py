"""The one way to start `ecctl serve` for tests."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

SERVED = Path(__file__).parent / "served.py"


def basic(name, password):
    """Return the value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class ServerProcess:
    """A server in a process of its own, and requests to it.

    It runs tests/support/served.py, which can shorten limits and inject disk faults, or with `command` any other
    command that prints the same lines.
    """

    def __init__(self, data, *arguments, listen="127.0.0.1:0", environment=None, command=None, **options):
        self.data = data
        self.process = subprocess.Popen(
            command or [sys.executable, str(SERVED), str(data), listen, *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
            **options,
        )
        self.line = self.process.stderr.readline().strip()
        if not self.line.startswith("listening on "):
            self.process.wait(20)
        else:
            self.url = self.line.removeprefix("listening on ")
            self.port = int(self.url.rpartition(":")[2])
            self.config = json.loads((data / "admin.json").read_text())
            self.authorization = basic("admin", self.config.get("pass", ""))

    basic = staticmethod(basic)

    @property
    def context(self):
        """TLS context that trusts the server."""
        return ssl.create_default_context(cafile=str(self.data / "ca.pem"))

    def connection(self):
        """Return a new connection."""
        if self.url.startswith("https:"):
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, method, path, body=None, *, authorization=None, headers=None):
        """Return status, headers and JSON value (or text) of a response, over a new connection."""
        with contextlib.closing(self.connection()) as connection:
            known = {"Authorization": self.authorization if authorization is None else authorization}
            data = None if body is None else json.dumps(body)
            if data is not None:
                known["Content-Type"] = "application/json"
            if data is not None:
                known["Content-Type"] = "application/json"
            connection.request(method, path, data, {**known, **(headers or {})})
            response = connection.getresponse()
            text = response.read()
            kind = response.headers.get("content-type", "")
            return response.status, response.headers, json.loads(text) if "json" in kind else text.decode()

    def raw(self, data, *, wait=5.0):
        """Send bytes unchanged, and return everything that arrives until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as link:
            link.sendall(data)
            received = b""
            with contextlib.suppress(TimeoutError):
                while part := link.recv(65536):
                    received += part
            return received

    def log(self):
        """Return the entries of the request log."""
        return [json.loads(line) for line in (self.data / "requests.log").read_text().splitlines()]

    def stop(self, number=signal.SIGTERM):
        """Stop the server, and return its exit status and the rest of its standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        rest = self.process.communicate(timeout=40)[1]
        return self.process.returncode, rest
