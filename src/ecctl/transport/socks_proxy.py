"""Proxies that speak SOCKS5 (RFC 1928, RFC 1929), through the library python-socks, which is optional.

The library negotiates; connecting, time limits and errors stay with this package. Left to itself it connects to
one address of the proxy, limits each read instead of the whole, and its asyncio part gives up after 60 s. It takes
"the connection of another proxy" to negotiate on (`forward`), though, and that is a connection of ours.

Who resolves the platform's name is a question on which programs differ: for `socks5://`, curl resolves it here and
Go leaves it to the proxy. Here it is resolved as curl does, and the proxy is asked for each address in turn. If the
name is unknown here, or the proxy reaches none of its addresses, it is asked for the name: a variable that serves the
Go ecctl, whose names may be known behind the proxy only, serves this one, too. `socks5h://` sends the name only.
"""

from __future__ import annotations

from contextlib import suppress

from ecctl.core.errors import ConnectError, SettingsError
from ecctl.core.redact import Secret
from ecctl.transport import LONGEST_LIMIT
from ecctl.transport.connection import addresses, connect
from ecctl.transport.http_proxy import Proxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    from collections.abc import Iterable
    from typing import Any

    from ecctl.core.url import Url
    from ecctl.transport import Deadline
    from ecctl.transport.asyncio_stream import Link

    Address = tuple[int, tuple[object, ...]]

SCHEMES = ("socks5", "socks5h")
PORT = 1080
"""The port of a SOCKS proxy without one (RFC 1928, 3)."""

LONGEST = 255
"""Bytes of a name, a user or a password: their length is one byte of the protocol."""

FIRST_VERSION = 3
INSTALL = "install it: python -m pip install 'python-socks>=3' (from a clone: pip install '.[socks]')"

_CAUSES = {
    1: "general failure",
    2: "its rules do not allow it",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "the host does not respond",
    7: "it does not support connections",
    8: "it does not support this kind of address",
}
"""Codes of a refusal (RFC 1928, 6)."""

# The library tells these apart by its messages only; the tests go through all of them.
_LOGIN_REFUSED = "Username and password authentication failure"
_LOGIN_WANTED = ("No acceptable authentication methods", "Unexpected SOCKS authentication method")
_CLOSED = "Connection closed"
_UNKNOWN_CODE = "Invalid reply code: "


class SocksProxy(Proxy):
    """A proxy that speaks SOCKS5. With `resolves`, it resolves the names of hosts."""

    __slots__ = ("_password", "_user", "resolves")

    kind = "SOCKS proxy"

    def __init__(self, origin: Url, variable: str, login: str, *, resolves: bool) -> None:
        super().__init__(origin, variable)
        self._user, self._password = self._parsed(login)
        self.resolves = resolves

    @property
    def shown(self) -> str:
        """The proxy as reports show it, without user and password."""
        return f"{SCHEMES[self.resolves]}://{self.origin.address}"

    def _parsed(self, login: str) -> tuple[Secret, Secret]:
        """Split a percent-encoded `user:password`, into a character for each byte. Raise SettingsError."""
        if not login:
            return Secret(""), Secret("")
        from urllib.parse import unquote_to_bytes

        parts = [unquote_to_bytes(part).decode("latin-1") for part in login.partition(":")[::2]]
        if not parts[0] or max(map(len, parts)) > LONGEST:
            raise SettingsError(
                f"the proxy in {self.variable} is not valid: "
                f"a user has 1 to {LONGEST} bytes, and a password at most {LONGEST}"
            )
        return Secret(parts[0]), Secret(parts[1])

    def connect(self, origin: Url, deadline: Deadline) -> _socket.socket:
        """Return a socket for requests to *origin*, without TLS. Raise NoResponseError."""
        from python_socks import ProxyError

        refusals = []
        for host in self._hosts(origin, deadline):
            try:
                return self._connect_to(host, origin.port, deadline)
            except (ProxyError, OSError, ValueError) as error:
                refusals.append(self._refusal(error, origin, deadline))
        # Several addresses usually fail for the same reason, which is named once.
        raise self.refused(origin.address, "; ".join(dict.fromkeys(refusals)))

    def _connect_to(self, host: str, port: int, deadline: Deadline) -> _socket.socket:
        from python_socks.sync import Proxy as Negotiation

        plain = connect(self.origin.host, self.origin.port, deadline)
        deadline.doing = "waiting for the proxy"
        way = _Way(_TimedSocket(plain, deadline))
        try:
            Negotiation(**self._arguments(way)).connect(host, port)
        except BaseException:
            plain.close()
            raise
        return plain

    async def dial(self, origin: Url, deadline: Deadline) -> Link:
        """Return the same as `connect` on an event loop."""
        from python_socks import ProxyError

        refusals = []
        for host in await self._hosts_async(origin, deadline):
            try:
                return await self._dial_to(host, origin.port, deadline)
            except (ProxyError, OSError, ValueError) as error:
                refusals.append(self._refusal(error, origin, deadline))
        # Several addresses usually fail for the same reason, which is named once.
        raise self.refused(origin.address, "; ".join(dict.fromkeys(refusals)))

    async def _dial_to(self, host: str, port: int, deadline: Deadline) -> Link:
        from python_socks.async_.asyncio import Proxy as Negotiation

        from ecctl.transport.asyncio_stream import connect, link_over

        plain = await connect(self.origin.host, self.origin.port, deadline)
        deadline.doing = "waiting for the proxy"
        try:
            await Negotiation(**self._arguments(_AsyncWay(plain))).connect(host, port, LONGEST_LIMIT)
            return await link_over(plain)
        except BaseException:
            plain.close()
            raise

    def _arguments(self, way: object) -> dict[str, Any]:
        """Return the arguments of the library's class."""
        from python_socks import ProxyType

        login = {}
        if self._user:
            login = {"username": _Octets(self._user.reveal()), "password": _Octets(self._password.reveal())}
        return {
            "proxy_type": ProxyType.SOCKS5,
            "host": self.origin.host,
            "port": self.origin.port,
            "forward": way,
            **login,
        }

    def _hosts(self, origin: Url, deadline: Deadline) -> list[str]:
        """Return what to ask the proxy for, in turn: the addresses of a host, its name. Raise ConnectError."""
        found: list[Address] = []
        if not self.resolves:
            deadline.doing = "resolving its name"
            with suppress(ConnectError):
                found = addresses(origin.host, origin.port, deadline)
        return _candidates(found, origin.host, deadline)

    async def _hosts_async(self, origin: Url, deadline: Deadline) -> list[str]:
        from ecctl.transport.asyncio_stream import addresses

        found: list[Address] = []
        if not self.resolves:
            deadline.doing = "resolving its name"
            with suppress(ConnectError):
                found = await addresses(origin.host, origin.port, deadline)
        return _candidates(found, origin.host, deadline)

    def _refusal(self, error: Exception, origin: Url, deadline: Deadline) -> str:
        """Return why the proxy does not connect to an address. Raise the error if others would not do better."""
        # `ssh -D` does not respond if it cannot connect, but closes.
        if isinstance(error, ConnectionError):
            return "it reset the connection"
        if isinstance(error, OSError):
            raise deadline.failed(error) from None
        code = getattr(error, "error_code", None)
        if code is not None:
            return _CAUSES.get(code, str(error))
        text = str(error)
        if text.startswith(_CLOSED):
            return "it closed the connection"
        if text.startswith(_UNKNOWN_CODE):
            return f"unknown code {text.removeprefix(_UNKNOWN_CODE).lower()}"
        if text.startswith(_LOGIN_REFUSED):
            raise self._login_wanted(origin, "it refuses the user and the password") from None
        if text.startswith(_LOGIN_WANTED):
            if self._user:
                raise self.refused(origin.address, "it accepts no user and password") from None
            raise self._login_wanted(origin, "it requires a user and a password") from None
        # The rest is malformed: also a ValueError, which is about an address in the proxy's response.
        raise deadline.not_connected("the server set as the proxy does not respond in SOCKS5") from None

    def _login_wanted(self, origin: Url, cause: str) -> ConnectError:
        hint = f"give a user and a password in {self.variable}: {SCHEMES[self.resolves]}://USER:PASSWORD@"
        return self.refused(origin.address, cause, f"{hint}{self.origin.address}")


