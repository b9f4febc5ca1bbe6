"""The parser takes and refuses what the corpus says, however the bytes are cut."""

from __future__ import annotations

import asyncio
import random

import pytest
from transport.replies import FAMILIES, REPLIES, Case

from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser


def outcome(case: Case, pieces: list[bytes]) -> tuple[object, ...]:
    """What the parser makes of these pieces: all that can be told of it."""
    parser = ReplyParser(case.method)
    body = b""
    try:
        for piece in pieces:
            body += parser.feed(piece)
        if case.closes:
            body += parser.feed(b"")
    except MalformedReplyError as error:
        return ("malformed", str(error))
    except CutOffReplyError as error:
        return ("cut off", str(error))
    assert parser.head_complete
    assert parser.complete
    return (parser.status, parser.reason, parser.headers, body, parser.reusable)


def one_piece(case: Case) -> list[bytes]:
    return [case.raw] if case.raw else []


@pytest.mark.parametrize("case", REPLIES.values(), ids=REPLIES)
def test_whole_reply(case):
    found = outcome(case, one_piece(case))
    if case.failure:
        assert found[0] == case.failure
    else:
        status, _, headers, body, reusable = found
        assert (status, body, reusable) == (case.status, case.body, case.keeps)
        assert set(case.headers) <= set(headers)


@pytest.mark.parametrize("case", REPLIES.values(), ids=REPLIES)
def test_single_bytes_and_random_cuts_change_nothing(case):
    whole = outcome(case, one_piece(case))
    raw = case.raw
    chance = random.Random(raw)
    if len(raw) < 3000:
        assert outcome(case, [raw[n : n + 1] for n in range(len(raw))]) == whole
    for _ in range(10):
        cuts = sorted(chance.randrange(len(raw) + 1) for _ in range(chance.randrange(1, 20)))
        pieces = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
        assert outcome(case, [piece for piece in pieces if piece]) == whole


def test_damaged_replies_fail_in_known_ways_only():
    chance = random.Random(1)
    cases = [case for case in REPLIES.values() if 0 < len(case.raw) < 3000]
    for _ in range(5000):
        case = chance.choice(cases)
        raw = bytearray(case.raw)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randrange(3)] = chance.choice(
                [b"", b"\r\n", b"\n", b"0", b" ", b"\xff", b";"]
            )
            raw += b"!"
        parser = ReplyParser(case.method)
        try:
            body = parser.feed(bytes(raw)) + parser.feed(b"")
        except (MalformedReplyError, CutOffReplyError):
            continue
        assert parser.complete
        assert len(body) <= len(raw)


def test_asyncio_streams_feed_it_alike():
    async def read() -> tuple[int, bytes]:
        reader = asyncio.StreamReader()
        reader.feed_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
        asyncio.get_running_loop().call_later(0.01, reader.feed_data, b"0\r\n\r\n")
        parser = ReplyParser("GET")
        body = b""
        while not parser.complete:
            body += parser.feed(await reader.read(5))
        return parser.status, body

    assert asyncio.run(read()) == (200, b"hi")


def test_corpus_is_as_large_as_promised():
    assert len(REPLIES) >= 200
    assert len(REPLIES) == sum(map(len, FAMILIES.values()))
