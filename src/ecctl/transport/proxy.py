"""Proxies: which one the environment names for a host, by Go's rules, and the tunnel through it.

The rules are those of golang.org/x/net/http/httpproxy, which the original ecctl follows; ALL_PROXY and
lower-case http_proxy under CGI come on top, as curl has them.
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
    """A proxy, the variable that named it, and what it wants to see as Proxy-Authorization."""

    __slots__ = ("login", "origin", "variable")

    def __init__(self, origin: Url, variable: str, login: Secret) -> None:
        self.origin = origin
        self.variable = variable
        self.login = login

    @property
    def hint(self) -> str:
        """What to check when there is no way through it."""
        return f"the proxy is set by {self.variable}; NO_PROXY names hosts to reach without it"

    def way_to(self, origin: Url) -> str:
        """How messages name a host that is reached through it."""
        return f"{origin.address} through the proxy {self.origin.address}"

    def refused(self, address: str, status: int, reason: str = "") -> ConnectError:
        """The error for its refusing to pass a request on."""
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
        """Have the proxy pass on what comes next (CONNECT: RFC 9110, 9.3.6); raises NoResponseError."""
        deadline.doing = "waiting for the proxy"
        connection.send(self.tunnel_head(origin), deadline)
        reply = ReplyParser("CONNECT")
        while not self.has_opened(reply, connection.receive(deadline), origin, deadline):
            pass

    def tunnel_head(self, origin: Url) -> bytes:
        """The request for a tunnel."""
        lines = [f"CONNECT {origin.address} HTTP/1.1", f"Host: {origin.address}"]
        if self.login:
            lines.append(f"Proxy-Authorization: {self.login.reveal()}")
        return "\r\n".join([*lines, "\r\n"]).encode("ascii")

    def has_opened(self, reply: ReplyParser, data: bytes, origin: Url, deadline: Deadline) -> bool:
        """Whether the tunnel is open now that `data` came (b"" at the end); ConnectError where it will not be."""
        try:
            reply.feed(data)
        except CutOffReplyError as error:
            raise deadline.not_connected("the proxy closed the connection") from error
        except MalformedReplyError as error:
            raise deadline.not_connected("what is set as the proxy does not answer in HTTP") from error
        if reply.head_complete and reply.status // 100 != 2:
            raise self.refused(origin.address, reply.status, reply.reason)
        return reply.head_complete


def find_proxy(origin: Url, variables: Iterable[str], environ: Mapping[str, str]) -> Proxy | None:
    """The proxy that the first of the variables to be set names for a host, None where it is reached without.

    Raises SettingsError for a value that names no proxy of a kind known here.
    """
    for variable in variables:
        # A web server passes a request's Proxy header to a CGI program under this name (CVE-2016-5385).
        if environ.get(variable) and not (variable == "HTTP_PROXY" and environ.get("REQUEST_METHOD")):
            if _is_direct(origin, environ.get("NO_PROXY") or environ.get("no_proxy") or ""):
                return None
            return _parse_proxy(environ[variable], variable)
    return None


def _parse_proxy(value: str, variable: str) -> Proxy:
    """A proxy from its URL, whose scheme may be left out."""
    login, text = split_login(value.strip())
    if "://" not in text:
        text = f"http://{text}"
    if not text.lower().startswith("http://"):
        raise SettingsError(
            f"{variable} names a proxy that is not spoken to in http",
            hint="only http://HOST:PORT is supported",
        )
    try:
        origin = Url.parse(text)
    except ValueError as error:
        raise SettingsError(
            f"{variable} holds no valid address of a proxy", hint="write http://HOST:PORT"
        ) from error
    return Proxy(origin, variable, _basic(login))


def _basic(login: str) -> Secret:
    """The value of Proxy-Authorization for `user:password`, percent-encoded (RFC 7617); empty for none."""
    if not login:
        return Secret("")
    from binascii import b2a_base64
    from urllib.parse import unquote_to_bytes

    user, _, password = login.partition(":")
    plain = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return Secret("Basic " + b2a_base64(plain, newline=False).decode("ascii"))


def _is_direct(origin: Url, exceptions: str) -> bool:
    """Whether a host is reached without any proxy: this machine, and what NO_PROXY lists."""
    ip = _ip(origin.host)
    if origin.host == "localhost" or (ip is not None and ip.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), origin, ip) for entry in exceptions.split(","))


def _covers(entry: str, origin: Url, ip: IP | None) -> bool:
    """Whether an entry of NO_PROXY covers a host: `*`, a network, or a name or address[:port]."""
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
    """An address from its text, one of IPv4 in IPv6's clothes as what it is; None for a name."""
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
