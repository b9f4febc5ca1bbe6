"""Requests out of bytes: however they are cut, and however many come at once."""

from __future__ import annotations

import random

import pytest

from ecctl.platform.responses import Refusal
from ecctl.platform.server import limits
from ecctl.platform.server.reader import PIECE, RequestReader

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def post(body, *headers):
    lines = [b"POST /tokens HTTP/1.1", b"Host: x", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def reader():
    return RequestReader(lambda: None, lambda: None)


def read(pieces):
    """What is read of bytes that come in pieces, by somebody who takes every request at once."""
    one, taken = reader(), []
    for piece in pieces:
        one.feed(piece)
        while one.requests:
            taken.append(one.requests.popleft())
            one.resume()
    return [each.code if isinstance(each, Refusal) else _parts(each.request) for each in taken]


def _parts(request):
    return request.method, request.target, request.headers, request.body


def cut(data, chance):
    """The same bytes in pieces."""
    while data:
        size = chance.choice((1, 2, 30, 100, 5000))
        yield data[:size]
        data = data[size:]


MIXES = [
    [GET] * 5,
    [post(b"{}")] * 3,
    [post(b'{"a": 1}'), post(b'{"a": 2}'), post(b'{"b": 34}'), GET, post(b'{"a": 3}')],
    [post(b"x" * 10_000), post(b"y" * 10_000), GET],
    [GET, GET.replace(b"x", b"y"), GET, post(b"", b"X: 1"), post(b"", b"X: 2")],
    [
        GET,
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: 1\r\n\r\n",
        GET,
    ],
    [GET, b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", GET],
]


@pytest.mark.parametrize("requests", MIXES)
def test_requests_are_the_same_however_they_are_cut(requests):
    alone = []
    for request in requests:
        alone += read([request])
        if isinstance(alone[-1], str):
            break
    assert read(requests) == alone
    for seed in range(50):
        assert read(cut(b"".join(requests), random.Random(seed))) == alone


def test_of_very_many_only_some_are_read_at_a_time():
    one = reader()
    one.feed(GET * 10_000)
    assert limits.PIPELINED <= len(one.requests) <= limits.PIPELINED + PIECE / len(GET)
    assert one.full
    count = 0
    while one.requests:
        one.requests.popleft()
        count += 1
        if not one.requests:
            one.resume()
    assert (count, one.full, one.in_message) == (10_000, False, False)


def test_what_stands_behind_the_body_is_no_header():
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    [(_, _, headers, body)] = read([head + b"2\r\n{}\r\n0\r\nAuthorization: Basic x\r\n\r\n"])
    assert ("authorization", "Basic x") not in headers
    assert body == b"{}"
