"""The login that many calls of one client share: how it ends for each of them."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

import ecctl

PASSWORD = "planted-password-4712"
USERS = {"match": "GET /api/v1/users*", "status": 200, "body": {"users": []}}
REFUSED = {"match": "POST */_login", "status": 401, "body": {"errors": [{"code": "x", "message": "no"}]}}


def login(**changes):
    return {"match": "POST */_login", "status": 200, "body": {"token": "a.b.c"}, **changes}


def settings(server, **changes):
    return {"host": server.host, "user": "u", "password": PASSWORD, "timeout": 5, "retries": 0, **changes}


def logins(server):
    return [request for request in server.requests if request["path"].endswith("_login")]


def test_cancelled_login_does_not_block_later_calls(scripted):
    server = scripted(login(hang=3), login(), USERS)
    kept = []

    async def ask():
        async with ecctl.AsyncClient(**settings(server)) as client:
            try:
                async with asyncio.timeout(0.2):
                    await client.users.list()
            except TimeoutError as error:
                kept.append(error)  # what keeps the traceback alive kept the login as well
            async with asyncio.timeout(4.5):
                return await client.users.list()

    assert asyncio.run(ask()) == []


def test_interrupted_login_does_not_block_later_calls(scripted):
    server = scripted(login(), USERS)

    class Interrupt(ecctl.Middleware):
        armed = True

        def exchange(self, request):
            if self.armed:
                self.armed = False
                raise KeyboardInterrupt
            return (yield request)

    with ecctl.Client(**settings(server), middleware=[Interrupt()]) as client:
        with pytest.raises(KeyboardInterrupt) as kept:
            client.users.list()
        started = time.monotonic()
        assert client.users.list() == []
        assert time.monotonic() - started < 2
    assert kept.value is not None


def test_calls_that_wait_for_a_failed_login_fail_with_it(scripted):
    server = scripted({**REFUSED, "hang": 0.3}, USERS)

    async def ask():
        async with ecctl.AsyncClient(**settings(server)) as client:
            return await asyncio.gather(*(client.users.list() for _ in range(20)), return_exceptions=True)

    errors = asyncio.run(ask())
    assert {type(error) for error in errors} == {ecctl.AuthenticationError}
    assert len({id(error) for error in errors}) == len(errors)
    assert len(logins(server)) == 1


def test_wait_for_another_login_is_bounded_by_timeout(scripted):
    server = scripted(login(hang=3), USERS)
    outcomes = []

    def ask(client):
        started = time.monotonic()
        with pytest.raises(ecctl.RequestTimeoutError):
            client.users.list()
        outcomes.append(time.monotonic() - started)

    with ecctl.Client(**settings(server, timeout=0.5)) as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(outcomes) == 5
    assert max(outcomes) < 1.5


def test_login_is_retried_after_failed_one(scripted):
    server = scripted({**REFUSED}, login(), USERS)
    with ecctl.Client(**settings(server)) as client:
        with pytest.raises(ecctl.AuthenticationError):
            client.users.list()
        assert client.users.list() == []
    assert len(logins(server)) == 2
