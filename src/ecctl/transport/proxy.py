"""Proxies: which one the environment names for a host, by Go's rules, and the tunnel through it.

The rules are those of golang.org/x/net/http/httpproxy, which the original ecctl follows, with ALL_PROXY and
lower-case http_proxy under CGI added as in curl.
"""

from __future__ import annotations

from ecctl.core.redact import Secret
from ecctl.core.url import Url, split_login, split_port
from ecctl.errors import ConnectError, SettingsError
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from ipaddress import IPv4Address, IPv6Address

    from ecctl.transport.connection import Connection
    from ecctl.transport.deadline import Deadline

    IP = IPv4Address | IPv6Address


class Proxy:
    """A proxy, the variable that named it, and its Proxy-Authorization header."""

    __slots__ = ("login", "origin", "variable")

    def __init__(self, origin: Url, variable: str, login: Secret) -> None:
        self.origin = origin
        self.variable = variable
        self.login = login

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
        return f"{origin.address} through the proxy {self.origin.address}"

    def refused(self, address: str, status: int, reason: str = "") -> ConnectError:
        """Return the error for its refusal to forward a request."""
        hint = self.hint
        if status == 407:  # Proxy Authentication Required
            hint = (
                f"give a user and a password in {self.variable}: http://USER:PASSWORD@{self.origin.address}"
            )
        return ConnectError(
            f"the proxy {self.origin.address} does not connect to {address}: {status} {reason[:80]}".rstrip(),
            hint=hint,
        )

    def open_tunnel(self, connection: Connection, origin: Url, deadline: Deadline) -> None:
        """Open a tunnel (CONNECT: RFC 9110, 9.3.6). Raise NoResponseError."""
        deadline.doing = "waiting for the proxy"
        connection.send(self.tunnel_head(origin), deadline)
        reply = ReplyParser("CONNECT")
        # The parser drops what follows the head. Nothing is lost: in TLS, which comes next, the client speaks
        # first.
        while not self.has_opened(reply, connection.receive(deadline), origin, deadline):
            pass

    def tunnel_head(self, origin: Url) -> bytes:
        """Return the request for a tunnel."""
        lines = [f"CONNECT {origin.address} HTTP/1.1", f"Host: {origin.address}"]
        # In the CONNECT request alone: inside the tunnel the platform would read it.
        if self.login:
            lines.append(f"Proxy-Authorization: {self.login.reveal()}")
        return "\r\n".join([*lines, "\r\n"]).encode("ascii")

    def has_opened(self, reply: ReplyParser, data: bytes, origin: Url, deadline: Deadline) -> bool:
        """Return whether the tunnel is open after *data* (b"" at the end). Raise ConnectError if it is refused."""
        try:
            reply.feed(data)
        except CutOffReplyError as error:
            raise deadline.not_connected("the proxy closed the connection") from error
        except MalformedReplyError as error:
            raise deadline.not_connected("the server set as the proxy does not respond in HTTP") from error
        if reply.head_complete and reply.status // 100 != 2:
            raise self.refused(origin.address, reply.status, reply.reason)
        return reply.head_complete


def find_proxy(origin: Url, variables: Iterable[str], environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy that the first of the variables that is set names for a host, or None for no proxy.

    Raise SettingsError for a proxy that is not supported.
    """
    for variable in variables:
        # A web server passes a request's Proxy header to a CGI program under this name (CVE-2016-5385).
        if environ.get(variable) and not (variable == "HTTP_PROXY" and environ.get("REQUEST_METHOD")):
            if _is_direct(origin, environ.get("NO_PROXY") or environ.get("no_proxy") or ""):
                return None
            return parse_proxy(environ[variable], variable)
    return None


def parse_proxy(value: str, variable: str) -> Proxy:
    """Parse a proxy's URL; the scheme is optional."""
    login, text = split_login(value.strip())
    if "://" not in text:
        text = f"http://{text}"
    if not text.lower().startswith("http://"):
        raise SettingsError(
            f"the proxy in {variable} is not supported: only http proxies are",
            hint="write http://HOST:PORT",
        )
    try:
        origin = Url.parse(text)
    except ValueError as error:
        raise SettingsError(f"the proxy in {variable} is not valid", hint="write http://HOST:PORT") from error
    return Proxy(origin, variable, _basic(login))


def _basic(login: str) -> Secret:
    """Return the Proxy-Authorization for a percent-encoded `user:password` (RFC 7617), empty for none."""
    if not login:
        return Secret("")
    # Not `base64`, which imports `re`.
    from binascii import b2a_base64
    from urllib.parse import unquote_to_bytes

    user, _, password = login.partition(":")
    plain = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return Secret("Basic " + b2a_base64(plain, newline=False).decode("ascii"))


def _is_direct(origin: Url, exceptions: str) -> bool:
    """Return whether a host is reached without a proxy: this machine, and what NO_PROXY lists."""
    ip = _ip(origin.host)
    # As in Go, and even without NO_PROXY: the proxy's localhost is another machine.
    if origin.host == "localhost" or (ip is not None and ip.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), origin, ip) for entry in exceptions.split(","))


def _covers(entry: str, origin: Url, ip: IP | None) -> bool:
    """Return whether an entry of NO_PROXY covers a host: `*`, a network, or a name or address[:port]."""
    if entry == "*":
        return True
    if "/" in entry:
        return ip is not None and _is_within(ip, entry)
    host, port = split_port(entry)
    if not host or port not in {"", str(origin.port)}:
        return False
    named = _ip(host)
    if named is not None:
        return named == ip
    domain = host.removeprefix("*")
    return origin.host.endswith(domain if domain.startswith(".") else f".{domain}") or origin.host == domain


def _ip(host: str) -> IP | None:
    """Parse an IP address, unwrapping IPv4-mapped IPv6. Return None for a host name."""
    from ipaddress import ip_address

    try:
        ip = ip_address(host)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def _is_within(ip: IP, network: str) -> bool:
    from ipaddress import ip_network

    try:
        return ip in ip_network(network, strict=False)
    except ValueError:
        return False
