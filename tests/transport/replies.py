"""HTTP replies, well and badly formed, each with the paragraph that says how a client must take it.

`steps` are what the server sends: bytes, and pauses in seconds. Unless `closes` is true, it then keeps the
connection open, so that a case can only pass when the client finds the end of the reply by itself. The
outcome is a body with its status, or one of MALFORMED and CUT_OFF.
"""

from __future__ import annotations

from typing import NamedTuple

from ecctl.transport.reply_parser import FIELD_LIMIT, HEAD_LIMIT, INTERIM_LIMIT, LINE_LIMIT

MALFORMED = "malformed"
CUT_OFF = "cut off"


class Case(NamedTuple):
    """A reply and what a client makes of it. `keeps`: whether the connection may be used again."""

    name: str
    paragraph: str
    steps: tuple[bytes | float, ...]
    failure: str = ""
    status: int = 200
    body: bytes = b""
    keeps: bool = True
    closes: bool = False
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    """Some that must be among the reply's."""

    @property
    def raw(self) -> bytes:
        """All that is sent, without the pauses."""
        return b"".join(step for step in self.steps if isinstance(step, bytes))


def good(name: str, paragraph: str, *steps: bytes | float, **expected: object) -> Case:
    """A reply that is taken."""
    return Case(name, paragraph, steps, **expected)


def bad(name: str, paragraph: str, *steps: bytes | float, **given: object) -> Case:
    """A reply that is refused."""
    return Case(name, paragraph, steps, failure=MALFORMED, **given)


def cut(name: str, paragraph: str, *steps: bytes | float, **given: object) -> Case:
    """A reply that ends too early."""
    return Case(name, paragraph, steps, failure=CUT_OFF, closes=True, **given)


OK = b"HTTP/1.1 200 OK\r\n"
HI = b"Content-Length: 2\r\n\r\nhi"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

