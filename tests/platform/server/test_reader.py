"""The request parser: the same bytes are the same requests, however they are cut."""

from __future__ import annotations

import random
import time

import pytest

from ecctl.platform.responses import HTTPError
from ecctl.platform.server import limits
from ecctl.platform.server.limits import Budget
from ecctl.platform.server.reader import PIECE, RequestReader

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
RETIRE = b"POST /ecctl/v1/signing-keys/current/_retire HTTP/1.1\r\n"


def post(body, *headers):
    lines = [b"POST /tokens HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def chunked(*chunks, trailer=b""):
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + body
        + b"0\r\n"
        + trailer
        + b"\r\n"
    )


def reader(budget=None):
    return RequestReader(lambda: None, lambda: None, budget)


def take_all(one):
    """What a connection takes from a reader until nothing is left to parse."""
    taken = []
    while one.requests or one.unread:
        if one.requests:
            taken.append(one.requests.popleft())
        else:
            one.resume()
    return taken


def read(pieces, budget=None):
    """What is read of bytes that come in pieces, by somebody who takes every request at once."""
    one, taken = reader(budget), []
    for piece in pieces:
        one.feed(piece)
        for each in take_all(one):
            if isinstance(each, HTTPError):
                taken.append(each.code)
            else:
                taken.append(
                    (each.request.method, each.request.target, each.request.headers, each.request.body)
                )
                one.release(each)
    return taken


def cut(data, chance):
    """The same bytes in pieces."""
    while data:
        size = chance.choice((1, 2, 30, 100, 5000))
        yield data[:size]
        data = data[size:]


