"""Which proxy the environment names for a host, by Go's rules.

The rules are those of golang.org/x/net/http/httpproxy, which the original ecctl follows, with ALL_PROXY and
lower-case http_proxy under CGI added as in curl.
"""

from __future__ import annotations

from ecctl.core.errors import SettingsError
from ecctl.core.redact import Secret
from ecctl.core.url import Url, authority_end, split_login, split_port
from ecctl.transport.http_proxy import HttpProxy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from ipaddress import IPv4Address, IPv6Address

    from ecctl.transport.http_proxy import Proxy

    IP = IPv4Address | IPv6Address


FORMS = "write http://HOST:PORT, socks5://HOST:PORT or socks5h://HOST:PORT"


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
    """Parse a proxy's URL; the scheme is optional. Raise SettingsError for a proxy that is not supported."""
    login, text = split_login(value.strip())
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "http", text
    scheme = scheme.lower()
    if scheme not in ("http", "socks5", "socks5h"):
        raise SettingsError(
            f"the proxy in {variable} is not supported: only http, socks5 and socks5h proxies are", hint=FORMS
        )
    try:
        # Url knows the schemes of platforms only.
        origin = Url.parse(f"http://{rest}")
    except ValueError as error:
        raise SettingsError(f"the proxy in {variable} is not valid", hint=FORMS) from error
    if scheme == "http":
        return HttpProxy(origin, variable, _basic(login))
    from ecctl.transport import socks_proxy

    socks_proxy.check_library(variable)
    if not split_port(rest[: authority_end(rest)])[1]:
        origin = Url("http", origin.host, socks_proxy.PORT)
    return socks_proxy.SocksProxy(origin, variable, login, resolves=scheme == "socks5h")


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
