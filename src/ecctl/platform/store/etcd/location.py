"""The URL of an etcd store: endpoints, prefix, TLS files and user."""

from __future__ import annotations

from ecctl.core.errors import UsageError

PORT = 2379
FORM = "etcd://HOST:PORT,HOST:PORT/PREFIX?ca=FILE&cert=FILE&key=FILE&user=NAME&password-file=FILE"
OPTIONS = ("ca", "cert", "key", "user", "password-file")


class Location:
    """Where the records are, and how to connect. Secrets are in files: a URL is visible in process lists."""

    __slots__ = ("ca", "cert", "endpoints", "key", "password_file", "prefix", "user")

    def __init__(self, endpoints: tuple[str, ...], prefix: str, options: dict[str, str]) -> None:
        self.endpoints = endpoints
        self.prefix = prefix
        self.ca = options.get("ca", "")
        self.cert = options.get("cert", "")
        self.key = options.get("key", "")
        self.user = options.get("user", "")
        self.password_file = options.get("password-file", "")

    def path(self, kind: str, key: str) -> bytes:
        """Return the key in etcd of a record."""
        return f"{self.prefix}{kind}/{key}".encode()

    def __str__(self) -> str:
        return f"etcd://{','.join(self.endpoints)}{self.prefix}"


def parse(location: str) -> Location:
    """Return the location that a URL without its scheme names; raise UsageError if it is not valid."""
    rest, _, query = location.partition("?")
    hosts, slash, prefix = rest.removeprefix("//").partition("/")
    prefix = prefix.strip("/")
    if not rest.startswith("//") or not slash or not prefix:
        raise _invalid(location, "it has no prefix" if rest.startswith("//") else "it has no hosts")
    return Location(
        tuple(_endpoint(host, location) for host in hosts.split(",")),
        f"/{prefix}/",
        _options(query, location),
    )


def _endpoint(host: str, location: str) -> str:
    """Return "host:port", with the default port filled in."""
    name, bracket, port = host.rpartition("]")
    name, colon, port = (f"{name}]", *port.partition(":")[1:]) if bracket else host.partition(":")
    if not name or "@" in name or (colon and not (port.isdecimal() and int(port) < 1 << 16)):
        raise _invalid(location, f'"{host}" is not HOST:PORT')
    return f"{name}:{port or PORT}"


def _options(query: str, location: str) -> dict[str, str]:
    """Return the options behind the question mark."""
    from urllib.parse import parse_qsl

    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in OPTIONS or not value or name in found:
            raise _invalid(location, f'"{name}" is not an option with a value')
        found[name] = value
    for name, other in (("cert", "key"), ("key", "cert"), ("cert", "ca"), ("user", "password-file")):
        if name in found and other not in found:
            raise _invalid(location, f'option "{name}" needs "{other}"')
    return found


def _invalid(location: str, cause: str) -> UsageError:
    _, at, behind = location.rpartition("@")
    if at:  # perhaps a password
        location, cause = f"//…@{behind}", "user and password are options"
    rest, question, query = location.partition("?")
    # Perhaps a password, too: all values but those of options, which are names of files and of a user.
    pairs = [pair.partition("=") for pair in query.split("&")]
    shown = [f"{name}={value if name in OPTIONS else '…'}" if mark else name for name, mark, value in pairs]
    location = f"{rest}{question}{'&'.join(shown)}"
    return UsageError(f'"etcd:{location}" is not the URL of a store: {cause}', hint=f"the form is {FORM}")
