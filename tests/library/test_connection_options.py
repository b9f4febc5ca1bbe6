"""Arguments of the constructors that say how the platform is reached: proxy, TLS context, limits, user agent."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from support.socks_server import SocksServer
from transport.peers import Peer, read_request, reply

import ecctl


def ask(kind, **settings):
    """Ask for the platform's version with either kind of client."""
    if kind is ecctl.Client:
        with kind(**settings) as client:
            return client.platform.info()

    async def main():
        async with kind(**settings) as client:
            return await client.platform.info()

    return asyncio.run(main())


@pytest.fixture
def peer():
    """Provide a server that answers each request with the version, and records it."""
    requests = []

    def handle(connection, _number):
        while request := read_request(connection):
            requests.append(request)
            connection.sendall(reply(b'{"version": "3"}'))

    with closing(Peer(handle)) as server:
        server.requests = requests
        yield server


KINDS = pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])


@KINDS
def test_proxy_is_used_for_every_host(peer, kind):
    proxy = f"http://u:p@{peer.address}"
    assert ask(kind, host="http://127.0.0.1:9", api_key="k", proxy=proxy) == {"version": "3"}
    (request,) = peer.requests
    assert request.startswith(b"GET http://127.0.0.1:9/api/v1/regions/ece-region/platform ")
    assert b"\r\nProxy-Authorization: Basic dTpw\r\n" in request


@KINDS
def test_socks_proxy_is_used_for_every_host(peer, kind):
    server = SocksServer(peer.port, login=(b"us:er", b"pw"))
    with closing(Peer(server)) as socks:
        proxy = f"socks5://us%3Aer:pw@{socks.address}"
        settings = {"host": "http://localhost:9", "api_key": "k", "retries": 0}
        assert ask(kind, **settings, proxy=proxy) == {"version": "3"}
        with pytest.raises(
            ecctl.ConnectError, match=r"does not connect to localhost:9: it requires"
        ) as caught:
            ask(kind, **settings, proxy=f"socks5h://{socks.address}")
    assert caught.value.hint.startswith("give a user and a password in proxy=: socks5h://USER:PASSWORD@")
    (request,) = peer.requests
    assert request.startswith(b"GET /api/v1/regions/ece-region/platform ")
    assert b"\r\nHost: localhost:9\r\n" in request
    assert b"Proxy" not in request
    assert server.asked[0][0] in {"127.0.0.1", "::1"}


@KINDS
def test_client_retries_after_a_socks_proxy_failed(peer, kind):
    server = SocksServer(peer.port)
    broken = iter([True, False])

    def handle(connection, number):
        if not next(broken):
            server(connection, number)

    with closing(Peer(handle)) as socks:
        settings = {"host": "http://ece.test", "api_key": "k", "retries": 1}
        assert ask(kind, **settings, proxy=f"socks5h://{socks.address}") == {"version": "3"}
        assert socks.connections == 2


@KINDS
def test_unreachable_proxy_is_named_as_argument(kind):
    with pytest.raises(ecctl.ConnectError) as caught:
        ask(kind, host="http://a.test", api_key="k", proxy="http://127.0.0.1:9", retries=0)
    assert "through the proxy 127.0.0.1:9" in caught.value.message
    assert caught.value.hint == "the proxy is set by proxy="


@KINDS
def test_environment_names_the_proxy_unless_trust_env_is_off(peer, monkeypatch, kind):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    settings = {"host": "http://a.test", "api_key": "k", "retries": 0}
    with pytest.raises(ecctl.ConnectError, match="through the proxy"):
        ask(kind, **settings)
    with pytest.raises(ecctl.ConnectError) as caught:
        ask(kind, **settings, trust_env=False)
    assert "proxy" not in caught.value.message
    assert ask(kind, **settings, proxy=peer.url)  # the argument comes first
    monkeypatch.setenv("HTTP_PROXY", "socks5h://127.0.0.1:9")
    with pytest.raises(ecctl.ConnectError, match="through the SOCKS proxy"):
        ask(kind, **settings)
    assert ask(kind, **settings, trust_env=False, proxy=peer.url)


