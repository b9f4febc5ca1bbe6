"""One request and its reply on one connection."""

from __future__ import annotations

from ecctl.errors import ConnectionLostError, NotTheApiError
from ecctl.transport.progress import PORTS_HINT
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser, TLSReplyError
from ecctl.transport.request_writer import pieces
from ecctl.wire import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.transport.connection import Connection
    from ecctl.transport.progress import Progress
    from ecctl.wire import Body

HTTPS_HINT = "write the host as https://…; ECE listens on port 12443 for https and on 12400 for http"


class Exchange:
    """One request and its reply; `keep` takes the connection when another request may follow on it."""

    def __init__(
        self, connection: Connection, method: str, progress: Progress, keep: Callable[[Connection], None]
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._keep = keep
        self._parser = ReplyParser(method)
        self._sent_whole = False

    @property
    def answered(self) -> bool:
        """Whether any byte of a reply has come."""
        return self._parser.started

    def run(self, head: bytes, body: Body) -> Response:
        """Send the request and return its reply once the headers are there.

        Raises NoAnswerError, NotTheApiError, and whatever an iterable body raises.
        """
        parser = self._parser
        first = b""
        try:
            lost = self._send(head, body)
            self._progress.doing = "waiting for the reply"
            try:
                while not parser.head_complete:
                    first = self._receive()
            except ConnectionLostError:
                if lost is None or self.answered:
                    raise
                raise lost from None
        except BaseException:
            self.close()
            raise
        self._progress.doing = "reading the reply"
        if parser.complete:
            return Response(parser.status, parser.headers, first)
        return Response(parser.status, parser.headers, self._body(first), self.close)

    def _send(self, head: bytes, body: Body) -> ConnectionLostError | None:
        """Send the request; returns the failure where the server stopped reading: it may have answered first."""
        for piece in pieces(head, body):
            try:
                self._connection.send(piece, self._progress)
            except ConnectionLostError as error:
                return error
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
        address = self._progress.address
        try:
            part = self._parser.feed(self._connection.receive(self._progress))
        except CutOffReplyError as error:
            raise ConnectionLostError(f"{address} closed the connection {error}", sent=True) from error
        except TLSReplyError as error:
            raise NotTheApiError(f"{address} speaks TLS, and was asked without", hint=HTTPS_HINT) from error
        except MalformedReplyError as error:
            raise NotTheApiError(
                f"{address} sent what is not an HTTP reply: {error}",
                hint=PORTS_HINT,
                status=self._parser.status,
            ) from error
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
