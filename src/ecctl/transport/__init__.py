"""How requests travel: over HTTP, or in-process to the embedded platform.

Here are the time limit of one exchange, and the wording of every network error.
"""

from __future__ import annotations

import time

from ecctl.core import HTTP_PORT, HTTPS_PORT
from ecctl.core.errors import ConnectError, ConnectionLostError, NoResponseError, RequestTimeoutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LIMIT = 1e6
"""Seconds; a longer limit counts as none, since not all system calls can express it."""

PORTS_HINT = f"check host and port; ECE listens on port {HTTPS_PORT} for https and on {HTTP_PORT} for http"
TIMEOUT_HINT = "allow more time with the setting timeout, or check host, port and proxy"


class Deadline:
    """When an exchange with `address` must be over, and what it is doing.

    `limit` is in seconds, 0 for none; `end` is a moment of `time.monotonic` that nothing extends. `doing` says
    what is being waited for, `sent` whether bytes of the request may have arrived, and `hint` what to check
    if there is no connection. `extended` is called with the seconds left when the limit starts again.
    """

    __slots__ = ("_at", "_end", "address", "doing", "extended", "hint", "limit", "sent")

    def __init__(self, address: str, limit: float, hint: str = PORTS_HINT, end: float | None = None) -> None:
        self.address = address
        self.hint = hint
        self.limit = limit if limit < LONGEST_LIMIT else 0
        self.doing = ""
        self.sent = False
        self._end = end
        self.extended: Callable[[float], object] | None = None
        self.extend()

    def extend(self) -> None:
        """Start the limit again: an upload is bounded by the time without progress, not by its size."""
        self._at = time.monotonic() + self.limit if self.limit else None
        if self._end is not None:
            self._at = self._end if self._at is None else min(self._at, self._end)
        if self._at is not None and self.extended is not None:
            self.extended(self._at - time.monotonic())

    def left(self) -> float | None:
        """Return the seconds left, None for no limit. Raise RequestTimeoutError if there are none."""
        if self._at is None:
            return None
        left = self._at - time.monotonic()
        if left <= 0:
            raise self.timed_out()
        return left

    def timed_out(self) -> RequestTimeoutError:
        """Return the error for having run out of time."""
        own = (
            self.limit and self._at != self._end
        )  # else the moment at which everything must be over has come
        within = f" within {self.limit:g} s" if own else " in time"
        return RequestTimeoutError(
            f"no complete response from {self.address}{within}: timed out while {self.doing}",
            hint=TIMEOUT_HINT,
            sent=self.sent,
        )

    def failed(self, error: OSError) -> NoResponseError:
        """Return the error for one of the operating system's."""
        # Python's own time-out has no errno. ETIMEDOUT is a TimeoutError, too, but means that the peer is
        # unreachable.
        if isinstance(error, TimeoutError) and error.errno is None:
            return self.timed_out()
        return self.broken(cause_of(error)) if self.sent else self.not_connected(cause_of(error))

    def broken(self, cause: str) -> ConnectionLostError:
        """Return the error for a connection that ended before the response was complete."""
        return ConnectionLostError(
            f"the connection to {self.address} broke while {self.doing}: {cause}", sent=self.sent
        )

    def not_connected(self, cause: str) -> ConnectError:
        """Return the error for a connection that could not be made."""
        return ConnectError(f"cannot connect to {self.address}: {cause}", hint=self.hint)


def cause_of(error: OSError) -> str:
    """Return the cause of an error of the operating system, in plain words."""
    # Only after an error: errno takes 0.3 of the 28 million instructions of a first call, and the embedded
    # platform does without _socket, which takes 0.4 ms.
    import _socket
    import errno

    causes = {
        errno.ECONNREFUSED: "connection refused",
        errno.ECONNRESET: "connection reset",
        errno.ECONNABORTED: "connection aborted",
        errno.EPIPE: "connection closed",
        errno.ENETUNREACH: "network unreachable",
        errno.EHOSTUNREACH: "host unreachable",
        errno.EHOSTDOWN: "host is down",
        errno.ENETDOWN: "network is down",
        errno.ETIMEDOUT: "the host does not respond",
        errno.EADDRNOTAVAIL: "this machine has no address that reaches it",
        errno.EAFNOSUPPORT: "this machine does not support its kind of address",
        errno.EACCES: "this machine does not permit it (a firewall?)",
        errno.EPERM: "this machine does not permit it (a firewall?)",
        errno.EMFILE: "too many open files",
    }
    if isinstance(error, _socket.gaierror):
        causes = {
            _socket.EAI_NONAME: "no such host name",
            _socket.EAI_AGAIN: "the name server does not respond",
            _socket.EAI_FAIL: "the name server failed",
        }
    return causes.get(error.errno or 0) or error.strerror or type(error).__name__
