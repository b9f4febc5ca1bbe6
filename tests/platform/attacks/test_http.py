"""Attacks with HTTP requests on a server process: smuggling, and work or memory out of proportion."""

from __future__ import annotations

import contextlib
import json
import socket
import time

import pytest
from support.hostile import (
    ENROLL,
    ENROLLMENT,
    GET,
    Browser,
    connections,
    cpu_milliseconds,
    cpu_seconds,
    exchange,
    health,
    memory,
    report,
    until,
)

from ecctl.platform.server.reader import PIECE

pytestmark = pytest.mark.unmeasured
"""CPU time is the oracle: coverage of the server would count as its work."""

RETIRE = b"POST /ecctl/v1/signing-keys/current/_retire HTTP/1.1\r\n"
POST = (
    b"POST /ecctl/v1/hosts/_enroll HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2\r\n\r\n{}"
)
CHUNKED = (
    b"POST /ecctl/v1/hosts/_enroll HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
)
METRICS = b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LAST = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture
def one(server):
    return server("--plain-http")


def statuses(port, pieces):
    """Return the status lines of the responses to bytes that are sent in pieces."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            link.sendall(piece)
            time.sleep(0.0005)
        received = b""
        while part := link.recv(65536):
            received += part
    return [part.partition(b"\r\n")[0] for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize("first", [GET, POST, CHUNKED])
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.torture)])
def test_pipelined_requests_are_answered_alike_however_they_are_cut(one, first, step):
    """The second request hides a copy of the first in a header: a parser that forgets half a head finds it."""
    second = RETIRE + b"Host: x\r\nX: " + first.replace(b"\r\n", b" ") + b"\r\n\r\n"
    data = first + second + LAST
    whole = statuses(one.port, [data])
    assert len(whole) == 3
    cuts = range(1, len(data), step)
    different = [at for at in cuts if statuses(one.port, [data[:at], data[at:]]) != whole]
    different += [at for at in cuts if statuses(one.port, [first, data[:at], data[at:]])[1:] != whole]
    report(f"{len(different)} of {2 * len(cuts)} cuts answered differently")
    assert different == []
    assert b'"state":"signing"' in exchange_as_admin(one, "/ecctl/v1/signing-keys").replace(b": ", b":")


def exchange_as_admin(one, path):
    head = (
        f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {one.authorization}\r\nConnection: close\r\n\r\n"
    )
    return exchange(one.port, head.encode())


@pytest.mark.parametrize("width", [40, pytest.param(PIECE, marks=pytest.mark.torture)])
def test_half_a_head_at_the_end_of_a_piece_is_not_forgotten(one, width):
    """The sender chooses where a piece of PIECE bytes ends, and so where a head is cut."""
    padding = b"GET /healthz HTTP/1.1\r\nHost: x\r\nP: "
    half = RETIRE + b"X: "
    expected = [b"200 OK", b"200 OK"]
    for more in range(0, width, max(1, width // 40)):
        padded = padding + b"y" * (PIECE - len(padding) - 4 - len(half) - more) + b"\r\n\r\n"
        # The rest of the second head equals the first request, and its Host.
        found = statuses(one.port, [GET, padded + half + GET + LAST])
        assert found[:2] == expected
        assert found[2].startswith(b"401 ")
        assert found[3:] == [b"200 OK"]


def seconds_for(one, requests):
    """Return the server's CPU seconds for requests on one connection."""
    before = cpu_seconds(one.process)
    with socket.create_connection(("127.0.0.1", one.port), timeout=20) as link:
        for request in requests:
            link.sendall(request)
            while b"\r\n\r\n" not in link.recv(1 << 20):
                pass
    return cpu_seconds(one.process) - before


def padded(path, *headers):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{''.join(f'{each}{chr(13)}{chr(10)}' for each in headers)}\r\n".encode()


