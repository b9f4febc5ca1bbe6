"""Platforms to test: over a memory store and over SQLite, with a clock that tests move."""

from __future__ import annotations

import json

import pytest

from ecctl.platform.app import Platform
from ecctl.platform.clock import Clock
from ecctl.platform.store.memory import MemoryStore
from ecctl.platform.store.sqlite import SqliteStore
from ecctl.wire import Request

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
        response = platform.call(Request(method, f"embedded://local{path}", headers, data))
        return response.status, json.loads(response.read())

    return send


@pytest.fixture
def run():
    """Runs a coroutine that never suspends, and brings its result."""

    def drive(coroutine):
        try:
            coroutine.send(None)
        except StopIteration as stop:
            return stop.value
        coroutine.close()
        raise AssertionError("suspended")

    return drive
