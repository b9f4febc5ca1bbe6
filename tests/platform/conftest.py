"""Platforms to test: over a memory store and over SQLite, with a clock that tests move."""

from __future__ import annotations

import asyncio
import itertools
import json

import pytest
from support.etcd_cluster import EtcdCluster
from support.server import ServerProcess, basic

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.auth import passwords
from ecctl.platform.domain.clock import Clock
from ecctl.platform.in_process import LocalPlatform, run_now
from ecctl.platform.store.memory import MemoryStore
from ecctl.platform.store.sqlite.store import SqliteStore


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
    path = str(tmp_path / "data" / "platform.db")
    made = MemoryStore(clock) if request.param == "memory" else SqliteStore(path, clock)
    run_now(made.open())
    yield made
    run_now(made.close())


@pytest.fixture
def platform(store, hands):
    return LocalPlatform(Platform(store, hands.clock()))


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
        request = Request(method, path, headers, data)
        response = self._run(self._platform.platform.handle(request, peer=self._peer))
        self.headers = dict(response.headers)
        return response.status, json.loads(response.read())


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
    nobody = "4" + passwords.NO_PASSWORD[passwords.NO_PASSWORD.index("$") :]
    monkeypatch.setattr("ecctl.platform.auth.passwords.NO_PASSWORD", nobody)


@pytest.fixture
def someone(ask):
    """Makes users through the API; the password of each is "pass-of-NAME"."""

    def make(name, *roles, **fields):
        security = {"password": f"pass-of-{name}", "roles": list(roles)}
        status, made = ask("POST", "/api/v1/users", {"user_name": name, "security": security, **fields})
        assert status == 200, made
        return made

    return make


@pytest.fixture(scope="session")
def start_server():
    """Return the class that starts a server, which its caller stops."""
    return ServerProcess


@pytest.fixture
def server(tmp_path):
    """Start servers, `server("--plain-http")`, that stop with the test."""
    started = []

    def start(*arguments, data=None, **options):
        started.append(ServerProcess(data or tmp_path / "served", *arguments, **options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def etcd(tmp_path_factory):
    """Run one member of etcd for all tests of a session."""
    cluster = EtcdCluster(tmp_path_factory.mktemp("etcd"))
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def etcd_url(etcd):
    """Return the URL of a store that is empty."""
    return etcd.url(f"test{next(PREFIXES)}")


PREFIXES = itertools.count(1)
