"""Parser of one HTTP/1 response (RFC 9112), fed with bytes as they arrive; it does no I/O.

Blocking sockets and asyncio streams use it alike: feed it what was received, b"" for the end of the stream.
It is strict wherever two readers could disagree about the end of a response, and lenient if RFC 9112 allows it
without that danger: a bare LF ends a line of the head, folded fields are unfolded.
"""

from __future__ import annotations

from ecctl.core.messages import NAME_CHARACTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from ecctl.core.messages import Headers

    Steps = Generator[None, None, None]

LINE_LIMIT = 32 * 1024
"""Bytes of one line: status line, field, chunk size."""
HEAD_LIMIT = 128 * 1024
"""Bytes of all lines of one head, or of all trailers."""
FIELD_LIMIT = 256
"""Fields of one head, or of all trailers."""
INTERIM_LIMIT = 32
"""Interim (1xx) responses before the final one."""

# Longer numbers do not fit into 64 bits: an intermediary whose counter overflows would see another length.
_LENGTH_DIGITS = 18
_CHUNK_DIGITS = 16

_TEXT = bytes([0x09, *range(0x20, 0x7F), *range(0x80, 0x100)])
_TOKEN = NAME_CHARACTERS.encode()
_HEX = b"0123456789abcdefABCDEF"


class MalformedReplyError(Exception):
    """The bytes are not an HTTP response; the message says why, and quotes nothing."""


class TLSReplyError(MalformedReplyError):
    """The bytes are a TLS record: the server expects https."""


class CutOffReplyError(Exception):
    """The stream ended before the response did; the message says where."""


