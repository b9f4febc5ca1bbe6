"""Requests as they go out, connections as they are kept, and replies that are given up."""

from __future__ import annotations

import signal
import socket
import threading
import time
import tracemalloc

import pytest
from transport.peers import answering, get, read_request, reply

from ecctl.core.messages import Request
from ecctl.errors import ConnectionLostError, NotTheApiError, SettingsError
from ecctl.transport import http
from ecctl.transport.http import HttpTransport


def echoing(connection, _number):
    """Answer every request with its own bytes."""
    while request := read_request(connection):
        connection.sendall(reply(request))


def numbering(connection, number):
    """Answer every request with the number of the connection."""
    while read_request(connection):
        connection.sendall(reply(b"%d" % number))


def until(condition):
    """Wait for what the other side is about to do."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.005)
    pytest.fail("it did not happen within five seconds")


def test_request_on_the_wire(serve, transport):
    peer = serve(echoing)
    headers = (("Accept", "a/b"), ("X-Y", 'z; q="1"'))
    sent = transport.send(Request("POST", f"{peer.url}api/v1?a=b%20c", headers, b"{}")).read()
    assert sent.decode() == (
        f"POST /api/v1?a=b%20c HTTP/1.1\r\nHost: {peer.address}\r\n"
        'Accept: a/b\r\nX-Y: z; q="1"\r\nContent-Length: 2\r\n\r\n{}'
    )


def test_iterable_body_goes_out_in_chunks(serve, transport):
    peer = serve(echoing)
    sent = transport.send(Request("PUT", peer.url, (), iter([b"ab", b"", b"c" * 20]))).read()
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.endswith(b"\r\nTransfer-Encoding: chunked")
    assert b"Content-Length" not in head
    assert body == b"2\r\nab\r\n14\r\n" + b"c" * 20 + b"\r\n0\r\n\r\n"


def test_large_body_arrives_whole(serve, transport):
    body = bytes(range(256)) * 8000
    sent = transport.send(Request("POST", serve(echoing).url, (), body)).read()
    assert sent.partition(b"\r\n\r\n")[2] == body


def test_head_and_small_body_are_one_write_without_delay(serve, transport):
    def first_read(connection, _number):
        connection.sendall(reply(connection.recv(65536)))
        connection.recv(1)

    sent = transport.send(Request("POST", serve(first_read).url, (), b"body")).read()
    assert sent.endswith(b"\r\n\r\nbody")
    (idle,) = transport._idle.values()
    assert idle._idle[0]._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_failure_of_an_iterable_body_is_the_callers_own(serve, transport):
    def broken():
        yield b"ab"
        raise OSError(5, "the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        transport.send(Request("POST", serve(echoing).url, (), broken()))


def test_ipv6(serve, transport):
    try:
        peer = serve(echoing, "::1")
    except OSError:
        pytest.skip("no IPv6 on this machine")
    sent = transport.send(get(peer.url)).read()
    assert f"Host: [::1]:{peer.port}\r\n".encode() in sent


# Connections that are kept


def test_connection_is_used_again(serve, transport):
    peer = serve(numbering)
    assert [transport.send(get(peer.url)).read() for _ in range(3)] == [b"1"] * 3


def test_connection_of_a_reply_left_unread_is_not(serve, transport):
    def handle(connection, number):
        while read_request(connection):
            connection.sendall(reply(b"%d" % number * 500_000))

    peer = serve(handle)
    transport.send(get(peer.url)).close()
    assert transport.send(get(peer.url)).read(1 << 20)[:1] == b"2"


def test_hosts_do_not_share_connections(serve, transport):
    first, second = serve(echoing), serve(echoing)
    for peer in (first, second, first):
        assert peer.address.encode() in transport.send(get(peer.url)).read()
    assert (first.connections, second.connections) == (1, 1)


def test_closed_idle_connection_is_not_reused(serve, transport):
    def handle(connection, number):
        read_request(connection)
        connection.sendall(reply(b"%d" % number))

    peer = serve(handle)
    for number in (b"1", b"2"):
        assert transport.send(Request("POST", peer.url, (), b"x")).read() == number
        (idle,) = transport._idle.values()
        until(lambda kept=idle._idle[0]: not kept.is_quiet())


def test_post_avoids_long_idle_connection(serve, transport, monkeypatch):
    monkeypatch.setattr(http, "IDLE_LIMIT_ONCE", 0)
    peer = serve(numbering)
    assert [transport.send(get(peer.url)).read() for _ in range(2)] == [b"1", b"1"]
    assert transport.send(Request("POST", peer.url, (), b"x")).read() == b"2"


def test_close_closes_idle_connections_and_pools_no_more(serve, transport):
    ends = []

    def handle(connection, number):
        numbering(connection, number)
        ends.append(number)

    peer = serve(handle)
    busy = transport.send(get(peer.url))
    transport.close()
    busy.read()
    transport.send(get(peer.url)).read()
    until(lambda: sorted(ends) == [1, 2])


def dying(requests, part=b""):
    """Answer the first request of the first connection; take its second, send `part`, and close."""

    def handle(connection, number):
        requests.append(read_request(connection))
        connection.sendall(reply())
        if number == 1:
            requests.append(read_request(connection))
            connection.sendall(part)
        else:
            while read_request(connection):
                connection.sendall(reply())

    return handle


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_idempotent_request_on_a_dead_connection_is_sent_again(method, serve, transport):
    requests = []
    peer = serve(dying(requests))
    transport.send(get(peer.url)).read()
    assert transport.send(Request(method, peer.url)).status == 200
    assert [request.split()[0].decode() for request in requests] == ["GET", method, method]


@pytest.mark.parametrize(
    ("request_parts", "part"),
    [
        (("POST", b"x"), b""),
        (("DELETE", b""), b""),
        (("PATCH", b"x"), b""),
        (("PUT", iter([b"x"])), b""),
        (("GET", b""), b"HTTP/1.1 2"),
    ],
    ids=["POST", "DELETE", "PATCH", "a body that is used up", "a reply that had begun"],
)
def test_other_requests_on_a_dead_connection_are_not(request_parts, part, serve, transport):
    requests = []
    peer = serve(dying(requests, part))
    transport.send(get(peer.url)).read()
    method, body = request_parts
    with pytest.raises(ConnectionLostError) as caught:
        transport.send(Request(method, peer.url, (), body))
    assert caught.value.sent
    assert len(requests) == 2
    assert peer.connections == 1


def test_threads_share_a_transport(serve, transport):
    peer = serve(echoing)
    wrong = []

    def work(name):
        for number in range(25):
            text = f"{name}-{number}"
            if transport.send(get(peer.url + text)).read().split()[1].decode() != f"/{text}":
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert peer.connections <= 8


# Replies


def test_body_is_streamed(serve, transport):
    go_on = threading.Event()

    def handle(connection, _number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        go_on.wait(5)
        connection.sendall(b"1\r\nb\r\n0\r\n\r\n")

    parts = iter(transport.send(get(serve(handle).url)).body)
    assert next(parts) == b"a"
    go_on.set()
    assert list(parts) == [b"b"]


def test_short_reply_is_bytes_at_once(serve, transport):
    assert transport.send(get(serve(answering(reply(b"hi"))).url)).body == b"hi"


def test_early_response_is_read(serve, transport):
    def handle(connection, _number):
        connection.recv(1000)
        connection.sendall(reply(b"too large", b"HTTP/1.1 413 Content Too Large\r\n"))

    response = transport.send(Request("POST", serve(handle).url, (), b"x" * 20_000_000))
    assert (response.status, response.read()) == (413, b"too large")


def test_reply_without_end_stops_at_the_limit_and_takes_no_memory(serve):
    transport = HttpTransport(timeout=60, environ={})  # a gibibyte takes its time on a busy machine
    piece = bytes(1 << 20)

    def handle(connection, _number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _ in range(1024):
            connection.sendall(piece)

    peer = serve(handle)
    tracemalloc.start()
    try:
        with pytest.raises(NotTheApiError, match="longer than 4000000 bytes"):
            transport.send(get(peer.url)).read(4_000_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
        tracemalloc.reset_peak()
        response = transport.send(get(peer.url))
        assert sum(map(len, response.body)) == 1 << 30
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
        transport.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_interrupt_passes_at_once_and_closes_the_connection(host, serve, transport):
    ended = threading.Event()

    def silent(connection, _number):
        # Once the request is here, so that a busy machine does not interrupt something else.
        if connection.recv(1000):
            interrupt()
        while connection.recv(1000):
            pass
        ended.set()

    peer = serve(silent)
    with pytest.raises(KeyboardInterrupt):
        transport.send(get(f"http://{host}:{peer.port}/"))
    assert ended.wait(20)


def interrupt():
    """Send SIGINT to the main thread, as Ctrl-C does."""
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def test_interrupt_during_a_name_look_up(transport, monkeypatch):
    let_go = threading.Event()

    def look_up(*_, **__):
        interrupt()
        let_go.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(KeyboardInterrupt):
        transport.send(get("http://host.test/"))
    let_go.set()


def test_proxies_default_to_process_environment(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "socks4://127.0.0.1:1")
    with pytest.raises(SettingsError, match="HTTP_PROXY"):
        HttpTransport().send(get("http://host.test/"))