ORDINARY = 15_000
UNUSUAL = {
    "long target": lambda n: padded("/" + "a" * ORDINARY + str(n)),
    "long target beside the name of a protocol": lambda n: padded("/" + "a" * ORDINARY + str(n), "X: ICE/"),
    "the name of a protocol again and again": lambda n: padded(f"/{n}", "X: " + " ICE/" * 3000),
    "many segments": lambda n: padded("/" + "a/" * 7000 + str(n)),
    "many parameters": lambda n: padded("/api/v1/users/auth/methods?" + "a&" * 7000 + str(n)),
    "long basic credentials": lambda n: padded(
        "/api/v1/user", "Authorization: Basic " + "A" * ORDINARY + str(n)
    ),
    "long bearer token": lambda n: padded("/api/v1/user", "Authorization: Bearer " + "A.." * 5000 + str(n)),
    "long API key": lambda n: padded("/api/v1/user", "Authorization: ApiKey " + "A" * ORDINARY + str(n)),
    "escapes": lambda n: padded("/api/v1/users/" + "%41" * 5000 + str(n)),
    "many headers": lambda n: padded("/healthz", *[f"H{n}-{each}: x" for each in range(90)]),
    "a region": lambda n: padded("/api/v1/regions/" + "a-" * 7000 + f"{n}/platform"),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_head_costs_little_cpu_time(one, name):
    """CPU time is the oracle: no head of 16 KiB costs more than 3 ms."""
    count = 100
    milliseconds = seconds_for(one, [UNUSUAL[name](number) for number in range(count)]) / count * 1000
    report(f"{milliseconds:.2f} ms per request")
    assert milliseconds < 3


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/users/auth/methods", "/none"]
)
def test_request_without_credentials_costs_little_cpu_time(one, path):
    seconds_for(one, [padded(path)] * 5)
    milliseconds = seconds_for(one, [padded(path)] * 100) * 10
    report(f"{milliseconds:.2f} ms per request")
    assert milliseconds < 1.5


