"""Python's sockets, without the module `socket` where nobody has loaded it: its enums cost a first call 4 ms.

A program that has loaded it gets it, and with it what the program has put there: gevent, a test's closed network.
"""

from __future__ import annotations

import _socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def addresses(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """Family and address of each end that a host's name stands for; raises OSError."""
    # As bytes: a host given as text loads the codec for international names.
    found = _current().getaddrinfo(host.encode("ascii"), port, 0, _socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]


def stream(family: int) -> _socket.socket:
    """A new stream socket; one of `socket` if that is loaded, as `ssl` wants it."""
    made: _socket.socket = _current().socket(family, _socket.SOCK_STREAM)
    return made


def _current() -> ModuleType:
    if "socket" in sys.modules:
        import socket  # waits where another thread is loading it

        return socket
    return _socket
