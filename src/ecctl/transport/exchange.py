"""One request and its reply on one connection."""

from __future__ import annotations

from ecctl.core.messages import Response, header
from ecctl.errors import ConnectionLostError, NotTheApiError
from ecctl.transport.deadline import PORTS_HINT
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser, TLSReplyError
from ecctl.transport.request_writer import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.core.messages import Body, Headers
    from ecctl.errors import EcctlError
    from ecctl.transport.connection import Connection
    from ecctl.transport.deadline import Deadline

HTTPS_HINT = "if it wants https, write the host as https://…; ECE listens on port 12443 for it"


class Exchange:
    """One request and its reply; `keep` takes the connection when another request may follow on it."""

    def __init__(
        self, connection: Connection, method: str, deadline: Deadline, keep: Callable[[Connection], None]
    ) -> None:
        self._connection = connection
        self._deadline = deadline
        self._keep = keep
        self._parser = ReplyParser(method)
        self._sent_whole = False

    @property
    def answered(self) -> bool:
        """Whether any byte of a reply has come."""
        return self._parser.started

    def run(self, head: bytes, body: Body) -> Response:
        """Send the request and return its reply once the headers are there.

        Raises NoResponseError, NotTheApiError, and whatever an iterable body raises.
        """
        parser = self._parser
        first = b""
        try:
            lost = self._send(head, body)
            self._deadline.doing = "waiting for the response"
            try:
                while not parser.head_complete:
                    first = self._receive()
            except ConnectionLostError as error:
                if self.answered:
                    raise
                raise unanswered(lost or error, secure=self._connection.secure) from error
        except BaseException:
            self.close()
            raise
        self._deadline.doing = "reading the response"
        return self._response(first)

    def _response(self, first: bytes) -> Response:
        """The reply, of whose body `first` has been read."""
        parser = self._parser
        if parser.complete and not first:
            return Response(parser.status, parser.headers)
        try:
            headers, body = uncoded(parser, self._body(first), self._deadline.address)
        except NotTheApiError:
            self.close()
            raise
        if parser.complete and headers is parser.headers:
            return Response(parser.status, headers, first)
        return Response(parser.status, headers, body, self.close)

    def _send(self, head: bytes, body: Body) -> ConnectionLostError | None:
        """Send the request; return the failure where the server reads no more: it may have answered first."""
        streamed = not isinstance(body, bytes)
        for piece in pieces(head, body):
            self._deadline.doing = "sending the request"
            self._deadline.sent = True
            try:
                self._connection.send(piece, self._deadline)
            except ConnectionLostError as error:
                return error
            if streamed:
                self._deadline.extend()
        self._sent_whole = True
        return None

    def _body(self, first: bytes) -> Iterator[bytes]:
        if first:
            yield first
        while not self._parser.complete:
            if part := self._receive():
                yield part

    def _receive(self) -> bytes:
        """What comes next of the body; b"" where it is something else, or at the end."""
        try:
            part = self._parser.feed(self._connection.receive(self._deadline))
        except BaseException as error:
            self._connection.close()
            if isinstance(error, CutOffReplyError | MalformedReplyError):
                raise refusal(error, self._deadline.address, self._parser.status) from error
            raise
        if self._parser.complete:
            self._end()
        return part

    def _end(self) -> None:
        if self._parser.reusable and self._sent_whole:
            self._keep(self._connection)
        else:
            self._connection.close()

    def close(self) -> None:
        """Give up what is left of the reply, and the connection with it."""
        if not self._parser.complete:
            self._connection.close()


def uncoded(parser: ReplyParser, body: Iterator[bytes], address: str) -> tuple[Headers, Iterator[bytes]]:
    """Headers and body as they were before compression; NotTheApiError for a coding not known here."""
    coding = header(parser.headers, "content-encoding").lower()
    if coding in {"", "identity"}:
        return parser.headers, body
    from ecctl.transport.content_coding import CODINGS, unpacked

    if coding not in CODINGS:
        raise NotTheApiError(
            f"{address} sent a reply in a coding that was not asked for", status=parser.status
        )
    about_it = {"content-encoding", "content-length"}
    headers = tuple(pair for pair in parser.headers if pair[0].lower() not in about_it)
    return headers, unpacked(body, address)


def refusal(error: CutOffReplyError | MalformedReplyError, address: str, status: int) -> EcctlError:
    """The error for a reply that the parser does not take."""
    if isinstance(error, CutOffReplyError):
        return ConnectionLostError(f"{address} closed the connection {error}", sent=True)
    if isinstance(error, TLSReplyError):
        return wants_https(address)
    return NotTheApiError(f"{address} did not answer in valid HTTP: {error}", hint=PORTS_HINT, status=status)


def unanswered(lost: ConnectionLostError, *, secure: bool) -> ConnectionLostError:
    """The same error, with what a server that wants TLS leaves to guess."""
    return ConnectionLostError(lost.message, hint="" if secure else HTTPS_HINT, sent=True)


def wants_https(address: str, status: int = 0) -> NotTheApiError:
    """The error for a server that was asked in plain http and speaks https."""
    return NotTheApiError(
        f"{address} speaks https, and was asked in plain http", hint=HTTPS_HINT, status=status
    )