# Framing decides where a response ends. If two readers on the path disagree about that, bytes that an
# attacker controls become the response to somebody else's request (response splitting). So every rule of RFC
# 9112, 6.3 is explicit here, and a message that violates one is refused rather than repaired. The parser is a
# generator: each place at which bytes may run out is a `yield`, and the code between reads in the order of
# the grammar. A state machine needs a named state for each of them. httptools parses faster, but its import
# costs 5 to 6 ms, more than parsing all responses of a command.
class ReplyParser:
    """One response to one request.

    `feed` returns the bytes of the body as they come, chunked coding removed. `status`, `reason` and
    `headers` (decoded as Latin-1, in the order they came) are set once `head_complete` is true; `complete`
    tells that the response is complete, and `reusable` that another request may follow on the connection.
    """

    def __init__(self, method: str) -> None:
        self.status = 0
        self.reason = ""
        self.headers: Headers = ()
        self.head_complete = False
        self.complete = False
        self.reusable = False
        self.started = False
        self._method = method
        self._version = b""
        self._buffer = b""
        self._at = 0
        self._ended = False
        self._body: list[bytes] = []
        self._body_size = 0
        self._steps = self._reply()
        next(self._steps)

    def feed(self, data: bytes) -> bytes:
        """Take received bytes, b"" at the end of the stream, and return the part of the body in them.

        Raises MalformedReplyError or CutOffReplyError, after which the parser is of no more use.
        """
        if data:
            self.started = True
            self._buffer = self._buffer[self._at :] + data
            self._at = 0
        else:
            self._ended = True
        next(self._steps, None)
        if self.complete and (self._ended or self._at < len(self._buffer)):
            self.reusable = (
                False  # what follows a response unasked is never taken for another (RFC 9112, 9.2)
            )
        parts, self._body = self._body, []
        return b"".join(parts)

    def _reply(self) -> Steps:
        for _ in range(INTERIM_LIMIT + 1):
            yield from self._status_line()
            self.headers = yield from self._fields("in its headers")
            if self.status == 101:  # Switching Protocols
                raise MalformedReplyError("it switches to a protocol that was not asked for")
            if self.status // 100 != 1:
                break
        else:
            raise MalformedReplyError(f"more than {INTERIM_LIMIT} interim responses")
        yield from self._framed_body()
        self.complete = True

    def _framed_body(self) -> Steps:
        """Parse the body, whose length RFC 9112, 6.3 determines."""
        codings = self._listed("transfer-encoding")
        lengths = self._listed("content-length")
        self.reusable = self._keeps_alive()
        # Rule 1: their headers describe the body that a GET would have had.
        if self._method == "HEAD" or self.status == 304:  # Not Modified
            self.head_complete = True
        # Rules 1 and 2. If the headers announce a body all the same, nobody knows whether one follows.
        elif self.status == 204 or (self._method == "CONNECT" and self.status // 100 == 2):
            self.reusable &= not codings and set(lengths) <= {"0"}
            self.head_complete = True
        # Rule 3: both headers together may be an attempt at smuggling, so the connection is not used again.
        # HTTP/1.0 has no chunked coding, and a chain of codings would need a decoder for each.
        elif codings:
            if self._version == b"HTTP/1.0" or [coding.lower() for coding in codings] != ["chunked"]:
                raise MalformedReplyError("a transfer coding other than one `chunked` of HTTP/1.1")
            self.reusable &= not lengths
            self.head_complete = True
            yield from self._chunks()
        elif lengths:
            length = _content_length(lengths)
            self.head_complete = True
            yield from self._exactly(length, f"of {length} ")
        else:
            # Rule 8: with neither header the body ends with the connection.
            self.reusable = False
            self.head_complete = True
            while not self._ended:
                self._body.append(self._buffer[self._at :])
                self._at = len(self._buffer)
                yield

    def _keeps_alive(self) -> bool:
        options = [option.lower() for option in self._listed("connection")]
        return "close" not in options and (self._version != b"HTTP/1.0" or "keep-alive" in options)

    def _listed(self, name: str) -> list[str]:
        """Return the members of a list-valued field from all of its lines (RFC 9110, 5.6.1)."""
        members: list[str] = []
        for key, value in self.headers:
            if key.lower() == name:
                members += [member.strip(" \t") for member in value.split(",")]
        return members

    def _status_line(self) -> Steps:
        while (start := self._buffer[self._at : self._at + 5]) != b"HTTP/":
            if start[:1] in {b"\x15", b"\x16"}:  # records of type alert and handshake (RFC 8446, 5.1)
                raise TLSReplyError("it is a TLS record")
            if not b"HTTP/".startswith(start):
                raise MalformedReplyError("it does not start with a status line")
            yield from self._more("in its status line" if start else "without a response")
        line = yield from self._line("in its status line")
        version, _, rest = line.partition(b" ")
        code, _, reason = rest.partition(b" ")
        if len(version) != 8 or version[:7] != b"HTTP/1." or not version[7:].isdigit():
            raise MalformedReplyError("its version is not HTTP/1.0 or HTTP/1.1")
        if len(code) != 3 or not code.isdigit() or reason.translate(None, _TEXT):
            raise MalformedReplyError("its status line is not valid")
        self._version = version
        self.status = int(code)
        self.reason = reason.decode("latin-1")

    def _fields(self, where: str) -> Generator[None, None, Headers]:
        fields: list[tuple[str, str]] = []
        size = 0
        while line := (yield from self._line(where)):
            size += len(line)
            if size > HEAD_LIMIT or len(fields) >= FIELD_LIMIT:
                raise MalformedReplyError("its headers are too many or too long")
            if line.translate(None, _TEXT):
                raise MalformedReplyError("a control character in a header")
            # Obsolete line folding, which a user agent replaces by a blank (RFC 9112, 5.2).
            if line[0] in b" \t":
                if not fields:
                    raise MalformedReplyError("its headers start with a folded line")
                name, value = fields[-1]
                fields[-1] = name, f"{value} {_decoded(line)}".strip(" ")
            else:
                fields.append(_field(line))
        return tuple(fields)

    def _chunks(self) -> Steps:
        while size := _chunk_size((yield from self._line("between two chunks of its body", bare_lf=False))):
            yield from self._exactly(size, "")
            while len(ending := self._buffer[self._at : self._at + 2]) < 2:
                yield from self._more("between two chunks of its body")
            if ending != b"\r\n":
                raise MalformedReplyError("a chunk is longer than its size says")
            self._at += 2
        # Trailers are read to find the end and then dropped: merged, they could replace headers (RFC 9110,
        # 6.5.1).
        yield from self._fields("in its trailers")

    def _exactly(self, size: int, whole: str) -> Steps:
        """Move the next *size* bytes into the body."""
        while True:
            part = self._buffer[self._at : self._at + size]
            self._at += len(part)
            self._body_size += len(part)
            self._body.append(part)
            size -= len(part)
            if not size:
                return
            yield from self._more(f"after {self._body_size} {whole}bytes of its body")

    def _line(self, where: str, *, bare_lf: bool = True) -> Generator[None, None, bytes]:
        """Return the next line without its end."""
        searched = 0
        while (end := self._buffer.find(b"\n", self._at + searched)) < 0:
            # Continue there: a line that arrives byte by byte would otherwise cost quadratic time.
            searched = len(self._buffer) - self._at
            if searched > LINE_LIMIT:
                raise MalformedReplyError("a line that is too long")
            yield from self._more(where)
        line = self._buffer[self._at : end]
        self._at = end + 1
        if len(line) > LINE_LIMIT:
            raise MalformedReplyError("a line that is too long")
        if line.endswith(b"\r"):
            return line[:-1]
        # Readers that disagree about the end of a chunk's size disagree about the end of the response.
        if not bare_lf:
            raise MalformedReplyError("a chunk's size ends in a bare line feed")
        return line

    def _more(self, where: str) -> Steps:
        yield
        if self._ended:
            raise CutOffReplyError(where)


def _field(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    if not colon or not name or name.translate(None, _TOKEN):
        raise MalformedReplyError("a header without a valid name")
    return name.decode("ascii"), _decoded(value)


def _decoded(value: bytes) -> str:
    return value.strip(b" \t").decode("latin-1")


def _content_length(lengths: list[str]) -> int:
    """Return the length on which all values agree (RFC 9112, 6.3, rule 5)."""
    length = lengths[0]
    if lengths.count(length) != len(lengths):
        raise MalformedReplyError("it states two different lengths")
    # int() also takes signs, blanks, underscores and the digits of other scripts.
    if not (length.isascii() and length.isdigit()) or len(length) > _LENGTH_DIGITS:
        raise MalformedReplyError("its Content-Length is not a number of bytes")
    return int(length)


def _chunk_size(line: bytes) -> int:
    size, _, extension = line.partition(b";")
    size = size.rstrip(b" \t")
    if (
        not size
        or len(size) > _CHUNK_DIGITS
        or size.translate(None, _HEX)
        or extension.translate(None, _TEXT)
    ):
        raise MalformedReplyError("a chunk's size is not a hexadecimal number")
    return int(size, 16)
