"""Servers for the tests of this room, and a transport without the environment's proxies."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from transport.peers import Peer

from ecctl.transport.http import HttpTransport


@pytest.fixture
def serve() -> Iterator[Callable[..., Peer]]:
    """`serve(handle)` starts a server; `handle` gets each connection and its number."""
    with ExitStack() as stack:

        def start(handle: Callable[[socket.socket, int], None], host: str = "127.0.0.1") -> Peer:
            return stack.enter_context(closing(Peer(handle, host)))

        yield start


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    """A transport that meets no proxy."""
    with closing(HttpTransport(timeout=5, environ={})) as made:
        yield made
