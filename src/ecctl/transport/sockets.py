"""Python's sockets, without importing the module `socket` unless the program already has.

`socket` builds enums: importing it costs 9 ms of CPU against 0.4 ms for `_socket` (best of 15 runs of
`python -I -S`; a bare start costs 8 ms), so that `create` over plain http would be over 1.8 times a bare start.
On https `ssl` imports `socket` anyway. A program that has imported it gets it, with what the program has put
there: gevent, or a test's closed network.
"""

from __future__ import annotations

import _socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def addresses(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """Return family and address for each result of a name lookup. Raise OSError."""
    # As bytes: a host given as str loads the codec for international names.
    found = _current().getaddrinfo(host.encode("ascii"), port, 0, _socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]


def stream(family: int) -> _socket.socket:
    """Return a new stream socket: one of `socket` if that is loaded, as `ssl` requires."""
    made: _socket.socket = _current().socket(family, _socket.SOCK_STREAM)
    return made


def _current() -> ModuleType:
    if "socket" in sys.modules:
        import socket  # waits if another thread is importing it

        return socket
    return _socket
