"""The asyncio transport keeps what the other one promises: the same tests run on it, and some of its own."""

from __future__ import annotations

import asyncio
import gc
import ssl
import threading
import time

import pytest
from transport import test_failures, test_http, test_http_replies, test_proxy, test_socks_proxy, test_tls
from transport.blocking import BlockingTransport
from transport.peers import answering, get, read_request, reply
from transport.test_failures import *  # noqa: F403
from transport.test_http import *  # noqa: F403
from transport.test_http_replies import *  # noqa: F403
from transport.test_proxy import *  # noqa: F403
from transport.test_socks_proxy import *  # noqa: F403
from transport.test_tls import *  # noqa: F403

from ecctl.errors import ConnectionLostError, NotTheApiError, RequestTimeoutError
from ecctl.transport import http_async
from ecctl.transport.http_async import AsyncHttpTransport

OTHER = {
    "test_body_is_streamed": "here a reply is read whole before it is handed out",
    "test_connection_of_a_reply_left_unread_is_not": "as above",
    "test_reply_without_end_stops_at_the_limit_and_takes_no_memory": "as above: the limit is tested below",
    "test_timeout_while_a_body_is_produced": "a body is made by the caller's own code, which no event loop interrupts",
    "test_body_until_close_needs_a_proper_end": "asyncio does not tell how a TLS stream has ended",
    "test_threads_share_a_transport": "tasks share this one: below",
    "test_head_and_small_body_are_one_write_without_delay": "looks into the other transport",
    "test_closed_idle_connection_is_not_reused": "as above: below",
    "test_post_avoids_long_idle_connection": "as above: below",
    "test_close_closes_idle_connections_and_pools_no_more": "as above: below",
}
OTHER |= dict.fromkeys(
    ("test_client_certificate_missing", "test_client_certificate_refused"),
    "in TLS 1.3 asyncio may meet the reset of a connection before the alert that came with it; 1.2 is below",
)
for name in OTHER:
    del globals()[name]


@pytest.fixture(autouse=True)
def blocking(monkeypatch):
    for module in (test_failures, test_http, test_http_replies, test_proxy, test_socks_proxy, test_tls):
        monkeypatch.setattr(module, "HttpTransport", BlockingTransport, raising=False)
    yield
    BlockingTransport.end_all()


@pytest.fixture
def transport():
    return BlockingTransport(timeout=5, environ={})


def test_client_certificates_in_tls_1_2(serve_tls, host, ca, own):
    test_tls.test_client_certificate_missing(ssl.TLSVersion.TLSv1_2, serve_tls, host, ca)
    test_tls.test_client_certificate_refused(ssl.TLSVersion.TLSv1_2, serve_tls, host, ca, own)


def numbered(connection, number):
    while read_request(connection):
        connection.sendall(reply(b"%d" % number))


def test_tasks_share_a_transport(serve):
    peer = serve(numbered)

    async def ask_all():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        replies = await asyncio.gather(*(carrier.send(get(peer.url)) for _ in range(200)))
        await carrier.close()
        return {each.read() for each in replies}

    assert len(asyncio.run(ask_all())) <= http_async.CONNECTIONS
    assert peer.connections <= http_async.CONNECTIONS


def test_closed_connection_is_not_reused(serve):
    def once(connection, number):
        read_request(connection)
        connection.sendall(reply(b"%d" % number))

    peer = serve(once)

    async def ask_twice():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        for expected in (b"1", b"2"):
            assert (await carrier.send(get(peer.url))).read() == expected
            await asyncio.sleep(0.05)
        await carrier.close()

    asyncio.run(ask_twice())


@pytest.mark.parametrize(("idle", "number"), [(0.0, b"1"), (31.0, b"2")])
def test_connection_idle_for_long_is_not_reused(serve, monkeypatch, idle, number):
    peer = serve(numbered)

    async def ask_twice():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        await carrier.send(get(peer.url))
        monkeypatch.setattr(http_async, "IDLE_LIMIT", 30.0 - idle)
        response = await carrier.send(get(peer.url))
        await carrier.close()
        return response.read()

    assert asyncio.run(ask_twice()) == number