BODIES = {
    "objects": '{"a":[' + "{}," * 340_000 + "{}]}",
    "deep lists": '{"a":[' + "[" * 30 + "]" * 30 + ",[]" * 300_000 + "]}",
    "long numbers": '{"a":[' + ",".join(["1" * 4000] * 250) + "]}",
    "a very long number": '{"a":' + "1" * 1_000_000 + "}",
    "members": "{" + ",".join(f'"k{n}":1' for n in range(90_000)) + "}",
    "escapes": '{"token":"' + "\\u00e9" * 170_000 + '"}',
    "roles": '{"token":"x","host_ip":"1.2.3.4","roles":['
    + ",".join(f'"r{n}"' for n in range(100_000))
    + "]}",
    "a token of dots": '{"token":"' + "." * 8000 + '","host_ip":"1.2.3.4"}',
    "a host of labels": '{"token":"x","host_ip":"' + "a." * 126 + 'a"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_unusual_body_costs_little_cpu_time(one, name):
    data = BODIES[name].encode()
    head = f"POST {ENROLL} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    seconds = seconds_for(one, [head.encode() + data])
    report(f"{seconds * 1000:.0f} ms")
    assert seconds < 0.5


def test_heads_of_clients_that_do_not_read_share_memory(server):
    """Requests that wait for their turn hold their heads: those count in the budget, too."""
    buffered = 1_000_000
    one = server("--plain-http", environment={"ECCTL_TEST_BUFFERED_BYTES": str(buffered)})
    before = memory(one.process)
    fields = b"".join(b"H%02d: %b\r\n" % (n, b"y" * 150) for n in range(95))
    large = b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n%b\r\n" % (n, fields) for n in range(8))
    with connections(one.port, 5) as links:
        for link in links:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link.settimeout(0)
        block(one, links)
        # In pieces: long input waits unparsed, and counts as such.
        for at in range(0, len(large), 1000):
            for link in links:
                with contextlib.suppress(OSError):
                    link.send(large[at : at + 1000])
            time.sleep(0.002)
        until(lambda: 0.7 * buffered < metric(one, "ecctl_request_bytes") <= buffered)
        assert exchange(one.port, LAST, 60).endswith(b"ready\n")
        held = memory(one.process)
    report(f"{before:.0f} MiB before, {held:.0f} MiB while clients do not read")
    assert held - before < 60


def block(one, links):
    """Request so much on each connection that the server waits for its client to read."""
    name = 'ecctl_requests_total{operation="get-openapi",status="200"}'
    answered = -1
    for _ in range(100):
        for link in links:
            link.send(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
        time.sleep(0.02)
        health(one.port)  # a busy server has then had several turns
        before, answered = answered, metric(one, name)
        if answered == before:
            return
    raise AssertionError("the kernel takes more than 25 MB for a client that does not read")


def metric(one, name):
    """Return a number of the metrics."""
    return float(exchange(one.port, METRICS).split(f"\n{name} ".encode())[1].split()[0])


@pytest.mark.parametrize(("count", "most"), [(150, 100), pytest.param(700, 300, marks=pytest.mark.torture)])
def test_probe_is_answered_soon_beside_clients_that_do_not_read(server, count, most):
    """The server's CPU time between a probe and its response is the oracle: it does not depend on other programs."""
    one = server("--plain-http")
    fields = b"".join(b"H%02d: %b\r\n" % (n, b"y" * 150) for n in range(95))
    small = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    data = small * 40 + b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n%b\r\n" % (n, fields) for n in range(16))
    taken = []
    with connections(one.port, count) as links:
        for link in links:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.settimeout(0)
            with contextlib.suppress(OSError):
                link.send(data)
        for _ in range(6):
            before = cpu_milliseconds(one.process)
            health(one.port)
            taken.append(cpu_milliseconds(one.process) - before)
    report(f"CPU time until a probe is answered: {', '.join(f'{each:.0f}' for each in taken)} ms")
    assert max(taken) < most


def test_bodies_without_credentials_are_refused_alike(one):
    """A body that never ends neither keeps a slot of the store nor changes the next request."""
    for body in (b"{", b"[]", b"null", b'{"persistent": true', b"\xff" * 10):
        head = f"POST {ENROLLMENT} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        received = exchange(one.port, head + body + LAST)
        assert received.startswith((b"HTTP/1.1 401 ", b"HTTP/1.1 415 "))
        assert received.count(b"HTTP/1.1 200 OK") == 1


@pytest.mark.parametrize("count", [130, pytest.param(3000, marks=pytest.mark.torture)])
def test_old_tokens_of_any_number_fill_the_audit_log_slowly(one, count):
    """A client that collected more expired tokens than the platform remembers cannot order an entry per request."""
    with contextlib.closing(Browser(one.port, one.authorization)) as admin:
        body = {"persistent": False, "validity_in_seconds": 1, "roles": ["proxy"]}
        tokens = [admin.ask("POST", ENROLLMENT, body)[1]["token"] for _ in range(count)]
        time.sleep(1.2)
        for _ in range(2):
            for token in tokens:
                host = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1"}
                assert admin.ask("POST", ENROLL, host)[0] == 401
        text = admin.ask("GET", "/ecctl/v1/audit")[1]
        refused = json.dumps(text).count("token.refused")
    report(f"{refused} entries for {2 * count} refusals of {count} tokens")
    assert refused <= 101


def test_connections_beyond_the_limit_return_their_memory(server):
    """Requests behind the last one that is answered are dropped, with what they reserved."""
    environment = {"ECCTL_TEST_CONNECTIONS": "1", "ECCTL_TEST_BUFFERED_BYTES": "200000"}
    one = server("--plain-http", environment=environment)
    body = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 190\r\n\r\n" + b"y" * 190
    with connections(one.port, 1):
        for _ in range(100):
            assert exchange(one.port, GET + body * 14 + b"\0\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    large = {"persistent": True, "padding": "x" * 80_000}
    # The connection that was held counts until the server has noticed its end.
    until(lambda: one.ask("POST", ENROLLMENT, large)[0] == 200)