STATUS_LINES = [
    good("plain", "RFC 9112, 4", OK + HI, body=b"hi"),
    good("reason empty", "RFC 9112, 4", b"HTTP/1.1 200 \r\n" + HI, body=b"hi"),
    good("reason and its blank missing", "RFC 9112, 4", b"HTTP/1.1 200\r\n" + HI, body=b"hi"),
    good("reason of many words", "RFC 9112, 4", b"HTTP/1.1 200 All is well\t!\r\n" + HI, body=b"hi"),
    good("reason in Latin-1", "RFC 9112, 4", b"HTTP/1.1 200 Tr\xe8s bien\r\n" + HI, body=b"hi"),
    good("reason in UTF-8", "RFC 9112, 4", "HTTP/1.1 200 好\r\n".encode() + HI, body=b"hi"),
    good("reason that starts with a blank", "RFC 9112, 4", b"HTTP/1.1 200  OK\r\n" + HI, body=b"hi"),
    good("reason that lies", "RFC 9110, 15", b"HTTP/1.1 200 Not Found\r\n" + HI, body=b"hi"),
    good("line ends in a bare LF", "RFC 9112, 2.2", b"HTTP/1.1 200 OK\n" + HI, body=b"hi"),
    good("status 201", "RFC 9110, 15.3.2", b"HTTP/1.1 201 Created\r\n" + HI, status=201, body=b"hi"),
    good("status 400", "RFC 9110, 15.5.1", b"HTTP/1.1 400 Bad\r\n" + HI, status=400, body=b"hi"),
    good("status 449", "RFC 9110, 15", b"HTTP/1.1 449 Retry With\r\n" + HI, status=449, body=b"hi"),
    good("status 503", "RFC 9110, 15.6.4", b"HTTP/1.1 503 Busy\r\n" + HI, status=503, body=b"hi"),
    good("status 599", "RFC 9110, 15", b"HTTP/1.1 599 Odd\r\n" + HI, status=599, body=b"hi"),
    good("status 600 is passed on", "RFC 9110, 15", b"HTTP/1.1 600 Odd\r\n" + HI, status=600, body=b"hi"),
    good("status 999 is passed on", "RFC 9110, 15", b"HTTP/1.1 999 Odd\r\n" + HI, status=999, body=b"hi"),
    good("status 099 is passed on", "RFC 9110, 15", b"HTTP/1.1 099 Odd\r\n" + HI, status=99, body=b"hi"),
    good("version 1.0", "RFC 9112, 9.3", b"HTTP/1.0 200 OK\r\n" + HI, body=b"hi", keeps=False),
    good("version 1.2 is read as 1.1", "RFC 9110, 2.5", b"HTTP/1.2 200 OK\r\n" + HI, body=b"hi"),
    bad("version 2.0", "RFC 9112, 2.3", b"HTTP/2.0 200 OK\r\n" + HI),
    bad("version 2", "RFC 9112, 2.3", b"HTTP/2 200 OK\r\n" + HI),
    bad("version 0.9", "RFC 9112, 2.3", b"HTTP/0.9 200 OK\r\n" + HI),
    bad("version without a minor number", "RFC 9112, 2.3", b"HTTP/1 200 OK\r\n" + HI),
    bad("version of two digits", "RFC 9112, 2.3", b"HTTP/1.10 200 OK\r\n" + HI),
    bad("version with a letter", "RFC 9112, 2.3", b"HTTP/1.x 200 OK\r\n" + HI),
    bad("version with a comma", "RFC 9112, 2.3", b"HTTP/1,1 200 OK\r\n" + HI),
    bad("protocol in lower case", "RFC 9112, 2.3", b"http/1.1 200 OK\r\n" + HI),
    bad("protocol of another name", "RFC 9112, 4", b"ICY 200 OK\r\n" + HI),
    bad("protocol name cut", "RFC 9112, 4", b"HTT 200 OK\r\n" + HI),
    bad("no status", "RFC 9112, 4", b"HTTP/1.1\r\n" + HI),
    bad("no status but a blank", "RFC 9112, 4", b"HTTP/1.1 \r\n" + HI),
    bad("status of two digits", "RFC 9112, 4", b"HTTP/1.1 20 OK\r\n" + HI),
    bad("status of four digits", "RFC 9112, 4", b"HTTP/1.1 2000 OK\r\n" + HI),
    bad("status with a sign", "RFC 9112, 4", b"HTTP/1.1 +20 OK\r\n" + HI),
    bad("status negative", "RFC 9112, 4", b"HTTP/1.1 -20 OK\r\n" + HI),
    bad("status with a letter", "RFC 9112, 4", b"HTTP/1.1 20x OK\r\n" + HI),
    bad("status in hexadecimal", "RFC 9112, 4", b"HTTP/1.1 0xC8 OK\r\n" + HI),
    bad("status in Arabic digits", "RFC 9112, 4", "HTTP/1.1 ٢٠٠ OK\r\n".encode() + HI),
    bad("two blanks before the status", "RFC 9112, 4", b"HTTP/1.1  200 OK\r\n" + HI),
    bad("a tab before the status", "RFC 9112, 4", b"HTTP/1.1\t200 OK\r\n" + HI),
    bad("a tab after the status", "RFC 9112, 4", b"HTTP/1.1 200\tOK\r\n" + HI),
    bad("a blank before the version", "RFC 9112, 4", b" HTTP/1.1 200 OK\r\n" + HI),
    bad("an empty line first", "RFC 9112, 2.2", b"\r\n" + OK + HI),
    bad("a byte order mark first", "RFC 9112, 2.2", b"\xef\xbb\xbf" + OK + HI),
    bad("NUL in the reason", "RFC 9112, 4", b"HTTP/1.1 200 O\0K\r\n" + HI),
    bad("bare CR in the reason", "RFC 9112, 2.2", b"HTTP/1.1 200 O\rK\r\n" + HI),
    bad("escape sequence in the reason", "RFC 9112, 4", b"HTTP/1.1 200 \x1b[31mOK\r\n" + HI),
    bad("a request", "RFC 9112, 2.1", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    bad("a web page without a head", "RFC 9112, 2.1", b"<html><body>hello</body></html>\n"),
    bad("JSON without a head", "RFC 9112, 2.1", b'{"token": "x"}\n'),
    bad("the greeting of SSH", "RFC 9112, 2.1", b"SSH-2.0-OpenSSH_9.2\r\n"),
    bad("the greeting of SMTP", "RFC 9112, 2.1", b"220 mail ESMTP\r\n"),
    bad("the settings frame of HTTP/2", "RFC 9113, 3.4", b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80"),
    bad("an alert of TLS", "RFC 8446, 6", b"\x15\x03\x01\0\x02\x02\x46"),
    bad("a handshake of TLS", "RFC 8446, 4", b"\x16\x03\x03\0\x7a\x02"),
    bad("zeros", "RFC 9112, 2.1", bytes(100)),
    bad("a status line without end", "RFC 9112, 2.2", b"HTTP/1.1 200 " + b"a" * (LINE_LIMIT + 10)),
    bad("a status line too long", "RFC 9112, 2.2", b"HTTP/1.1 200 " + b"a" * LINE_LIMIT + b"\r\n" + HI),
    cut("nothing at all", "RFC 9112, 8"),
    cut("one byte", "RFC 9112, 8", b"H"),
    cut("half a protocol name", "RFC 9112, 8", b"HTT"),
    cut("status line without its end", "RFC 9112, 8", b"HTTP/1.1 200 OK"),
    cut("status line without its LF", "RFC 9112, 8", b"HTTP/1.1 200 OK\r"),
    cut("status line alone", "RFC 9112, 8", OK),
]


def field(line: bytes) -> bytes:
    """A reply with one more header."""
    return OK + line + b"\r\n" + HI


FIELDS = [
    good("none but the length", "RFC 9112, 5", OK + HI, body=b"hi", headers=(("Content-Length", "2"),)),
    good("name and value", "RFC 9112, 5", field(b"X-A: b"), body=b"hi", headers=(("X-A", "b"),)),
    good("no blank after the colon", "RFC 9112, 5.1", field(b"X-A:b"), body=b"hi", headers=(("X-A", "b"),)),
    good(
        "blanks and tabs around",
        "RFC 9112, 5.1",
        field(b"X-A: \t b \t "),
        body=b"hi",
        headers=(("X-A", "b"),),
    ),
    good("empty value", "RFC 9110, 5.5", field(b"X-A:"), body=b"hi", headers=(("X-A", ""),)),
    good("value of blanks", "RFC 9110, 5.5", field(b"X-A:  \t "), body=b"hi", headers=(("X-A", ""),)),
    good(
        "colons in the value",
        "RFC 9110, 5.5",
        field(b"X-A: b:c: d"),
        body=b"hi",
        headers=(("X-A", "b:c: d"),),
    ),
    good(
        "tab within the value", "RFC 9110, 5.5", field(b"X-A: b\tc"), body=b"hi", headers=(("X-A", "b\tc"),)
    ),
    good(
        "value in Latin-1", "RFC 9110, 5.5", field(b"X-A: \xe9t\xe9"), body=b"hi", headers=(("X-A", "été"),)
    ),
    good("name in odd case", "RFC 9110, 5.1", OK + b"cOnTeNt-LeNgTh: 2\r\n\r\nhi", body=b"hi"),
    good("name of odd letters", "RFC 9110, 5.6.2", field(b"!#$%&'*+-.^_`|~1: b"), body=b"hi"),
    good("name of one letter", "RFC 9110, 5.1", field(b"x: b"), body=b"hi", headers=(("x", "b"),)),
    good(
        "same name twice",
        "RFC 9110, 5.2",
        field(b"A: 1\r\nA: 2"),
        body=b"hi",
        headers=(("A", "1"), ("A", "2")),
    ),
    good(
        "a long value",
        "RFC 9110, 5.4",
        field(b"A: " + b"b" * 30000),
        body=b"hi",
        headers=(("A", "b" * 30000),),
    ),
    good("many", "RFC 9110, 5.4", field(b"\r\n".join(b"A%d: b" % n for n in range(200))), body=b"hi"),
    good(
        "lines end in a bare LF",
        "RFC 9112, 2.2",
        b"HTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\nhi",
        body=b"hi",
    ),
    good("some lines end in a bare LF", "RFC 9112, 2.2", OK + b"A: b\nContent-Length: 2\r\n\nhi", body=b"hi"),
    good("folded", "RFC 9112, 5.2", field(b"A: b\r\n c"), body=b"hi", headers=(("A", "b c"),)),
    good("folded by a tab", "RFC 9112, 5.2", field(b"A: b\r\n\tc"), body=b"hi", headers=(("A", "b c"),)),
    good(
        "folded twice", "RFC 9112, 5.2", field(b"A: b\r\n c\r\n   d"), body=b"hi", headers=(("A", "b c d"),)
    ),
    good("folded before its value", "RFC 9112, 5.2", field(b"A:\r\n b"), body=b"hi", headers=(("A", "b"),)),
    good("folded by an empty line", "RFC 9112, 5.2", field(b"A: b\r\n  "), body=b"hi", headers=(("A", "b"),)),
    good(
        "folded with a colon",
        "RFC 9112, 5.2",
        field(b"A: b\r\n C: d"),
        body=b"hi",
        headers=(("A", "b C: d"),),
    ),
    good("folded after a bare LF", "RFC 9112, 5.2", field(b"A: b\n c"), body=b"hi", headers=(("A", "b c"),)),
    good("folded length", "RFC 9112, 5.2", OK + b"Content-Length:\r\n 2\r\n\r\nhi", body=b"hi"),
    bad("a length folded in two", "RFC 9112, 5.2", OK + b"Content-Length: 1\r\n 0\r\n\r\n0123456789"),
    bad("folded before the first", "RFC 9112, 2.2", OK + b" A: b\r\n" + HI),
    bad("folded by a tab before the first", "RFC 9112, 2.2", OK + b"\tA: b\r\n" + HI),
    bad("blank before the colon", "RFC 9112, 5.1", field(b"A : b")),
    bad("tab before the colon", "RFC 9112, 5.1", field(b"A\t: b")),
    bad("blank in the name", "RFC 9110, 5.6.2", field(b"A b: c")),
    bad("no colon", "RFC 9112, 5", field(b"A b")),
    bad("no name", "RFC 9110, 5.1", field(b": b")),
    bad("brackets in the name", "RFC 9110, 5.6.2", field(b"A(b): c")),
    bad("slash in the name", "RFC 9110, 5.6.2", field(b"A/b: c")),
    bad("quote in the name", "RFC 9110, 5.6.2", field(b'"A": c')),
    bad("name in Latin-1", "RFC 9110, 5.6.2", field(b"\xe9: c")),
    bad("NUL in the name", "RFC 9110, 5.6.2", field(b"A\0: c")),
    bad("NUL in the value", "RFC 9110, 5.5", field(b"A: b\0c")),
    bad("bare CR in the value", "RFC 9110, 5.5", field(b"A: b\rc")),
    bad("bare CR at the value's end", "RFC 9112, 2.2", field(b"A: b\r")),
    bad("bare CR smuggles a length", "RFC 9112, 2.2", OK + b"A: b\rContent-Length: 9\r\n" + HI),
    bad("escape in the value", "RFC 9110, 5.5", field(b"A: \x1b]0;b\x07")),
    bad("backspace in the value", "RFC 9110, 5.5", field(b"A: b\x08")),
    bad("delete in the value", "RFC 9110, 5.5", field(b"A: b\x7f")),
    bad("control character in a fold", "RFC 9110, 5.5", field(b"A: b\r\n \x01")),
    bad("a line too long", "RFC 9110, 5.4", field(b"A: " + b"b" * LINE_LIMIT)),
    bad("a line without end", "RFC 9110, 5.4", OK + b"A: " + b"b" * (LINE_LIMIT + 10)),
    bad("too many", "RFC 9110, 5.4", field(b"\r\n".join([b"A: b"] * (FIELD_LIMIT + 1)))),
    bad(
        "too much", "RFC 9110, 5.4", field(b"\r\n".join([b"A: " + b"b" * 30000] * (HEAD_LIMIT // 30000 + 1)))
    ),
    bad("folds without end", "RFC 9112, 5.2", OK + b"A: b\r\n" + (b" " + b"c" * 30000 + b"\r\n") * 5),
    cut("within a name", "RFC 9112, 8", OK + b"Content-Le"),
    cut("within a value", "RFC 9112, 8", OK + b"Content-Length: 2"),
    cut("before the empty line", "RFC 9112, 8", OK + b"Content-Length: 2\r\n"),
    cut("within the empty line", "RFC 9112, 8", OK + b"Content-Length: 0\r\n\r"),
]


def length(value: bytes, body: bytes = b"") -> bytes:
    """A reply with this Content-Length."""
    return OK + b"Content-Length: " + value + b"\r\n\r\n" + body


LENGTHS = [
    good("zero", "RFC 9110, 8.6", length(b"0")),
    good("one", "RFC 9110, 8.6", length(b"1", b"a"), body=b"a"),
    good("leading zeros", "RFC 9110, 8.6", length(b"0002", b"hi"), body=b"hi"),
    good("many zeros", "RFC 9110, 8.6", length(b"0" * 17 + b"2", b"hi"), body=b"hi"),
    good("a large body", "RFC 9112, 6.2", length(b"300000", b"a" * 300000), body=b"a" * 300000),
    good("a body of line ends", "RFC 9112, 6.2", length(b"8", b"\r\n\r\n\0\n\r\n"), body=b"\r\n\r\n\0\n\r\n"),
    good("a body that looks like a reply", "RFC 9112, 6.2", length(b"%d" % len(OK), OK), body=OK),
    good("the same twice", "RFC 9112, 6.3 (5)", OK + b"Content-Length: 2\r\n" + HI, body=b"hi"),
    good("the same twice in a list", "RFC 9112, 6.3 (5)", length(b"2, 2", b"hi"), body=b"hi"),
    good("the same thrice in a list", "RFC 9112, 6.3 (5)", length(b"2,2 ,\t2", b"hi"), body=b"hi"),
    good(
        "and the server closes", "RFC 9112, 9.6", OK + b"Connection: close\r\n" + HI, body=b"hi", keeps=False
    ),
    good("and more than that comes", "RFC 9112, 9.2", length(b"2", b"hi there"), body=b"hi", keeps=False),
    good("and another reply comes", "RFC 9112, 9.2", OK + HI + OK + HI, body=b"hi", keeps=False),
    good("and an empty line comes", "RFC 9112, 9.2", length(b"2", b"hi\r\n"), body=b"hi", keeps=False),
    bad("two that differ", "RFC 9112, 6.3 (5)", OK + b"Content-Length: 3\r\n" + HI),
    bad("two that differ in a list", "RFC 9112, 6.3 (5)", length(b"2, 3", b"hi")),
    bad("two that differ by zeros", "RFC 9112, 6.3 (5)", length(b"2, 02", b"hi")),
    bad("a list with an empty member", "RFC 9112, 6.3 (5)", length(b"2,", b"hi")),
    bad("empty", "RFC 9112, 6.3 (5)", length(b"", b"hi")),
    bad("negative", "RFC 9112, 6.3 (5)", length(b"-2", b"hi")),
    bad("with a plus", "RFC 9112, 6.3 (5)", length(b"+2", b"hi")),
    bad("with a fraction", "RFC 9112, 6.3 (5)", length(b"2.0", b"hi")),
    bad("with an exponent", "RFC 9112, 6.3 (5)", length(b"2e0", b"hi")),
    bad("in hexadecimal", "RFC 9112, 6.3 (5)", length(b"0x2", b"hi")),
    bad("with a letter", "RFC 9112, 6.3 (5)", length(b"2b", b"hi")),
    bad("with a blank inside", "RFC 9112, 6.3 (5)", length(b"1 0", b"hi")),
    bad("with an underscore", "RFC 9112, 6.3 (5)", length(b"1_0", b"hi")),
    bad("in quotes", "RFC 9112, 6.3 (5)", length(b'"2"', b"hi")),
    bad("with a superscript", "RFC 9112, 6.3 (5)", length(b"\xb2", b"hi")),
    bad("beyond 64 bits", "RFC 9110, 8.6", length(b"18446744073709551618", b"hi")),
    bad("of a thousand digits", "RFC 9110, 8.6", length(b"9" * 1000, b"hi")),
    cut("longer than the body", "RFC 9112, 8", length(b"3", b"hi")),
    cut("and no body", "RFC 9112, 8", length(b"2")),
    cut("of petabytes", "RFC 9112, 8", length(b"999999999999999999", b"hi")),
]

UNTIL_CLOSE = [
    good("some bytes", "RFC 9112, 6.3 (8)", OK + b"\r\nhi", body=b"hi", keeps=False, closes=True),
    good("no bytes", "RFC 9112, 6.3 (8)", OK + b"\r\n", keeps=False, closes=True),
    good(
        "many bytes",
        "RFC 9112, 6.3 (8)",
        OK + b"\r\n" + b"a" * 200000,
        body=b"a" * 200000,
        keeps=False,
        closes=True,
    ),
    good("HTTP/1.0", "RFC 9112, 6.3 (8)", b"HTTP/1.0 200 OK\r\n\r\nhi", body=b"hi", keeps=False, closes=True),
    good(
        "a connection said to stay",
        "RFC 9112, 9.3",
        OK + b"Connection: keep-alive\r\n\r\nhi",
        body=b"hi",
        keeps=False,
        closes=True,
    ),
    good(
        "an error",
        "RFC 9112, 6.3 (8)",
        b"HTTP/1.1 500 No\r\n\r\nhi",
        status=500,
        body=b"hi",
        keeps=False,
        closes=True,
    ),
    good("in pieces", "RFC 9112, 6.3 (8)", OK + b"\r\nh", 0.01, b"i", body=b"hi", keeps=False, closes=True),
]


def chunks(raw: bytes, more: bytes = b"") -> bytes:
    """A chunked reply with these chunks."""
    return OK + more + b"Transfer-Encoding: chunked\r\n\r\n" + raw


END = b"0\r\n\r\n"
A = b"1\r\na\r\n"
"""A chunk that is right, before one that may not be."""

CHUNKS = [
    good("one", "RFC 9112, 7.1", chunks(b"2\r\nhi\r\n" + END), body=b"hi"),
    good("none", "RFC 9112, 7.1", chunks(END)),
    good("several", "RFC 9112, 7.1", chunks(b"2\r\nhi\r\n6\r\n there\r\n" + END), body=b"hi there"),
    good("a thousand", "RFC 9112, 7.1", chunks(A * 1000 + END), body=b"a" * 1000),
    good(
        "a large one",
        "RFC 9112, 7.1",
        chunks(b"30d40\r\n" + b"a" * 200000 + b"\r\n" + END),
        body=b"a" * 200000,
    ),
    good("size in upper case", "RFC 9112, 7.1", chunks(b"A\r\n0123456789\r\n" + END), body=b"0123456789"),
    good("size in lower case", "RFC 9112, 7.1", chunks(b"a\r\n0123456789\r\n" + END), body=b"0123456789"),
    good("size with leading zeros", "RFC 9112, 7.1", chunks(b"0002\r\nhi\r\n" + END), body=b"hi"),
    good("last one of many zeros", "RFC 9112, 7.1", chunks(A + b"0000\r\n\r\n"), body=b"a"),
    good("blanks after the size", "RFC 9112, 7.1", chunks(b"2  \r\nhi\r\n" + END), body=b"hi"),
    good("line ends as data", "RFC 9112, 7.1", chunks(b"4\r\n\r\n\r\n\r\n" + END), body=b"\r\n\r\n"),
    good("the end as data", "RFC 9112, 7.1", chunks(b"5\r\n" + END + b"\r\n" + END), body=END),
    good("an extension", "RFC 9112, 7.1.1", chunks(b"2;a=b\r\nhi\r\n" + END), body=b"hi"),
    good("an extension without a value", "RFC 9112, 7.1.1", chunks(b"2;a\r\nhi\r\n" + END), body=b"hi"),
    good("an extension in quotes", "RFC 9112, 7.1.1", chunks(b'2;a="b;c"\r\nhi\r\n' + END), body=b"hi"),
    good("an extension with blanks", "RFC 9112, 7.1.1", chunks(b"2 ; a = b\r\nhi\r\n" + END), body=b"hi"),
    good("an extension at the end", "RFC 9112, 7.1.1", chunks(A + b"0;a=b\r\n\r\n"), body=b"a"),
    good("an extension left empty", "RFC 9112, 7.1.1", chunks(b"2;\r\nhi\r\n" + END), body=b"hi"),
    good("a trailer", "RFC 9112, 7.1.2", chunks(A + b"0\r\nX-Sum: 1\r\n\r\n"), body=b"a"),
    good("trailers", "RFC 9112, 7.1.2", chunks(A + b"0\r\nA: 1\r\nB: 2\r\n\r\n"), body=b"a"),
    good("a folded trailer", "RFC 9112, 5.2", chunks(A + b"0\r\nA: 1\r\n 2\r\n\r\n"), body=b"a"),
    good(
        "a trailer with a length is not believed",
        "RFC 9110, 6.5.1",
        chunks(A + b"0\r\nContent-Length: 9\r\n\r\n"),
        body=b"a",
    ),
    good(
        "the coding in upper case",
        "RFC 9112, 7",
        OK + b"Transfer-Encoding: CHUNKED\r\n\r\n" + A + END,
        body=b"a",
    ),
    good(
        "the coding folded",
        "RFC 9112, 5.2",
        OK + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + A + END,
        body=b"a",
    ),
    good(
        "a length beside it loses",
        "RFC 9112, 6.3 (3)",
        chunks(A + END, b"Content-Length: 9\r\n"),
        body=b"a",
        keeps=False,
    ),
    good(
        "a bad length beside it loses",
        "RFC 9112, 6.3 (3)",
        chunks(A + END, b"Content-Length: x\r\n"),
        body=b"a",
        keeps=False,
    ),
    good(
        "and the server closes",
        "RFC 9112, 9.6",
        chunks(A + END, b"Connection: close\r\n"),
        body=b"a",
        keeps=False,
    ),
    good("and more comes", "RFC 9112, 9.2", chunks(A + END + b"a"), body=b"a", keeps=False),
    good(
        "an error",
        "RFC 9112, 7.1",
        b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n" + A + END,
        status=500,
        body=b"a",
    ),
    bad("size missing", "RFC 9112, 7.1", chunks(A + b"\r\nhi\r\n" + END)),
    bad("size missing before an extension", "RFC 9112, 7.1", chunks(A + b";a=b\r\nhi\r\n" + END)),
    bad("size with 0x", "RFC 9112, 7.1", chunks(A + b"0x2\r\nhi\r\n" + END)),
    bad("size with a sign", "RFC 9112, 7.1", chunks(A + b"+2\r\nhi\r\n" + END)),
    bad("size negative", "RFC 9112, 7.1", chunks(A + b"-2\r\nhi\r\n" + END)),
    bad("size with an underscore", "RFC 9112, 7.1", chunks(A + b"0_2\r\nhi\r\n" + END)),
    bad("size with a blank before it", "RFC 9112, 7.1", chunks(A + b" 2\r\nhi\r\n" + END)),
    bad("size with a blank inside", "RFC 9112, 7.1", chunks(A + b"0 2\r\nhi\r\n" + END)),
    bad("size with a letter beyond f", "RFC 9112, 7.1", chunks(A + b"g\r\nhi\r\n" + END)),
    bad("size with a comma", "RFC 9112, 7.1", chunks(A + b"2,2\r\nhi\r\n" + END)),
    bad("size of 17 digits", "RFC 9112, 7.1", chunks(A + b"00000000000000002\r\nhi\r\n" + END)),
    bad("size beyond 64 bits", "RFC 9112, 7.1", chunks(A + b"f" * 17 + b"\r\nhi\r\n" + END)),
    bad("size line ends in a bare LF", "RFC 9112, 7.1", chunks(A + b"2\nhi\r\n" + END)),
    bad("last line ends in a bare LF", "RFC 9112, 7.1", chunks(A + b"0\n\r\n")),
    bad("extension with a bare CR", "RFC 9112, 7.1.1", chunks(A + b"2;a\rb\r\nhi\r\n" + END)),
    bad("extension with a bare LF", "RFC 9112, 7.1.1", chunks(A + b"2;a\n2\r\nhi\r\n" + END)),
    bad("extension with NUL", "RFC 9112, 7.1.1", chunks(A + b"2;a=\0\r\nhi\r\n" + END)),
    bad("extension too long", "RFC 9112, 7.1.1", chunks(A + b"2;" + b"a" * LINE_LIMIT + b"\r\nhi\r\n" + END)),
    bad("extension without end", "RFC 9112, 7.1.1", chunks(A + b"2;" + b"a" * (LINE_LIMIT + 10))),
    bad("data longer than the size", "RFC 9112, 7.1", chunks(A + b"2\r\nhi!\r\n" + END)),
    bad("data shorter than the size", "RFC 9112, 7.1", chunks(A + b"4\r\nhi\r\n" + END)),
    bad("data ends in a bare LF", "RFC 9112, 7.1", chunks(A + b"2\r\nhi\n" + END)),
    bad("data ends in two bare LF", "RFC 9112, 7.1", chunks(A + b"2\r\nhi\n\n" + END)),
    bad("data without an end of line", "RFC 9112, 7.1", chunks(A + b"2\r\nhi" + END)),
    bad("a body that is not chunked", "RFC 9112, 7.1", chunks(b'{"errors": []}\r\n')),
    bad("trailer without a colon", "RFC 9112, 7.1.2", chunks(A + b"0\r\nA\r\n\r\n")),
    bad("trailer with NUL", "RFC 9112, 7.1.2", chunks(A + b"0\r\nA: \0\r\n\r\n")),
    bad("trailer folded first", "RFC 9112, 5.2", chunks(A + b"0\r\n A: b\r\n\r\n")),
    bad(
        "trailers too many",
        "RFC 9112, 7.1.2",
        chunks(A + b"0\r\n" + b"A: b\r\n" * (FIELD_LIMIT + 1) + b"\r\n"),
    ),
    bad("coding gzip", "RFC 9112, 7.2", OK + b"Transfer-Encoding: gzip\r\n\r\n" + A + END),
    bad("coding gzip, chunked", "RFC 9112, 7.4", OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + A + END),
    bad("coding chunked, gzip", "RFC 9112, 6.1", OK + b"Transfer-Encoding: chunked, gzip\r\n\r\n" + A + END),
    bad(
        "coding chunked twice", "RFC 9112, 6.1", OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + A + END
    ),
    bad("coding chunked on two lines", "RFC 9112, 6.1", chunks(A + END, b"Transfer-Encoding: chunked\r\n")),
    bad("coding identity", "RFC 9112, 7", OK + b"Transfer-Encoding: identity\r\n" + HI),
    bad("coding xchunked", "RFC 9112, 6.1", OK + b"Transfer-Encoding: xchunked\r\n\r\n" + A + END),
    bad("coding in quotes", "RFC 9112, 7", OK + b'Transfer-Encoding: "chunked"\r\n\r\n' + A + END),
    bad("coding with a parameter", "RFC 9112, 7.1", OK + b"Transfer-Encoding: chunked;a=b\r\n\r\n" + A + END),
    bad("coding empty", "RFC 9112, 6.1", OK + b"Transfer-Encoding:\r\n" + HI),
    bad(
        "coding after a vertical tab",
        "RFC 9110, 5.5",
        OK + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + A + END,
    ),
    bad("in HTTP/1.0", "RFC 9112, 6.1", b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + A + END),
    cut("before the first", "RFC 9112, 8", chunks(b"")),
    cut("within a size", "RFC 9112, 8", chunks(b"2")),
    cut("within the size's line end", "RFC 9112, 8", chunks(b"2\r")),
    cut("after a size", "RFC 9112, 8", chunks(b"2\r\n")),
    cut("within the data", "RFC 9112, 8", chunks(b"2\r\nh")),
    cut("after the data", "RFC 9112, 8", chunks(b"2\r\nhi")),
    cut("within the data's line end", "RFC 9112, 8", chunks(b"2\r\nhi\r")),
    cut("between two", "RFC 9112, 8", chunks(A)),
    cut("after the last size", "RFC 9112, 8", chunks(A + b"0\r\n")),
    cut("within the last line end", "RFC 9112, 8", chunks(A + b"0\r\n\r")),
    cut("within a trailer", "RFC 9112, 8", chunks(A + b"0\r\nA: b")),
    cut("after a trailer", "RFC 9112, 8", chunks(A + b"0\r\nA: b\r\n")),
    cut("within one of petabytes", "RFC 9112, 8", chunks(b"ffffffffffffffff\r\nhi")),
]

NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n"

WITHOUT_BODY = [
    good("204", "RFC 9112, 6.3 (1)", NO_CONTENT + b"\r\n", status=204),
    good("204 with length zero", "RFC 9110, 8.6", NO_CONTENT + b"Content-Length: 0\r\n\r\n", status=204),
    good(
        "204 with a length",
        "RFC 9110, 8.6",
        NO_CONTENT + b"Content-Length: 2\r\n\r\n",
        status=204,
        keeps=False,
    ),
    good("204 with a body", "RFC 9112, 9.2", NO_CONTENT + b"\r\nhi", status=204, keeps=False),
    good(
        "204 chunked",
        "RFC 9112, 6.1",
        NO_CONTENT + b"Transfer-Encoding: chunked\r\n\r\n",
        status=204,
        keeps=False,
    ),
    good("304", "RFC 9112, 6.3 (1)", NOT_MODIFIED + b"\r\n", status=304),
    good("304 with a length", "RFC 9110, 8.6", NOT_MODIFIED + b"Content-Length: 2\r\n\r\n", status=304),
    good("304 chunked", "RFC 9112, 6.1", NOT_MODIFIED + b"Transfer-Encoding: chunked\r\n\r\n", status=304),
    good("304 with a body", "RFC 9112, 9.2", NOT_MODIFIED + HI, status=304, keeps=False),
    good("HEAD", "RFC 9112, 6.3 (1)", OK + b"\r\n", method="HEAD"),
    good("HEAD with a length", "RFC 9110, 9.3.2", OK + b"Content-Length: 2\r\n\r\n", method="HEAD"),
    good("HEAD chunked", "RFC 9112, 6.1", CHUNKED, method="HEAD"),
    good(
        "HEAD of what is missing",
        "RFC 9110, 9.3.2",
        b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n",
        status=404,
        method="HEAD",
    ),
    good("HEAD with a body", "RFC 9112, 9.2", OK + HI, method="HEAD", keeps=False),
    good(
        "HEAD of what is compressed", "RFC 9110, 9.3.2", OK + b"Content-Encoding: gzip\r\n\r\n", method="HEAD"
    ),
    good(
        "205 with length zero",
        "RFC 9110, 15.3.6",
        b"HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n",
        status=205,
    ),
    good(
        "redirect without a body",
        "RFC 9110, 15.4",
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n",
        status=302,
    ),
    good("POST", "RFC 9112, 6.3 (6)", OK + HI, method="POST", body=b"hi"),
    good("DELETE", "RFC 9112, 6.3 (6)", OK + b"Content-Length: 2\r\n\r\n{}", method="DELETE", body=b"{}"),
    good("PUT answered by 204", "RFC 9112, 6.3 (1)", NO_CONTENT + b"\r\n", method="PUT", status=204),
    cut("HEAD without its empty line", "RFC 9112, 8", OK + b"Content-Length: 2\r\n", method="HEAD"),
    cut("204 without its empty line", "RFC 9112, 8", NO_CONTENT),
]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

INTERIM = [
    good("100", "RFC 9110, 15.2.1", CONTINUE + OK + HI, body=b"hi"),
    good("102", "RFC 9110, 15.2", b"HTTP/1.1 102 Processing\r\n\r\n" + OK + HI, body=b"hi"),
    good(
        "103 with headers",
        "RFC 8297, 2",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + HI,
        body=b"hi",
    ),
    good("103 twice", "RFC 8297, 2", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2 + OK + HI, body=b"hi"),
    good("199", "RFC 9110, 15.2", b"HTTP/1.1 199 Odd\r\n\r\n" + OK + HI, body=b"hi"),
    good("as many as are taken", "RFC 9110, 15.2", CONTINUE * INTERIM_LIMIT + OK + HI, body=b"hi"),
    good(
        "with a length that counts for nothing",
        "RFC 9110, 8.6",
        b"HTTP/1.1 100 A\r\nContent-Length: 9\r\n\r\n" + OK + HI,
        body=b"hi",
    ),
    good(
        "that would close",
        "RFC 9110, 15.2",
        b"HTTP/1.1 100 A\r\nConnection: close\r\n\r\n" + OK + HI,
        body=b"hi",
    ),
    good("and then a pause", "RFC 9110, 15.2", CONTINUE, 0.01, OK + HI, body=b"hi"),
    good("before a chunked one", "RFC 9110, 15.2", CONTINUE + chunks(A + END), body=b"a"),
    good("before a 204", "RFC 9110, 15.2", CONTINUE + NO_CONTENT + b"\r\n", status=204),
    good("before one to HEAD", "RFC 9110, 15.2", CONTINUE + OK + b"Content-Length: 2\r\n\r\n", method="HEAD"),
    bad("too many", "RFC 9110, 15.2", CONTINUE * (INTERIM_LIMIT + 1) + OK + HI),
    bad("101 that was not asked for", "RFC 9110, 7.8", b"HTTP/1.1 101 Switching\r\nUpgrade: a\r\n\r\n"),
    bad("with a body", "RFC 9110, 15.2", b"HTTP/1.1 100 A\r\nContent-Length: 2\r\n\r\nhi" + OK + HI),
    bad("before other bytes", "RFC 9110, 15.2", CONTINUE + b"hello\r\n"),
    cut("and nothing else", "RFC 9112, 8", CONTINUE),
    cut("cut itself", "RFC 9112, 8", b"HTTP/1.1 100 Continue\r\n"),
]


def connection(value: bytes, version: bytes = b"1.1") -> bytes:
    """A reply with this Connection header."""
    return b"HTTP/" + version + b" 200 OK\r\nConnection: " + value + b"\r\n" + HI


CONNECTION = [
    good("close", "RFC 9112, 9.6", connection(b"close"), body=b"hi", keeps=False),
    good("close in upper case", "RFC 9112, 9.6", connection(b"CLOSE"), body=b"hi", keeps=False),
    good("close in a list", "RFC 9110, 7.6.1", connection(b"x-a, close"), body=b"hi", keeps=False),
    good(
        "close on a second line",
        "RFC 9110, 5.3",
        connection(b"x-a\r\nConnection: close"),
        body=b"hi",
        keeps=False,
    ),
    good("close and keep-alive", "RFC 9112, 9.3", connection(b"keep-alive, close"), body=b"hi", keeps=False),
    good("keep-alive", "RFC 9112, 9.3", connection(b"keep-alive"), body=b"hi"),
    good("another", "RFC 9110, 7.6.1", connection(b"x-closed"), body=b"hi"),
    good("empty", "RFC 9110, 7.6.1", connection(b""), body=b"hi"),
    good("keep-alive in HTTP/1.0", "RFC 9112, 9.3", connection(b"Keep-Alive", b"1.0"), body=b"hi"),
    good("close in HTTP/1.0", "RFC 9112, 9.3", connection(b"close", b"1.0"), body=b"hi", keeps=False),
    good("another in HTTP/1.0", "RFC 9112, 9.3", connection(b"x-a", b"1.0"), body=b"hi", keeps=False),
]

SLOW = [
    good("in single bytes", "RFC 9112, 2.2", *(OK[n : n + 1] for n in range(len(OK))), HI, body=b"hi"),
    good("with a pause in the status line", "RFC 9112, 2.2", OK[:5], 0.01, OK[5:] + HI, body=b"hi"),
    good("with a pause within CR LF", "RFC 9112, 2.2", OK[:-1], 0.01, OK[-1:] + HI, body=b"hi"),
    good(
        "with a pause in a header", "RFC 9112, 5", OK + b"Cont", 0.01, b"ent-Length: 2\r\n\r\nhi", body=b"hi"
    ),
    good(
        "with a pause before a fold",
        "RFC 9112, 5.2",
        OK + b"A: b\r\n",
        0.01,
        b" c\r\n" + HI,
        body=b"hi",
        headers=(("A", "b c"),),
    ),
    good("with a pause before the body", "RFC 9112, 6", OK + HI[:-2], 0.01, b"hi", body=b"hi"),
    good("with a pause in the body", "RFC 9112, 6", OK + HI[:-1], 0.01, b"i", body=b"hi"),
    good(
        "with a pause in a chunk's size",
        "RFC 9112, 7.1",
        chunks(b"1"),
        0.01,
        b"0\r\n" + b"a" * 16 + b"\r\n" + END,
        body=b"a" * 16,
    ),
    good("with a pause in a chunk", "RFC 9112, 7.1", chunks(b"2\r\nh"), 0.01, b"i\r\n" + END, body=b"hi"),
    good("with a pause after a chunk", "RFC 9112, 7.1", chunks(b"2\r\nhi"), 0.01, b"\r\n" + END, body=b"hi"),
    good("with a pause before the last chunk", "RFC 9112, 7.1", chunks(A), 0.01, END, body=b"a"),
    good(
        "with a pause before the trailers",
        "RFC 9112, 7.1.2",
        chunks(A + b"0\r\n"),
        0.01,
        b"A: b\r\n\r\n",
        body=b"a",
    ),
    cut("and cut off", "RFC 9112, 8", OK, 0.01, b"Content-Length: 5\r\n\r\nh", 0.01, b"i"),
]

FAMILIES = {
    "status line": STATUS_LINES,
    "header": FIELDS,
    "length": LENGTHS,
    "until close": UNTIL_CLOSE,
    "chunks": CHUNKS,
    "without body": WITHOUT_BODY,
    "interim": INTERIM,
    "connection": CONNECTION,
    "slow": SLOW,
}
REPLIES = {f"{family}: {case.name}": case for family, cases in FAMILIES.items() for case in cases}
