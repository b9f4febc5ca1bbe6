"""`with_options`: other options over the same connections and login."""

from __future__ import annotations

import asyncio
import time

import pytest

import ecctl


@pytest.fixture
def with_login(ece_server):
    ece_server.seed(users={"ops": ["ece_platform_admin"]})

    def make(kind, **settings):
        return kind(
            host=ece_server.host,
            ca_file=ece_server.ca_file,
            user="ops",
            password="password-of-ops",
            **settings,
        )

    return make


def logins(server):
    return sum(asked.path.endswith("/_login") for asked in server.requests)


def test_derived_clients_share_login_and_connections(ece_server, with_login):
    with with_login(ecctl.Client) as client:
        client.with_options(timeout=5).users.me()
        client.users.me()
        client.with_options(retries=0, headers={"X-Team": "a"}).with_options(region="r-2").users.me()
        assert logins(ece_server) == 1
        idle = client._engine()[1]._idle
        assert [len(each._idle) for each in idle.values()] == [1]
    assert "x-team" not in ece_server.requests[1].headers
    assert ece_server.requests[-1].headers["x-team"] == "a"


def test_async_derived_clients_share_login_and_connections(ece_server, with_login):
    async def main():
        async with with_login(ecctl.AsyncClient) as client:
            await client.with_options(timeout=5).users.me()
            await client.users.me()
            await client.with_options(headers={"User-Agent": "mine/1"}).users.me()
            pools = list(client._transport._pools.values())
            assert [len(links) for pool in pools for links in pool._idle.values()] == [1]

    asyncio.run(main())
    assert logins(ece_server) == 1
    assert ece_server.requests[-1].headers["user-agent"] == "mine/1"


def test_options_add_up(ece_platform):
    with ece_platform.client() as client:
        both = client.with_options(headers={"A": "1"}, retries=0).with_options(headers={"B": "2"}, timeout=3)
        both.platform.info()
        assert ece_platform.requests[-1].headers.keys() >= {"a", "b"}
        assert (both._retries, both._profile.timeout) == (0, 3.0)
        assert client._retries == 2


def test_derived_client_closes_with_its_origin(ece_platform):
    client = ece_platform.client()
    derived = client.with_options(timeout=1)
    derived.close()
    with pytest.raises(ecctl.UsageError, match="closed"):
        derived.users.me()
    other = client.with_options(timeout=1)
    assert other.users.me()["user_name"] == "tester"
    client.close()
    with pytest.raises(ecctl.UsageError, match="closed"):
        other.users.me()


def test_region_is_that_of_the_option(scripted):
    server = scripted({"status": 200, "body": {"users": []}}, {"status": 200, "body": {"version": "3"}})
    with ecctl.Client(host=server.host, api_key="k") as client:
        derived = client.with_options(region="r-2")
        derived.users.list()
        derived.platform.info()
    assert "/regions/r-2/platform" in server.requests[-1]["path"]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"Authorization": "x"}, "sets the header Authorization itself"),
        ({"A b": "x"}, "not a name of a header"),
        ({"A": "x\r\nB: y"}, "printable ASCII"),
        ({"A": 1}, "must be str"),
        (["A"], "must be a dict"),
    ],
)
def test_invalid_headers_are_refused(ece_platform, headers, message):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError, match=message):
        client.with_options(headers=headers)


@pytest.mark.parametrize("deadline", [0, -1, "soon", True])
def test_invalid_deadlines_are_refused(ece_platform, deadline):
    with ece_platform.client() as client, pytest.raises((ecctl.UsageError, ecctl.SettingsError)):
        client.with_options(deadline=deadline)


def test_retry_after_the_deadline_is_not_waited_for(ece_server):
    ece_server.fail_next(status=429, times=2, retry_after=3)
    with ece_server.client() as client:
        start = time.monotonic()
        with pytest.raises(ecctl.RateLimitError, match="fault") as caught:
            client.with_options(deadline=2).users.me()
        assert caught.value.retry_after == 3
        assert time.monotonic() - start < 1.5
    ece_server.clear_faults()


def test_deadline_bounds_a_slow_response(ece_server):
    ece_server.delay_next(20)
    with ece_server.client() as client:
        start = time.monotonic()
        with pytest.raises(ecctl.RequestTimeoutError):
            client.with_options(deadline=0.3).users.me()
        assert time.monotonic() - start < 5


def test_async_retry_after_the_deadline_is_not_waited_for(ece_server):
    ece_server.fail_next(status=429, retry_after=3)

    async def main():
        async with ece_server.async_client() as client:
            start = time.monotonic()
            with pytest.raises(ecctl.RateLimitError, match="fault") as caught:
                await client.with_options(deadline=2).users.me()
            assert caught.value.retry_after == 3
            assert time.monotonic() - start < 1.5
            assert await client.users.me()

    asyncio.run(main())


def test_async_deadline_bounds_the_whole_call(ece_server):
    ece_server.delay_next(20)

    async def main():
        async with ece_server.async_client() as client:
            start = time.monotonic()
            with pytest.raises(ecctl.RequestTimeoutError, match=r"deadline of 0\.5 s"):
                await client.with_options(deadline=0.5).users.me()
            assert time.monotonic() - start < 5

    asyncio.run(main())
