"""Loopback servers that do what a test tells them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from ecctl.core.messages import Request


class Peer:
    """A loopback server that hands each connection, with its number from 1 on, to `handle` in a thread."""

    def __init__(self, handle: Callable[[socket.socket, int], None], host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._handle = handle
        self.connections = 0
        self.port: int = self._listener.getsockname()[1]
        self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.url = f"http://{self.address}/"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            self._handle(connection, number)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def read_request(connection: socket.socket) -> bytes:
    """The next request, its body of known length or chunked included; b"" when there is none."""
    got = b""
    while b"\r\n\r\n" not in got:
        data = connection.recv(65536)
        if not data:
            return b""
        got += data
    head, _, body = got.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    length = int(fields.get(b"content-length", 0))
    while len(body) < length or (b"transfer-encoding" in fields and not body.endswith(b"0\r\n\r\n")):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def reply(body: bytes = b"hi", head: bytes = b"HTTP/1.1 200 OK\r\n") -> bytes:
    """A plain reply."""
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def answering(*replies: bytes) -> Callable[[socket.socket, int], None]:
    """Answer the requests of each connection with these replies in turn, the last one from then on."""

    def handle(connection: socket.socket, _number: int) -> None:
        queue = list(replies)
        while read_request(connection):
            connection.sendall(queue.pop(0) if len(queue) > 1 else queue[0])

    return handle


def relay(connection: socket.socket, port: int) -> None:
    """Pass bytes on in both directions until both sides have ended."""
    with socket.create_connection(("127.0.0.1", port)) as onward:
        back = threading.Thread(target=pump, args=(onward, connection), daemon=True)
        back.start()
        pump(connection, onward)
        back.join()


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass bytes on until the source ends."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def get(url: str, *headers: tuple[str, str]) -> Request:
    return Request("GET", url, headers)