MIXES = {
    "equal heads": [GET] * 5,
    "equal requests": [post(b"{}")] * 3,
    "bodies of one length": [
        post(b'{"a": 1}'),
        post(b'{"a": 2}'),
        post(b'{"b": 34}'),
        GET,
        post(b'{"a": 3}'),
    ],
    "long bodies": [post(b"x" * 10_000), post(b"y" * 10_000), GET],
    "similar heads": [GET, GET.replace(b"x", b"y"), GET, post(b"", b"X: 1"), post(b"", b"X: 2")],
    "chunks": [GET, chunked(b"ab", b"c", trailer=b"T: 1\r\n"), GET],
    "a refused request": [GET, b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", GET],
    "a request in a header": [GET, b"GET /a HTTP/1.1\r\nHost: x\r\nX: " + GET[:-4] + b"\r\n\r\n", GET],
    "the end of a head in a body": [GET, post(b"\r\n\r\n" + GET), GET],
    "half of another request": [GET, RETIRE + b"Host: x\r\nX: " + GET, GET],
}


@pytest.mark.parametrize("requests", MIXES.values(), ids=MIXES)
def test_requests_are_the_same_however_they_are_cut(requests):
    data = b"".join(requests)
    whole = read([data])
    alone = []
    for request in requests:
        if any(isinstance(each, str) for each in alone):
            break
        alone += read([request])
    assert whole == alone
    for seed in range(50):
        assert read(cut(data, random.Random(seed))) == whole


@pytest.mark.parametrize("first", [GET, post(b"{}"), chunked(b"{}")])
def test_pipelined_pairs_cut_at_every_byte_are_read_like_the_whole(first):
    """Half a head that arrives behind a whole request must not be mistaken for anything else.

    The second request ends with a copy of the first inside a header value, so that a parser that forgets the half
    head sees a complete request in the rest of it.
    """
    second = RETIRE + b"Host: x\r\nX: " + first.replace(b"\r\n", b" ") + b"\r\n\r\n"
    data = first + second + first
    whole = read([data])
    assert len(whole) == 3
    for at in range(1, len(data)):
        assert read([data[:at], data[at:]]) == whole, at
        assert read([first, data[:at], data[at:]])[1:] == whole, at


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\n", b"\r\n\r\n"])
def test_equal_headers_do_not_hide_another_request_line(before):
    lines = [
        b"GET /a HTTP/1.1",
        b"GET /b HTTP/1.1",
        b"PUT /b HTTP/1.1",
        b"GET /a HTTP/1.1",
        b"GET /ab HTTP/1.1",
    ]
    taken = read(before + line + b"\r\nHost: x\r\n\r\n" for line in lines)
    assert [b"%b %b HTTP/1.1" % (each[0].encode(), each[1].encode()) for each in taken] == lines


@pytest.mark.parametrize("before", [b"", b"\r\n"])
@pytest.mark.parametrize("kept", [b"", b"Connection: keep-alive\r\n"])
def test_equal_headers_do_not_hide_an_old_client(before, kept):
    one = reader()
    for version in (b"1", b"1", b"0"):
        one.feed(before + b"GET / HTTP/1.%b\r\nHost: x\r\n%b\r\n" % (version, kept))
    assert [(each.head.old, each.head.last) for each in one.requests] == [
        (False, False),
        (False, False),
        (True, not kept),
    ]


@pytest.mark.parametrize("before", [b"", b"\r\n"])
def test_equal_headers_do_not_hide_another_protocol(before):
    request = before + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    taken = read([request, request, request.replace(b"HTTP/", b"RTSP/")])
    assert taken[2:] == ["root.malformed_request"]


def test_equal_request_line_does_not_hide_other_headers():
    taken = read([GET, GET, GET.replace(b"Host: x", b"Host: y"), GET.replace(b"Host: x", b"Host: /")])
    assert [each if isinstance(each, str) else each[2][0][1] for each in taken] == [
        "x",
        "x",
        "y",
        "root.malformed_request",
    ]


def test_half_head_behind_whole_requests_is_not_forgotten():
    """The cut that the sender chooses with a piece of PIECE bytes: the rest equals an earlier request."""
    padding = b"GET /p HTTP/1.1\r\nHost: x\r\nP: "
    half = RETIRE + b"X: "
    padded = padding + b"y" * (PIECE - len(padding) - 4 - len(half)) + b"\r\n\r\n"
    data = padded + half + GET
    assert len(data) == PIECE + len(GET)
    read_requests = read([GET, data])
    assert [each[:2] for each in read_requests] == [
        ("GET", "/healthz"),
        ("GET", "/p"),
        ("POST", "/ecctl/v1/signing-keys/current/_retire"),
    ]


def test_half_head_means_that_a_request_is_in_progress():
    one = reader()
    one.feed(GET + b"G")
    assert (len(one.requests), one.in_message) == (1, True)
    one.feed(GET[1:])
    assert (len(one.requests), one.in_message) == (2, False)


def test_of_very_many_only_some_are_read_at_a_time():
    one = reader()
    one.feed(GET * 10_000)
    assert not one.requests, "long input waits for its turn"
    one.resume()
    assert limits.PIPELINED <= len(one.requests) <= limits.PIPELINED + PIECE / len(GET)
    assert one.full
    assert len(take_all(one)) == 10_000
    assert (one.full, one.in_message) == (False, False)


def test_trailers_are_not_headers():
    [(_, _, headers, body)] = read([chunked(b"{}", trailer=b"Authorization: Basic x\r\n")])
    assert ("authorization", "Basic x") not in headers
    assert body == b"{}"


@pytest.mark.parametrize(
    "line",
    [
        b"GET /healthz RTSP/1.0",
        b"OPTIONS * RTSP/1.0",
        b"PLAY /x RTSP/1.0",
        b"GET   /healthz   RTSP/1.0",
        b"SOURCE /mount ICE/1.0",
        b"GET /healthz HTTP/2.0",
        b"GET /healthz HTTP/0.9",
    ],
)
def test_other_protocols_are_refused(line):
    data = line + b"\r\nHost: x\r\n\r\n"
    for at in range(1, len(data)):
        assert read([GET, data[:at], data[at:]])[1:] == ["root.malformed_request"], at


def test_name_of_a_protocol_in_a_request_is_fine():
    [_, (_, target, _, _)] = read([GET + b"GET /RTSP/1.0 HTTP/1.1\r\nHost: x\r\nX: ICE/1.0\r\n\r\n"])
    assert target == "/RTSP/1.0"


def test_nothing_is_read_behind_connection_close():
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    for rest in (GET, b"nonsense\r\n\r\n"):
        for pieces in ([last + rest], [last, rest]):
            assert [each[0] for each in read(pieces)] == ["GET"]


@pytest.mark.no_cover  # the tracing would be most of the CPU time
def test_long_input_takes_linear_time():
    """Two megabytes of one-byte chunks: joining bytes objects would copy 30 GB here."""
    data = b"1\r\na\r\n" * (limits.FRAMED_BYTES // 6 - 100)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    started = time.process_time()
    [(_, _, _, body)] = read([head, data, b"0\r\n\r\n"])
    assert body == b"a" * (limits.FRAMED_BYTES // 6 - 100)
    assert time.process_time() - started < 4.0  # 0.3 s on an idle machine


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(5))
def test_cpu_time_of_any_cut_is_bounded(seed):
    """CPU time is the oracle: whatever the input, a megabyte of it takes less than a second."""
    chance = random.Random(seed)
    parts, size = [], 0
    while size < 1 << 20:
        parts.append(
            chance.choice(
                [
                    GET,
                    post(b"x" * chance.randrange(5000)),
                    chunked(*[b"y" * chance.randrange(1, 9)] * chance.randrange(500)),
                    post(b"", *[b"H%d: z" % number for number in range(chance.randrange(90))]),
                    b"\r\n" * chance.randrange(100),
                ]
            )
        )
        size += len(parts[-1])
    data = b"".join(parts)
    pieces = list(cut(data, chance)) if chance.random() < 0.5 else [data]
    started = time.process_time()
    read(pieces)
    assert time.process_time() - started < 3.0


def test_bodies_share_a_budget():
    budget = Budget(5000)
    first, second = reader(budget), reader(budget)
    first.feed(post(b"x" * 3900)[:-1])
    assert budget.used == 3899
    second.feed(post(b"y" * 1200))
    assert [each.code for each in second.requests] == ["root.too_many_requests"]
    first.feed(b"x")
    first.release(first.requests.popleft())
    assert budget.used == 0


def test_unparsed_input_counts_in_the_budget():
    budget = Budget(200_000)
    one = reader(budget)
    one.feed(GET * 1000)
    assert budget.used == 1000 * len(GET) + sum(each.reserved for each in one.requests)
    two = reader(budget)
    two.feed(GET * 5000)
    assert [each.code for each in two.requests] == ["root.too_many_requests"]
    one.drop()
    two.drop()
    assert budget.used == 0


def test_heads_that_wait_count_in_the_budget():
    """A client that does not read makes its requests wait, with all their headers."""
    budget = Budget(100_000)
    one = reader(budget)
    large = GET.replace(b"\r\n\r\n", b"\r\n" + b"X: y\r\n" * 95 + b"\r\n")
    one.feed(large * 8)
    while one.unread:
        one.resume()
    assert [each.code for each in one.requests if isinstance(each, HTTPError)] == ["root.too_many_requests"]
    assert 1 < len(one.requests) < 7
    one.drop()
    assert budget.used == 0


@pytest.mark.parametrize("seed", range(30))
def test_budget_is_returned_whatever_happens(seed):
    chance = random.Random(seed)
    budget = Budget(chance.choice((20_000, 1 << 20)))
    for _ in range(20):
        one = reader(budget)
        data = b"".join(chance.choice([*MIXES.values()])[0] for _ in range(chance.randrange(1, 60)))
        if chance.random() < 0.3:
            at = chance.randrange(len(data))
            data = data[:at] + b"\x00" + data[at:]
        for piece in cut(data, chance):
            one.feed(piece)
            while one.requests and chance.random() < 0.5:
                each = one.requests.popleft()
                if not isinstance(each, HTTPError):
                    one.release(each)
                one.resume()
        one.drop()
    assert budget.used == 0
