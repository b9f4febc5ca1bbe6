"""Platforms to test: over a memory store and over SQLite, with a clock that tests move."""

from __future__ import annotations

import asyncio
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

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.auth import passwords
from ecctl.platform.domain.clock import Clock
from ecctl.platform.request import Call
from ecctl.platform.store.memory import MemoryStore
from ecctl.platform.store.sqlite.store import SqliteStore

TOKENS = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"


class Hands:
    """A clock's hands: what the system's clocks tell, moved by tests."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.steady = 5_000.0

    def clock(self) -> Clock:
        """A clock that shows them."""
        return Clock(lambda: self.wall, lambda: self.steady)

    def pass_time(self, seconds):
        """Let time pass, as both clocks see it."""
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path, hands):
    """A store that never suspends."""
    clock = hands.clock()
    made = (
        MemoryStore(clock) if request.param == "memory" else SqliteStore.open(str(tmp_path / "data"), clock)
    )
    yield made
    made.close()


@pytest.fixture
def platform(store, hands):
    return Platform(store, hands.clock())


@pytest.fixture
def ask(platform):
    """Sends a request as the owner, and brings the status and the value of the reply."""

    def send(method, path, body=None, *, headers=(), raw=None):
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        response = platform.call(Request(method, f"{path}", headers, data))
        return response.status, json.loads(response.read())

    return send


@pytest.fixture
def runner():
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def run(runner):
    """Runs a coroutine to its end, and brings its result."""
    return runner.run


class Client:
    """Asks a platform with credentials of its own, as a connection from an address would."""

    def __init__(self, platform, run, authorization="", peer="192.0.2.1"):
        self._platform = platform
        self._run = run
        self._peer = peer
        self.authorization = authorization
        self.headers = {}

    def ask(self, method, path, body=None):
        headers = (("Authorization", self.authorization),) if self.authorization else ()
        data = b"" if body is None else json.dumps(body).encode()
        call = Call(self._platform, Request(method, f"{path}", headers, data), self._peer)
        response = self._run(self._platform.answer(call))
        self.headers = dict(response.headers)
        return response.status, json.loads(response.read())


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture
def client(platform, run):
    """Makes clients: `client("name", "password")`, `client(authorization="…")`, `client()` for nobody."""

    def make(name="", password="", *, authorization="", peer="192.0.2.1"):
        return Client(platform, run, authorization or (name and basic(name, password)), peer)

    return make


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch):
    """Scrypt as it is, at a cost that tests can pay often."""
    monkeypatch.setattr("ecctl.platform.auth.passwords.COST", 4)
    nobody = "4" + passwords.NOBODY[passwords.NOBODY.index("$") :]
    monkeypatch.setattr("ecctl.platform.auth.passwords.NOBODY", nobody)


@pytest.fixture
def someone(ask):
    """Makes users through the API; the password of each is "pass-of-NAME"."""

    def make(name, *roles, **fields):
        security = {"password": f"pass-of-{name}", "roles": list(roles)}
        status, made = ask("POST", "/api/v1/users", {"user_name": name, "security": security, **fields})
        assert status == 200, made
        return made

    return make


class Server:
    """A server process, and how to talk to it."""

    def __init__(self, data, *arguments, listen="127.0.0.1:0", environment=None):
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "served.py"), str(data), listen, *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.line = self.process.stderr.readline().strip()
        if not self.line.startswith("listening on "):
            self.process.wait(20)
        else:
            self.url = self.line.removeprefix("listening on ")
            self.port = int(self.url.rpartition(":")[2])
            self.config = json.loads((data / "admin.json").read_text())
            self.authorization = basic("admin", self.config["pass"])

    basic = staticmethod(basic)

    @property
    def context(self):
        return ssl.create_default_context(cafile=str(self.data / "ca.pem"))

    def connection(self):
        if self.url.startswith("https:"):
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, method, path, body=None, *, authorization=None, headers=None):
        """Status, headers and the JSON value of a reply, over a connection of its own."""
        with contextlib.closing(self.connection()) as connection:
            known = {"Authorization": self.authorization if authorization is None else authorization}
            data = None if body is None else json.dumps(body)
            if data is not None:
                known["Content-Type"] = "application/json"
            connection.request(method, path, data, {**known, **(headers or {})})
            response = connection.getresponse()
            text = response.read()
            kind = response.headers.get("content-type", "")
            return response.status, response.headers, json.loads(text) if "json" in kind else text.decode()

    def raw(self, data, *, wait=5.0):
        """What comes back for bytes that are sent as they are, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as link:
            link.sendall(data)
            received = b""
            with contextlib.suppress(TimeoutError):
                while part := link.recv(65536):
                    received += part
            return received

    def log(self):
        return [json.loads(line) for line in (self.data / "requests.log").read_text().splitlines()]

    def stop(self, number=signal.SIGTERM):
        """Exit status and what is left of the standard error."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        rest = self.process.communicate(timeout=40)[1]
        return self.process.returncode, rest


@pytest.fixture(scope="session")
def start_server():
    """Starts a server that its caller stops."""
    return Server


@pytest.fixture
def server(tmp_path):
    """Starts servers: `server("--plain-http")`; they end with the test."""
    started = []

    def start(*arguments, data=None, **options):
        started.append(Server(data or tmp_path / "served", *arguments, **options))
        return started[-1]

    yield start
    for each in started:
        each.stop()
