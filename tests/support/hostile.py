"""Hostile clients of a server process, on loopback and bounded, and measurements of the process."""

from __future__ import annotations

import contextlib
import http.client
import json
import resource
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
KEYS = "/api/v1/users/auth/keys"
LOGIN = "/api/v1/users/auth/_login"
ENROLL = "/ecctl/v1/hosts/_enroll"


class Browser:
    """Client that keeps its connection open, optionally from another address of this machine."""

    def __init__(self, port, authorization="", *, address="127.0.0.1"):
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=60, source_address=(address, 0)
        )
        self.authorization = authorization

    def ask(self, method, path, body=None):
        """Return status and JSON value (or text) of a response."""
        headers = {"Authorization": self.authorization} if self.authorization else {}
        data = None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, data, headers)
        response = self._connection.getresponse()
        text = response.read()
        is_json = "json" in response.headers.get("content-type", "")
        return response.status, json.loads(text) if is_json else text.decode()

    def close(self):
        self._connection.close()


def login(port, name, password):
    """Return the status of a login, and the Authorization header of the session."""
    with contextlib.closing(Browser(port)) as browser:
        status, body = browser.ask("POST", LOGIN, {"username": name, "password": password})
    return status, f"Bearer {body.get('token')}"


class Storm:
    """Threads that call a function with a browser of their own until the block ends.

    `results` are what the calls returned, with the time at which each began.
    """

    def __init__(self, make_browser, count, call):
        self.results = []
        self._make_browser = make_browser
        self._call = call
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(count)
        self._count = count

    def _run(self):
        with contextlib.closing(self._make_browser()) as browser:
            while not self._stopping.is_set():
                began = time.perf_counter()
                self.results.append((began, self._call(browser)))

    def __enter__(self):
        self._running = [self._pool.submit(self._run) for _ in range(self._count)]
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._pool.shutdown()
        for each in self._running:
            each.result()


def memory(process, line="VmRSS"):
    """MiB of memory of a process."""
    return int(Path(f"/proc/{process.pid}/status").read_text().split(f"{line}:")[1].split()[0]) / 1024


def cpu_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def cpu_milliseconds(process):
    """CPU time of all threads of a process, which the scheduler counts in nanoseconds."""
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6


@contextlib.contextmanager
def connections(port, count):
    """So many connections at once; the process may open as many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count + 200), hard), hard))
    with contextlib.ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        yield [stack.enter_context(socket.create_connection(("127.0.0.1", port), 10)) for _ in range(count)]


def exchange(port, data, wait=10.0):
    """What comes back until the server closes, or pauses for so long."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as link:
        link.sendall(data)
        return received_by(link)


def received_by(link):
    received = b""
    with contextlib.suppress(TimeoutError, ConnectionResetError):
        while part := link.recv(65536):
            received += part
    return received


def health(port):
    """Milliseconds that a health probe takes."""
    started = time.perf_counter()
    assert exchange(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"ok\n")
    return (time.perf_counter() - started) * 1000


def until(holds, seconds=10):
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def peek(link):
    link.settimeout(0)
    with contextlib.suppress(OSError):
        return link.recv(100, socket.MSG_PEEK)
    return b""


def report(text):
    """Print a figure, which `pytest -rP` shows."""
    sys.stdout.write(f"{text}\n")