@KINDS
def test_ssl_context_replaces_the_trusted_roots(ece_server, kind):
    trusting = ssl.create_default_context(cafile=ece_server.ca_file)
    settings = {"host": ece_server.host, "api_key": ece_server.api_key}
    assert ask(kind, **settings, ssl_context=trusting)["version"]
    with pytest.raises(ecctl.TLSError):
        ask(kind, **settings, ssl_context=ssl.create_default_context())
    with pytest.raises(ecctl.SettingsError, match=r"ssl_context= and the setting ca_file"):
        kind(**settings, ssl_context=trusting, ca_file=ece_server.ca_file)
    with pytest.raises(ecctl.SettingsError, match=r"ssl_context= and the setting ca_file \(EC_CA_FILE"):
        kind.from_env(ece_server.environ, ssl_context=trusting)


@KINDS
def test_user_agent_stands_before_that_of_the_library(peer, kind):
    ask(kind, host=peer.url, api_key="k", user_agent="backup/2.1 (nightly)")
    sent = f"User-Agent: backup/2.1 (nightly) ecctl/{ecctl.__version__}"
    assert sent.encode() in peer.requests[0].split(b"\r\n")


def test_max_connections_bounds_the_sockets_of_threads(ece_server):
    with ece_server.client(max_connections=2) as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client.platform.info()["version"], range(40)))
        assert len(found) == 40
        idle = client._engine()[1]._idle
        assert sum(len(each._idle) for each in idle.values()) <= 2


def test_max_connections_bounds_the_sockets_of_tasks(ece_server):
    async def main():
        async with ece_server.async_client(max_connections=2) as client:
            await asyncio.gather(*(client.platform.info() for _ in range(40)))
            (pool,) = client._transport._pools.values()
            assert sum(map(len, pool._idle.values())) <= 2

    asyncio.run(main())


def test_wait_for_a_connection_ends_at_the_deadline(ece_server):
    ece_server.delay_next(5, path="users")
    with ece_server.client(max_connections=1) as client:
        slow = client.with_options(timeout=1).users.list
        blocked = threading.Thread(target=pytest.raises, args=(ecctl.RequestTimeoutError, slow))
        blocked.start()
        while client._engine()[1]._turns._value:
            time.sleep(0.001)
        with pytest.raises(ecctl.RequestTimeoutError, match="max_connections is 1"):
            client.with_options(deadline=0.1).platform.info()
        blocked.join()
        assert client.platform.info()


@KINDS
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_connections": 0}, "max_connections must be at least 1"),
        ({"max_connections": "2"}, "max_connections must be int, not str"),
        ({"max_connections": True}, "max_connections must be int, not bool"),
        ({"ssl_context": True}, "ssl_context must be ssl.SSLContext, not bool"),
        ({"trust_env": 0}, "trust_env must be bool, not int"),
        ({"user_agent": "a\r\nb: c"}, "printable ASCII"),
        ({"user_agent": 1}, "user_agent must be str, not int"),
        ({"proxy": 1}, "proxy must be str, not int"),
        ({"proxy": "ftp://p"}, r"the proxy in proxy= is not supported"),
        ({"proxy": "http://"}, r"the proxy in proxy= is not valid"),
        ({"proxy": "socks4://p"}, r"the proxy in proxy= is not supported"),
        ({"proxy": "socks5://"}, r"the proxy in proxy= is not valid"),
        (
            {"proxy": f"socks5://{'u' * 256}@p"},
            r"the proxy in proxy= is not valid: a user has 1 to 255 bytes",
        ),
    ],
)
def test_invalid_options_are_refused_at_once(kind, options, message):
    with pytest.raises((ecctl.UsageError, ecctl.SettingsError), match=message):
        kind(host="https://h", api_key="k", **options)