def test_unsolicited_bytes_end_a_connection(serve):
    def talkative(connection, number):
        while read_request(connection):
            connection.sendall(reply(b"%d" % number))
            connection.sendall(reply(b"unasked"))

    peer = serve(talkative)

    async def ask_twice():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        first = await carrier.send(get(peer.url))
        await asyncio.sleep(0.05)
        second = await carrier.send(get(peer.url))
        await carrier.close()
        return first.read(), second.read()

    assert asyncio.run(ask_twice()) == (b"1", b"2")


def test_new_event_loop_opens_new_connections(serve):
    peer = serve(numbered)
    carrier = AsyncHttpTransport(timeout=5, environ={})

    async def ask():
        response = await carrier.send(get(peer.url))
        await carrier.close()
        return response.read()

    assert [asyncio.run(ask()) for _ in range(3)] == [b"1", b"2", b"3"]


def test_cancelled_request_closes_its_connection(serve):
    peer = serve(lambda connection, _: (read_request(connection), connection.recv(1)))

    async def cancel():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        task = asyncio.create_task(carrier.send(get(peer.url)))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await carrier.close()

    asyncio.run(cancel())
    assert peer.connections == 1


def test_response_over_limit_is_not_read_to_end(serve, monkeypatch):
    monkeypatch.setattr(http_async, "RESPONSE_LIMIT", 1000)

    def endless(connection, _):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"64\r\n" + bytes(100) + b"\r\n")

    async def ask():
        await AsyncHttpTransport(timeout=5, environ={}).send(get(serve(endless).url))

    with pytest.raises(NotTheApiError, match="longer than 1000 bytes"):
        asyncio.run(ask())


def test_timeout_while_many_requests_wait(serve):
    peer = serve(lambda connection, _: (read_request(connection), connection.recv(1)))

    async def ask():
        carrier = AsyncHttpTransport(timeout=0.2, environ={})
        return await asyncio.gather(
            *(carrier.send(get(peer.url)) for _ in range(http_async.CONNECTIONS + 3)), return_exceptions=True
        )

    assert {type(each) for each in asyncio.run(ask())} == {RequestTimeoutError}


def test_post_is_not_sent_twice(serve):
    seen = []

    def drops(connection, _):
        while request := read_request(connection):
            seen.append(request.split()[0])
            if len(seen) == 2:
                return
            connection.sendall(reply())

    peer = serve(drops)

    async def ask():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        post = get(peer.url)
        post.method = "POST"
        await carrier.send(post)
        with pytest.raises(ConnectionLostError):
            await carrier.send(post)
        await carrier.close()

    asyncio.run(ask())
    assert seen == [b"POST", b"POST"]


def test_uvloop_is_served_as_well(serve):
    uvloop = pytest.importorskip("uvloop")
    peer = serve(answering(reply(b"hi")))

    async def ask():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        response = await carrier.send(get(f"http://localhost:{peer.port}/"))
        await carrier.close()
        return response.read()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(ask()) == b"hi"


def test_each_event_loop_has_a_pool(serve):
    peer = serve(numbered)
    carrier = AsyncHttpTransport(timeout=5, environ={})

    async def ask():
        return (await carrier.send(get(peer.url))).read()

    with asyncio.Runner() as one, asyncio.Runner() as other:
        replies = [runner.run(ask()) for runner in (one, other, one, other)]
        for runner in (one, other):
            runner.run(carrier.close())
    assert (replies, peer.connections) == ([b"1", b"2", b"1", b"2"], 2)


def test_pools_of_finished_loops_are_dropped(serve):
    peer = serve(numbered)
    carrier = AsyncHttpTransport(timeout=5, environ={})

    async def ask():
        await carrier.send(get(peer.url))
        await carrier._pools[asyncio.get_running_loop()].close()

    for _ in range(3):
        asyncio.run(ask())
    gc.collect()
    assert len(carrier._pools) == 0


def test_close_closes_a_connection_in_use_once_its_response_is_complete(serve):
    closed = threading.Event()

    def slow(connection, _number):
        read_request(connection)
        time.sleep(0.2)
        connection.sendall(reply(b"late"))
        if connection.recv(1) == b"":
            closed.set()

    peer = serve(slow)

    async def ask():
        carrier = AsyncHttpTransport(timeout=5, environ={})
        call = asyncio.create_task(carrier.send(get(peer.url)))
        await asyncio.sleep(0.05)
        await carrier.close()
        body = (await call).read()
        await asyncio.to_thread(closed.wait, 2)
        return body

    assert asyncio.run(ask()) == b"late"
    assert closed.is_set()
