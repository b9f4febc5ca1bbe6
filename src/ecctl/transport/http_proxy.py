"""What all proxies have in common, and proxies that speak HTTP: they forward plain http, and tunnel https."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ecctl.core.errors import ConnectError
from ecctl.transport.connection import Connection, connect
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket

    from ecctl.core.redact import Secret
    from ecctl.core.url import Url
    from ecctl.transport import Deadline
    from ecctl.transport.asyncio_stream import Link


LOGIN_REQUIRED = 407
"""Status "Proxy Authentication Required" (RFC 9110, 15.5.8)."""


class Proxy(ABC):
    """A proxy and the variable that named it. A subclass for each protocol opens connections through it."""

    __slots__ = ("origin", "variable")

    kind = "proxy"
    """What messages call it."""

    def __init__(self, origin: Url, variable: str) -> None:
        self.origin = origin
        self.variable = variable

    @property
    def shown(self) -> str:
        """The proxy as reports show it, without user and password."""
        return self.origin.address

    @property
    def hint(self) -> str:
        """What to check if it does not connect."""
        exceptions = "" if self.is_argument else "; NO_PROXY names hosts to reach without it"
        return f"the proxy is set by {self.variable}{exceptions}"

    @property
    def is_argument(self) -> bool:
        """Whether a program has named the proxy, and not a variable."""
        return self.variable.endswith("=")

    def way_to(self, origin: Url) -> str:
        """Return how messages name a host that is reached through it."""
        return f"{origin.address} through the {self.kind} {self.origin.address}"

    def login_for(self, _origin: Url) -> Secret | None:
        """Return the Proxy-Authorization for requests that the proxy reads, which may be empty; else None."""
        return None

    def refusal_in(self, _origin: Url, _status: int) -> ConnectError | None:
        """Return the error for a response to plain http that is the proxy's own, else None."""
        return None

    def refused(self, address: str, cause: str, hint: str = "") -> ConnectError:
        """Return the error for its refusal to connect to a host."""
        return ConnectError(
            f"the {self.kind} {self.origin.address} does not connect to {address}: {cause}",
            hint=hint or self.hint,
        )

    @abstractmethod
    def connect(self, origin: Url, deadline: Deadline) -> _socket.socket:
        """Return a socket for requests to *origin*, without TLS. Raise NoResponseError."""

    @abstractmethod
    async def dial(self, origin: Url, deadline: Deadline) -> Link:
        """Return the same as `connect` on an event loop."""


class HttpProxy(Proxy):
    """A proxy that speaks HTTP, and its Proxy-Authorization header."""

    __slots__ = ("login",)

    def __init__(self, origin: Url, variable: str, login: Secret) -> None:
        super().__init__(origin, variable)
        self.login = login

    def login_for(self, origin: Url) -> Secret | None:
        """Return the Proxy-Authorization for requests that the proxy reads, which may be empty; else None."""
        return self.login if origin.scheme == "http" else None

    def refusal_in(self, origin: Url, status: int) -> ConnectError | None:
        """Return the error for a response to plain http that is the proxy's own, else None."""
        return self._refused_with(origin.address, status) if status == LOGIN_REQUIRED else None

    def _refused_with(self, address: str, status: int, reason: str = "") -> ConnectError:
        """Return the error for a status that refuses a request."""
        hint = ""
        if status == LOGIN_REQUIRED:
            hint = (
                f"give a user and a password in {self.variable}: http://USER:PASSWORD@{self.origin.address}"
            )
        return self.refused(address, f"{status} {reason[:80]}".rstrip(), hint)

    def connect(self, origin: Url, deadline: Deadline) -> _socket.socket:
        """Return a socket for requests to *origin*, without TLS. Raise NoResponseError."""
        plain = connect(self.origin.host, self.origin.port, deadline)
        if origin.scheme == "https":
            try:
                self._open_tunnel(Connection(plain), origin, deadline)
            except BaseException:
                plain.close()
                raise
        return plain

    async def dial(self, origin: Url, deadline: Deadline) -> Link:
        """Return the same as `connect` on an event loop."""
        from ecctl.transport.asyncio_stream import dial  # imports asyncio

        link = await dial(self.origin.host, self.origin.port, deadline)
        if origin.scheme == "https":
            try:
                await self._dial_tunnel(link, origin, deadline)
            except BaseException:
                link.close()
                raise
        return link

    def _open_tunnel(self, connection: Connection, origin: Url, deadline: Deadline) -> None:
        """Open a tunnel (CONNECT: RFC 9110, 9.3.6). Raise NoResponseError."""
        deadline.doing = "waiting for the proxy"
        connection.send(self._tunnel_head(origin), deadline)
        reply = ReplyParser("CONNECT")
        # The parser drops what follows the head. Nothing is lost: in TLS, which comes next, the client speaks
        # first.
        while not self._has_opened(reply, connection.receive(deadline), origin, deadline):
            pass

    async def _dial_tunnel(self, link: Link, origin: Url, deadline: Deadline) -> None:
        """Open a tunnel on an event loop."""
        deadline.doing = "waiting for the proxy"
        await link.send(self._tunnel_head(origin), deadline)
        reply = ReplyParser("CONNECT")
        while not self._has_opened(reply, await link.receive(deadline), origin, deadline):
            pass

    def _tunnel_head(self, origin: Url) -> bytes:
        """Return the request for a tunnel."""
        lines = [f"CONNECT {origin.address} HTTP/1.1", f"Host: {origin.address}"]
        # In the CONNECT request alone: inside the tunnel the platform would read it.
        if self.login:
            lines.append(f"Proxy-Authorization: {self.login.reveal()}")
        return "\r\n".join([*lines, "\r\n"]).encode("ascii")

    def _has_opened(self, reply: ReplyParser, data: bytes, origin: Url, deadline: Deadline) -> bool:
        """Return whether the tunnel is open after *data* (b"" at the end). Raise ConnectError if it is refused."""
        try:
            reply.feed(data)
        except CutOffReplyError as error:
            raise deadline.not_connected("the proxy closed the connection") from error
        except MalformedReplyError as error:
            raise deadline.not_connected("the server set as the proxy does not respond in HTTP") from error
        if reply.head_complete and reply.status // 100 != 2:
            raise self._refused_with(origin.address, reply.status, reply.reason)
        return reply.head_complete
