"""The clock does not go back, not even over a restart."""

from __future__ import annotations

import contextlib
import json

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.domain.clock import MARK_SECONDS, SETTLE_SECONDS, Clock
from ecctl.platform.in_process import LocalPlatform
from ecctl.platform.store.sqlite.store import SqliteStore

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"


def test_time_continues_if_clock_is_set_back(hands):
    clock = hands.clock()
    before = clock.now()
    hands.wall -= 3600
    assert clock.now() == before
    hands.pass_time(10)
    assert clock.now() == before + 10
    hands.wall += 7200
    assert clock.now() == hands.wall


def test_time_follows_clock_that_is_set_forward(hands):
    clock = hands.clock()
    hands.wall += 3600
    assert clock.now() == hands.wall


@contextlib.contextmanager
def started(folder, hands):
    """A platform as a new process opens it: its steady clock starts anew."""
    hands.steady = 7.0
    clock = Clock(lambda: hands.wall, lambda: hands.steady)
    store = SqliteStore(str(folder / "platform.db"), clock)
    platform = LocalPlatform(Platform(store, clock)).open()

    def ask(path, body):
        response = platform.call(Request("POST", f"{path}", (), json.dumps(body).encode()))
        return response.status, json.loads(response.read())

    yield ask
    platform.close()


@pytest.mark.parametrize("back", [60, 3600, 10**8])
def test_expired_token_stays_expired_over_restart_with_clock_set_back(tmp_path, hands, back):
    with started(tmp_path, hands) as ask:
        body = {"persistent": False, "validity_in_seconds": 100, "roles": []}
        token = ask(ENROLLMENT, body)[1]["token"]
        hands.pass_time(100 + MARK_SECONDS)
        ask(ENROLLMENT, body)
    hands.wall -= back
    with started(tmp_path, hands) as ask:
        host = {"token": token, "roles": ["beats-runner"], "host_ip": "10.0.0.1"}
        assert ask("/ecctl/v1/hosts/_enroll", host)[0] == 401
        fresh = ask(ENROLLMENT, body)[1]["token"]
        hands.pass_time(99)
        assert ask("/ecctl/v1/hosts/_enroll", {**host, "token": fresh})[0] == 201
        hands.pass_time(1)
        assert ask("/ecctl/v1/hosts/_enroll", {**host, "token": fresh, "host_ip": "10.0.0.2"})[0] == 401


def test_clock_set_back_lengthens_validity_by_mark_interval_at_most(tmp_path, hands):
    body = {"persistent": False, "validity_in_seconds": 100, "roles": []}
    with started(tmp_path, hands) as ask:
        token = ask(ENROLLMENT, body)[1]["token"]
        for _ in range(20):
            hands.pass_time(7)
            ask(ENROLLMENT, body)
    hands.wall -= 3600
    with started(tmp_path, hands) as ask:
        hands.pass_time(MARK_SECONDS)
        host = {"token": token, "roles": ["beats-runner"], "host_ip": "10.0.0.1"}
        assert ask("/ecctl/v1/hosts/_enroll", host)[0] == 401


def test_jump_ahead_is_reported_and_forgotten_if_the_clock_returns(hands):
    clock, said = hands.clock(), []
    clock.warn = said.append
    before = clock.now()
    hands.wall += 10**8
    assert clock.now() == before + 10**8, "nothing that expired is accepted meanwhile"
    assert clock.settled() == before
    assert "jumped ahead by 100000000 seconds" in said[0]
    hands.wall -= 10**8
    assert clock.now() == before
    assert len(said) == 1


def test_jump_ahead_that_lasts_is_trusted(hands):
    clock = hands.clock()
    hands.wall += 10**8
    clock.now()
    hands.pass_time(SETTLE_SECONDS)
    ahead = clock.now()
    hands.wall -= 10**8
    assert clock.now() == ahead
    assert clock.lead == 10**8


def test_start_far_behind_the_stored_time_is_reported(hands):
    clock, said = hands.clock(), []
    clock.warn = said.append
    clock.resume_from(hands.wall + 7200)
    assert "7200 seconds behind" in said[0]
    assert clock.now() == hands.wall + 7200
