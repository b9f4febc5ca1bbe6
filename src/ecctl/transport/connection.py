"""One open connection: bytes go out and come in within the time given."""

from __future__ import annotations

import select
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket

    from ecctl.errors import NoAnswerError
    from ecctl.transport.progress import Progress

RECEIVE_SIZE = 64 * 1024


class Connection:
    """A connected socket; `secure` where it speaks TLS. `idle_since` is on the monotonic clock."""

    __slots__ = ("_secure", "_socket", "idle_since")

    def __init__(self, connected: socket, *, secure: bool = False) -> None:
        self._socket = connected
        self._secure = secure
        self.idle_since = time.monotonic()

    def send(self, piece: bytes, progress: Progress) -> None:
        """Send all of `piece`; raises NoAnswerError."""
        progress.doing = "sending the request"
        try:
            self._socket.settimeout(progress.left())
            progress.sent = True
            self._socket.sendall(piece)
        except OSError as error:
            raise self._failure(error, progress) from error

    def receive(self, progress: Progress) -> bytes:
        """The next bytes, b"" at the end of the stream; raises NoAnswerError."""
        try:
            self._socket.settimeout(progress.left())
            return self._socket.recv(RECEIVE_SIZE)
        except OSError as error:
            raise self._failure(error, progress) from error

    def _failure(self, error: OSError, progress: Progress) -> NoAnswerError:
        if self._secure:
            from ecctl.transport import tls

            return tls.failed(error, progress)
        return progress.failed(error)

    def is_quiet(self) -> bool:
        """Whether an idle connection is still open, and nothing came on it unasked."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        """Give the connection up."""
        self._socket.close()
