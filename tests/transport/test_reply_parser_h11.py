"""The reply parser and h11 agree on what a response is and where it ends.

h11 reads the same bytes. If both accept a response, status, headers and body must be equal: two readers that
disagree about the end of a message are what request smuggling lives on. Either may be stricter than the
other, but only in the points listed here.
"""

from __future__ import annotations

import random

import h11
from transport.replies import REPLIES

from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser

REJECTED = "rejected"
ROUNDS = 5000
STRICTER_H11 = {
    "status 099 is passed on",  # RFC 9112, 4: any three digits
    "an extension with blanks",  # RFC 9112, 7.1.1: BWS around `;`
    "a bad length beside it loses",  # RFC 9112, 6.3: Transfer-Encoding overrides Content-Length
}
"""Cases of the corpus that h11 rejects and the RFC allows a client to accept."""


def ours(raw, method):
    """Return status, headers and body as the reply parser reads them, or REJECTED."""
    parser = ReplyParser(method)
    try:
        body = parser.feed(raw)
        if not parser.complete:
            body += parser.feed(b"")
    except (MalformedReplyError, CutOffReplyError):
        return REJECTED
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in parser.headers]
    return parser.status, without_framing(headers), body


def without_framing(headers):
    """Return the headers without those that h11 normalizes; what they mean shows in the body."""
    return [pair for pair in headers if pair[0] not in (b"content-length", b"transfer-encoding")]


def by_h11(raw, method):
    """Return status, headers and body as h11 reads them, or REJECTED."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(raw)
    connection.receive_data(b"")
    status, headers, body = 0, [], b""
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                status, headers = event.status_code, without_framing(event.headers)
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return status, headers, body
            elif event in (h11.NEED_DATA, h11.PAUSED) or isinstance(event, h11.ConnectionClosed):
                return REJECTED
    except h11.RemoteProtocolError:
        return REJECTED


def test_corpus_is_read_alike():
    cases = [case for case in REPLIES.values() if case.method != "CONNECT"]
    read = [(case, ours(case.raw, case.method), by_h11(case.raw, case.method)) for case in cases]
    assert [case.name for case, own, other in read if REJECTED not in (own, other) and own != other] == []
    assert {case.name for case, own, other in read if own != REJECTED and other == REJECTED} == STRICTER_H11


def test_damaged_replies_are_read_alike():
    chance = random.Random(1)
    cases = [case for case in REPLIES.values() if case.method != "CONNECT" and 0 < len(case.raw) < 3000]
    accepted = 0
    for _ in range(ROUNDS):
        case = chance.choice(cases)
        raw = bytearray(case.raw)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(raw) + 1)
            raw[at : at + chance.randrange(3)] = chance.choice(
                [b"", b"\r\n", b"\n", b"0", b"2", b" ", b"\t", b"\xff", b";", b",", b":"]
            )
        own, other = ours(bytes(raw), case.method), by_h11(bytes(raw), case.method)
        if REJECTED not in (own, other):
            accepted += 1
            assert own == other, bytes(raw)
    assert accepted > ROUNDS // 10
