"""A SOCKS5 server (RFC 1928, RFC 1929) that does what a test tells it, and records what it was asked."""

from __future__ import annotations

import socket
import struct
from ipaddress import ip_address

from transport.peers import relay

ANONYMOUS, LOGIN, NONE_ACCEPTABLE = 0, 2, 0xFF


class SocksServer:
    """Handles the connections of a `Peer`.

    `login` is the user and password that it requires. It connects to port `target` on loopback, whatever it is
    asked for, unless `codes` holds the code of a refusal for what it is asked for; `other` is the code for all
    else. `bound` is the address in its responses.
    """

    def __init__(
        self,
        target: int = 0,
        *,
        login: tuple[bytes, bytes] | None = None,
        codes: dict[str, int] | None = None,
        other: int = 0,
        bound: bytes = b"\x01\x00\x00\x00\x00\x00\x00",
    ) -> None:
        self.target = target
        self.login = login
        self.codes = codes or {}
        self.other = other
        self.bound = bound
        self.asked: list[tuple[str, int]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    def __call__(self, connection: socket.socket, _number: int) -> None:
        version, count = read(connection, 2)
        methods = read(connection, count)
        assert version == 5
        wanted = LOGIN if self.login else ANONYMOUS
        connection.sendall(bytes([5, wanted if wanted in methods else NONE_ACCEPTABLE]))
        if wanted not in methods or (self.login and not self._logged_in(connection)):
            return
        version, command, _, kind = read(connection, 4)
        assert (version, command) == (5, 1)
        host = self._host(connection, kind)
        (port,) = struct.unpack(">H", read(connection, 2))
        self.asked.append((host, port))
        code = self.codes.get(host, self.other)
        connection.sendall(bytes([5, code, 0]) + self.bound)
        if not code:
            relay(connection, self.target)

    def _logged_in(self, connection: socket.socket) -> bool:
        version, size = read(connection, 2)
        assert version == 1
        user = read(connection, size)
        password = read(connection, *read(connection, 1))
        self.logins.append((user, password))
        connection.sendall(bytes([1, (user, password) != self.login]))
        return (user, password) == self.login

    @staticmethod
    def _host(connection: socket.socket, kind: int) -> str:
        if kind == 3:
            return read(connection, *read(connection, 1)).decode("ascii")
        return str(ip_address(read(connection, {1: 4, 4: 16}[kind])))


def read(connection: socket.socket, size: int) -> bytes:
    """Return exactly so many bytes; raise OSError at the end of the stream."""
    got = b""
    while len(got) < size:
        data = connection.recv(size - len(got))
        if not data:
            raise ConnectionResetError
        got += data
    return got
