"""Every way not to get a reply: its class, its words, its hint, and no secret in any of them."""

from __future__ import annotations

import socket
import time
import traceback

import pytest
from transport.peers import answering, get, read_request, reply

from ecctl.core.messages import Request
from ecctl.errors import ConnectError, ConnectionLostError, NotTheApiError, RequestTimeoutError
from ecctl.transport.http import HttpTransport

SECRET = "c2VjcmV0"


def failure(kind, url, *, method="GET", body=b"", timeout=5.0):
    """The error that a request meets, once it is known to show no secret."""
    transport = HttpTransport(timeout=timeout, environ={})
    with pytest.raises(kind) as caught:
        transport.send(Request(method, f"{url}?secret={SECRET}", (("Authorization", SECRET),), body)).read()
    transport.close()
    assert type(caught.value) is kind
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint + repr(caught.value)
    assert SECRET not in shown
    return caught.value


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def black_hole():
    """An address that neither takes a connection nor refuses it: a listener whose queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(3):
            waiting.append(socket.socket())
            waiting[-1].settimeout(0)
            waiting[-1].connect_ex(listener.getsockname())
        yield listener.getsockname()
        for each in waiting:
            each.close()


# No connection


def test_refused():
    port = closed_port()
    error = failure(ConnectError, f"http://127.0.0.1:{port}/")
    assert str(error) == f"cannot connect to 127.0.0.1:{port}: connection refused"
    assert "12443" in error.hint
    assert "12400" in error.hint
    assert not error.sent


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (socket.EAI_NONAME, "no such host name"),
        (socket.EAI_AGAIN, "the name server does not respond"),
        (socket.EAI_FAIL, "the name server failed"),
        (socket.EAI_MEMORY, "out of memory"),
    ],
)
def test_name_not_found(code, words, monkeypatch):
    def fails(*_, **__):
        raise socket.gaierror(code, "out of memory")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    error = failure(ConnectError, "http://host.test:12400/")
    assert str(error) == f"cannot connect to host.test:12400: {words}"


def test_invalid_host_name():
    error = failure(ConnectError, f"http://{'a' * 70}.test/")
    assert "cannot connect to" in str(error)


def resolved(monkeypatch, *addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


def test_next_address_is_tried(serve, transport, monkeypatch):
    peer = serve(answering(reply()))
    resolved(monkeypatch, ("127.0.0.1", closed_port()), ("127.0.0.1", peer.port))
    assert transport.send(get("http://host.test/")).read() == b"hi"


def test_next_address_is_raced_against_a_silent_one(serve, transport, monkeypatch, black_hole):
    peer = serve(answering(reply()))
    resolved(monkeypatch, black_hole, ("127.0.0.1", peer.port))
    assert transport.send(get("http://host.test/")).read() == b"hi"


def test_all_addresses_fail_each_for_its_reason(monkeypatch):
    resolved(monkeypatch, ("127.0.0.1", closed_port()), ("255.255.255.255", 1), ("127.0.0.1", closed_port()))
    error = failure(ConnectError, "http://host.test/")
    assert str(error).startswith("cannot connect to host.test:80: connection refused; ")
    assert str(error).count("refused") == 1


# The time is up


def test_timeout_while_resolving_the_name(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3) or [])
    error = failure(RequestTimeoutError, "http://host.test/", timeout=0.1)
    assert (
        str(error)
        == "no complete response from host.test:80 within 0.1 s: timed out while resolving its name"
    )
    assert "setting timeout" in error.hint
    assert not error.sent


def test_time_is_up_while_connecting(black_hole):
    error = failure(RequestTimeoutError, f"http://127.0.0.1:{black_hole[1]}/", timeout=0.2)
    assert "while connecting" in str(error)
    assert not error.sent


def silent(connection, _number):
    read_request(connection)
    time.sleep(2)


def drip(before):
    def handle(connection, _number):
        read_request(connection)
        connection.sendall(before)
        for _ in range(100):
            connection.sendall(b"a")
            time.sleep(0.03)

    return handle


@pytest.mark.parametrize(
    ("handle", "doing"),
    [
        (silent, "waiting for the response"),
        (drip(b"HTTP/1.1 200 "), "waiting for the response"),
        (drip(b"HTTP/1.1 200 OK\r\nX: "), "waiting for the response"),
        (drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"), "reading the response"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n"), "reading the response"),
        (drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n"), "reading the response"),
    ],
    ids=["silence", "status line", "header", "body of known length", "body until close", "chunk"],
)
def test_timeout_while_the_response_drips(handle, doing, serve):
    peer = serve(handle)
    begun = time.monotonic()
    error = failure(RequestTimeoutError, peer.url, timeout=0.2)
    assert time.monotonic() - begun < 1
    assert str(error) == f"no complete response from {peer.address} within 0.2 s: timed out while {doing}"
    assert error.sent


def test_timeout_while_sending(serve):
    peer = serve(lambda connection, _: (connection.recv(1), time.sleep(2)))
    error = failure(RequestTimeoutError, peer.url, method="POST", body=b"x" * 30_000_000, timeout=0.2)
    assert "while sending the request" in str(error)
    assert error.sent


def read_all(connection, _number):
    """Read a chunked request to its end, and respond with its size."""
    received = b""
    while not received.endswith(b"0\r\n\r\n"):
        received += connection.recv(65536)
    connection.sendall(reply(b"%d" % received.count(b"x")))


def parts(count, seconds):
    for _ in range(count):
        time.sleep(seconds)
        yield b"x"


def test_upload_that_progresses_may_take_longer_than_the_limit(serve):
    transport = HttpTransport(timeout=0.2, environ={})
    request = Request("POST", serve(read_all).url, (), parts(12, 0.03))
    assert transport.send(request).read() == b"12"
    transport.close()


def test_timeout_when_an_upload_makes_no_progress(serve):
    peer = serve(lambda connection, _: (connection.recv(1), time.sleep(2)))
    error = failure(RequestTimeoutError, peer.url, method="POST", body=iter([b"x" * 30_000_000]), timeout=0.2)
    assert "while sending the request" in str(error)


def test_timeout_while_a_body_is_produced(serve):
    error = failure(RequestTimeoutError, serve(silent).url, method="POST", body=parts(2, 0.3), timeout=0.2)
    assert "while sending the request" in str(error)


@pytest.mark.parametrize("timeout", [0, 1e9, float("inf")])
def test_no_limit(timeout, serve):
    transport = HttpTransport(timeout=timeout, environ={})
    assert transport.send(get(serve(answering(reply())).url)).read() == b"hi"
    transport.close()


# The connection breaks


def test_closed_without_a_reply(serve):
    peer = serve(lambda connection, _: read_request(connection))
    error = failure(ConnectionLostError, peer.url)
    assert str(error) == f"{peer.address} closed the connection without a response"
    assert "https://" in error.hint
    assert error.sent


def test_closed_within_the_body(serve):
    peer = serve(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\n0123456"))

    def cut(connection, _number):
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456")

    peer = serve(cut)
    error = failure(ConnectionLostError, peer.url)
    assert str(error) == f"{peer.address} closed the connection after 7 of 20 bytes of its body"
    assert error.sent


def test_reset(serve):
    def resetting(connection, _number):
        read_request(connection)
        linger_for_no_time = b"\1\0\0\0\0\0\0\0"
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_no_time)

    peer = serve(resetting)
    error = failure(ConnectionLostError, peer.url)
    assert str(error) == (
        f"the connection to {peer.address} broke while waiting for the response: connection reset"
    )
    assert error.sent


# Other things than the API


@pytest.mark.parametrize(
    "raw",
    [
        b"\x15\x03\x01\0\x02\x02\x46",
        reply(b"The plain HTTP request was sent to HTTPS port", b"HTTP/1.1 400 Bad Request\r\n"),
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    ],
    ids=["alert", "nginx", "Go"],
)
def test_plain_http_on_a_port_for_https(raw, serve):
    def handle(connection, _number):
        read_request(connection)
        connection.sendall(raw)

    peer = serve(handle)
    error = failure(NotTheApiError, peer.url)
    assert str(error) == f"{peer.address} serves https, but the request used plain http"
    assert "https://" in error.hint


def test_api_error_is_not_mistaken_for_https(serve, transport):
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
    response = transport.send(get(serve(answering(reply(b'{"errors": "HTTPS"}', head))).url))
    assert (response.status, response.read()) == (400, b'{"errors": "HTTPS"}')


def test_server_without_http(serve):
    peer = serve(lambda connection, _: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"))
    error = failure(NotTheApiError, peer.url)
    assert (
        str(error)
        == f"the response from {peer.address} is not valid HTTP: it does not start with a status line"
    )
    assert "12400" in error.hint
