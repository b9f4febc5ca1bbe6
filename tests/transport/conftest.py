"""Servers for the tests of this room, and a transport without the environment's proxies."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from transport.certificates import issue, server_context
from transport.peers import Peer, read_request, reply

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


@pytest.fixture
def https(serve, tmp_path):
    """A host that speaks TLS under the name ece.test: its port and certificate file."""
    certificate = issue(tmp_path, "ece", hosts=("ece.test",))

    def handle(plain, number):
        with server_context(certificate).wrap_socket(plain, server_side=True) as connection:
            while request := read_request(connection):
                connection.sendall(reply(request))

    return serve(handle).port, certificate.file
