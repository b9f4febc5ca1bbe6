"""URLs of platforms and proxies, parsed once, and the percent-encoding of what stands in them (RFC 3986)."""

from __future__ import annotations

from ecctl.core.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

DEFAULT_PORTS = {"http": 80, "https": 443}

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Bytes that are never encoded (RFC 3986, 2.3)."""

PATH_SAFE = b"$&+:=@"
"""Further bytes that a path segment may contain (RFC 3986, 3.3), except the comma, which joins lists."""

_NAME = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._")
_IPV6 = frozenset("0123456789abcdefABCDEF:.")


class Url:
    """An absolute http or https URL without user information. Frozen; two are equal if they lead to the same place.

    `host` is in lower case and ASCII, an IPv6 address stands without brackets; `port` is always set;
    `target` holds path and query as they were written, at least "/".
    """

    __slots__ = ("host", "port", "scheme", "target")

    scheme: str
    host: str
    port: int
    target: str

    def __init__(self, scheme: str, host: str, port: int, target: str = "/") -> None:
        for name, value in (("scheme", scheme), ("host", host), ("port", port), ("target", target)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Url is immutable: cannot set {name}")

    @classmethod
    def parse(cls, text: str) -> Url:
        """Parse an absolute URL. Raise ValueError with the reason, which never quotes the text."""
        scheme, mark, rest = text.partition("://")
        scheme = scheme.lower()
        if not mark or scheme not in DEFAULT_PORTS:
            raise ValueError("it must start with https:// or http://")
        end = authority_end(rest)
        if "@" in rest[:end]:
            raise ValueError("it contains a user name or a password")
        host, port = _host_and_port(rest[:end])
        target = rest[end:]
        if not target.startswith("/"):
            target = f"/{target}"
        return cls(scheme, host, port or DEFAULT_PORTS[scheme], target)

    @property
    def address(self) -> str:
        """Host and port, `host:port`, as messages and CONNECT name them."""
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def authority(self) -> str:
        """Value of the Host header: the address without a default port (RFC 9112, 3.2)."""
        return bracketed(self.host) if self.port == DEFAULT_PORTS[self.scheme] else self.address

    @property
    def origin(self) -> str:
        """Scheme and authority, `scheme://authority`."""
        return f"{self.scheme}://{self.authority}"

    @property
    def redacted(self) -> str:
        """The URL without tokens in its path and secret query values."""
        from ecctl.core.redact import redact_target

        return f"{self.origin}{redact_target(self.target)}"

    def with_target(self, target: str) -> Url:
        """Return a URL of the same origin."""
        return Url(self.scheme, self.host, self.port, target)

    def resolve(self, location: str) -> Url:
        """Return the URL that a Location header refers to (RFC 3986, 5.2), without its fragment.

        Raise ValueError if it is not the URL of an http or https server.
        """
        location = location.partition("#")[0]
        if not location.isascii() or not location.isprintable() or " " in location:
            raise ValueError("it contains a blank or a character that must be escaped")
        if location.startswith("//"):
            return Url.parse(f"{self.scheme}:{location}")
        if location.startswith("/"):
            return self.with_target(location)
        head = location[: authority_end(location)]
        # A relative reference may hold `://` in its query, but no colon before its first slash (RFC 3986,
        # 4.2).
        if "://" in location and head.endswith(":"):
            return Url.parse(location)
        path = self.target.partition("?")[0]
        if location.startswith("?"):
            return self.with_target(f"{path}{location}")
        return self.with_target(f"{path.rpartition('/')[0]}/{location}")

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    def __repr__(self) -> str:
        return f"Url({self.redacted!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Url) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[type[Url], tuple[str, str, int, str]]:
        return Url, (self.scheme, self.host, self.port, self.target)


def bracketed(host: str) -> str:
    """Return a host as it stands before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def authority_end(rest: str) -> int:
    """Return where the authority ends in what follows `://`."""
    return min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))


def split_login(text: str) -> tuple[str, str]:
    """Split the user information off a URL, or off an authority: return it, and the rest."""
    scheme, rest = split_scheme(text)
    end = authority_end(rest)
    login, _, authority = rest[:end].rpartition("@")
    return login, f"{scheme}{authority}{rest[end:]}"