class _Way:
    """An open connection to a proxy, as the library takes it."""

    def __init__(self, opened: _TimedSocket) -> None:
        self._opened = opened

    def connect(self, **_: object) -> _TimedSocket:
        """Return the connection."""
        return self._opened


class _AsyncWay:
    """The same for its asyncio part."""

    def __init__(self, opened: _socket.socket) -> None:
        self._opened = opened

    async def connect(self, **_: object) -> _socket.socket:
        """Return the connection."""
        return self._opened


class _TimedSocket:
    """A socket whose operations end with the deadline; the time limit of sockets is one for each operation."""

    def __init__(self, plain: _socket.socket, deadline: Deadline) -> None:
        self._plain = plain
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all of *data*. Raise OSError or RequestTimeoutError."""
        self._plain.settimeout(self._deadline.left())
        self._plain.sendall(data)

    def recv(self, size: int) -> bytes:
        """Return the next bytes. Raise OSError or RequestTimeoutError."""
        self._plain.settimeout(self._deadline.left())
        return self._plain.recv(size)

    def close(self) -> None:
        """Close the socket."""
        self._plain.close()


class _Octets(str):
    """Bytes of a user or a password. The library would encode a text as ASCII, and take an empty one for none."""

    __slots__ = ()

    def encode(self, encoding: str = "", errors: str = "") -> bytes:  # noqa: ARG002  # as of str
        """Return the bytes."""
        return super().encode("latin-1")

    def __bool__(self) -> bool:
        return True


def check_library(variable: str) -> None:
    """Raise SettingsError unless python-socks is installed."""
    problem = "is not installed"
    try:
        from python_socks import __version__ as version
    except ImportError:
        version = ""
    else:
        problem = f"{version} is too old"
    if not version or int(version.partition(".")[0]) < FIRST_VERSION:
        raise SettingsError(
            f"cannot use the SOCKS proxy in {variable}: the library python-socks {problem}", hint=INSTALL
        )


def _candidates(found: Iterable[Address], host: str, deadline: Deadline) -> list[str]:
    """Return addresses as texts, followed by the name that they belong to. Raise ConnectError if there is none."""
    # Without the zone of a link-local address, which means nothing to the proxy.
    hosts = [str(where[0]).partition("%")[0] for _, where in found]
    if _is_sendable(host):
        hosts.append(host)
    if not hosts:
        raise deadline.not_connected("SOCKS5 cannot express this host name")
    return list(dict.fromkeys(hosts))


def _is_sendable(host: str) -> bool:
    """Return whether a request can hold a name or an address."""
    try:
        if host.count(".") == 3 and host.replace(".", "").isdigit():
            from ipaddress import ip_address

            ip_address(host)  # the library fails at an address with leading zeros
        return len(host.encode("idna")) <= LONGEST
    except ValueError:
        return False
