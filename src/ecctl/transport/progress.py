"""How far one exchange has come, and how it failed: the words of every network error, in one place."""

from __future__ import annotations

import _socket
import errno
import time

from ecctl.errors import ConnectError, ConnectionLostError, NoResponseError, RequestTimeoutError

LONGEST_LIMIT = 1e6
"""Seconds: a longer limit is none, since not all system calls can express it."""

PORTS_HINT = "check host and port; ECE listens on port 12443 for https and on 12400 for http"

_CAUSES = {
    errno.ECONNREFUSED: "connection refused: nothing listens there",
    errno.ECONNRESET: "the connection was reset",
    errno.ECONNABORTED: "the connection was aborted",
    errno.EPIPE: "the connection was closed",
    errno.ENETUNREACH: "the network cannot be reached",
    errno.EHOSTUNREACH: "the host cannot be reached",
    errno.EHOSTDOWN: "the host is down",
    errno.ENETDOWN: "the network is down",
    errno.ETIMEDOUT: "the host does not answer",
    errno.EADDRNOTAVAIL: "this machine has no address to reach it from",
    errno.EAFNOSUPPORT: "this machine does not speak its kind of address",
    errno.EACCES: "this machine does not permit it (a firewall?)",
    errno.EPERM: "this machine does not permit it (a firewall?)",
    errno.EMFILE: "too many files and connections are open",
}
_NAME_CAUSES = {
    _socket.EAI_NONAME: "no such host name",
    _socket.EAI_AGAIN: "the name server does not answer",
    _socket.EAI_FAIL: "the name server failed",
}


class Progress:
    """The course of one exchange with `address`, which may take `limit` seconds in all (0: no limit).

    `doing` says what is being waited for, `sent` whether bytes of the request may have arrived, and `hint`
    what to check when there is no connection.
    """

    __slots__ = ("_end", "address", "doing", "hint", "limit", "sent")

    def __init__(self, address: str, limit: float, hint: str = PORTS_HINT) -> None:
        self.address = address
        self.hint = hint
        self.limit = limit if limit < LONGEST_LIMIT else 0
        self.doing = ""
        self.sent = False
        self._end = time.monotonic() + limit

    def left(self) -> float | None:
        """Seconds left, None for no limit; RequestTimeoutError where there are none."""
        if not self.limit:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.timed_out()
        return left

    def timed_out(self) -> RequestTimeoutError:
        """The error for having run out of time."""
        return RequestTimeoutError(
            f"{self.address}: no whole reply within {self.limit:g} s; time ran out while {self.doing}",
            hint="give it longer with --timeout (timeout=), or check host, port and proxy",
            sent=self.sent,
        )

    def failed(self, error: OSError) -> NoResponseError:
        """The error for one of the operating system's."""
        if isinstance(error, TimeoutError) and error.errno is None:
            return self.timed_out()
        return self.broken(cause_of(error)) if self.sent else self.not_connected(cause_of(error))

    def broken(self, cause: str) -> ConnectionLostError:
        """The error for a connection that ended before the whole reply was there."""
        return ConnectionLostError(
            f"{self.address}: the connection broke while {self.doing}: {cause}", sent=self.sent
        )

    def not_connected(self, cause: str) -> ConnectError:
        """The error for having found no way there."""
        return ConnectError(f"cannot connect to {self.address}: {cause}", hint=self.hint)


def cause_of(error: OSError) -> str:
    """What the operating system reports, in plain words."""
    causes = _NAME_CAUSES if isinstance(error, _socket.gaierror) else _CAUSES
    return causes.get(error.errno or 0) or error.strerror or type(error).__name__