def split_port(authority: str) -> tuple[str, str]:
    """Split an authority into its host, without brackets, and its port, "" if there is none."""
    if authority.startswith("["):
        host, _, rest = authority[1:].partition("]")
        return host, rest.removeprefix(":")
    if authority.count(":") > 1:  # an IPv6 address without brackets, as NO_PROXY has it
        return authority, ""
    host, _, port = authority.partition(":")
    return host, port


def redact_url(text: str) -> str:
    """Return a URL or path without user information, tokens in its path and secret query values."""
    scheme, rest = split_scheme(text)
    end = authority_end(rest) if scheme else 0
    login, _, authority = rest[:end].rpartition("@")
    from ecctl.core.redact import HIDDEN, redact_target

    shown = f"{HIDDEN}@" if login else ""
    return f"{scheme}{shown}{authority}{redact_target(rest[end:])}"


def is_loopback(host: str) -> bool:
    """Return whether a host, as a Url has it, is this machine."""
    # Without `ipaddress`, whose import costs a start milliseconds. A name such as 127.example.com is not an address.
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdigit())


def split_scheme(text: str) -> tuple[str, str]:
    """Split a URL after `://`; the first part is "" if there is no scheme."""
    scheme, mark, rest = text.partition("://")
    return (scheme + mark, rest) if mark else ("", text)


def _host_and_port(authority: str) -> tuple[str, int]:
    """Return the host and the port, 0 if there is none. Raise ValueError if one is not valid."""
    host, port = split_port(authority)
    if authority.startswith("["):
        after = authority[len(host) + 1 :]
        valid = ":" in host and _IPV6.issuperset(host) and after in ("]", f"]:{port}")
    else:
        if not host.isascii():
            host = _in_ascii(host)
        valid = host != "" and _NAME.issuperset(host)
    if not valid:
        raise ValueError("it contains no valid host name")
    if not port:
        return host.lower(), 0
    # Six digits suffice to see that a port is too large; int() of millions of digits would take seconds.
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 1 << 16):
        raise ValueError("its port is not a number from 1 to 65535")
    return host.lower(), int(port)


def _in_ascii(host: str) -> str:
    """Return an international name as DNS knows it, or "" if it has no such form."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def segment(value: object, name: str) -> str:
    """Return a value as one segment of a path, a list joined by commas. Refuse values that would change the path."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    text = ",".join([plain(each, name) for each in values])
    if not text:
        raise UsageError(f"{name} is empty")
    # Proxies remove dot segments (RFC 3986, 5.2.4): the request would go to another resource.
    if text in (".", ".."):
        raise UsageError(f'{name} cannot be "{text}"')
    return encode(text, safe=PATH_SAFE)


def plain(value: object, name: str = "a value") -> str:
    """Return the value of a parameter as text, booleans as JSON spells them. Raise UsageError for other types."""
    if isinstance(value, str):
        # A lone surrogate is a byte that is not UTF-8 (PEP 383) or, from U+D800 on, no character at all.
        if not value.isascii() and any("\ud800" <= c < "\udc80" or "\udcff" < c <= "\udfff" for c in value):
            raise UsageError(f"{name} is not valid text: it contains a lone surrogate")
        # Of an enum that derives from str, the value rather than its name.
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if value - value:
            raise UsageError(f"{name} must be a finite number")
        return repr(value)
    raise ArgumentTypeError(
        f"{name} must be str or a number, not {type(value).__name__}", hint="give a str or a number"
    )


def encode(text: str, safe: bytes = b"") -> str:
    """Percent-encode everything but unreserved characters and those in `safe` (RFC 3986, 2.1)."""
    # Arguments that are not UTF-8 arrive as lone surrogates (PEP 383), and are sent as the bytes that they
    # were.
    data = text.encode("utf-8", "surrogateescape")
    if UNRESERVED.issuperset(data):
        return text
    return "".join(chr(byte) if byte in UNRESERVED or byte in safe else f"%{byte:02X}" for byte in data)
