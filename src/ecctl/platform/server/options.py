"""Options of a server, and its address."""

from __future__ import annotations

import ipaddress
import os
import sys
from dataclasses import dataclass

from ecctl.core.errors import UsageError
from ecctl.platform.admin.directory import LOG_FILE, STORE_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LISTEN = "127.0.0.1:12443"
"""Default address."""


def say(line: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Options:
    """Options of a server. Port 0 of `listen` picks a free port.

    `store` is the URL of the store (default: the SQLite file in the data directory). The data directory holds the
    certificate, the first passwords and the log in any case.
    `log` is the path of the request log ("-": stdout; default: requests.log in the data directory). `say` gets the
    line that the server is ready, and warnings. `console` switches the web page on.
    """

    data_dir: str
    listen: str = LISTEN
    plain_http: bool = False
    log: str = ""
    store: str = ""
    say: Callable[[str], None] = say
    console: bool = True

    @property
    def address(self) -> tuple[str, int]:
        """Host and port. Raise UsageError if `listen` is not an address, or needs TLS."""
        host, colon, port = self.listen.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not colon or not port.isdecimal() or int(port) > 65535 or not host:
            raise UsageError(f'"{self.listen}" is not an address to listen on', hint="use HOST:PORT")
        # Credentials and tokens would cross the network in plain text.
        if self.plain_http and not is_loopback(host):
            raise UsageError(
                f"cannot serve {host} without TLS: other machines can reach it",
                hint="omit --plain-http, or listen on 127.0.0.1",
            )
        return host, int(port)

    @property
    def store_url(self) -> str:
        """URL of the store. Raise UsageError for one that no process shares."""
        if self.store.partition(":")[0] == "memory":
            raise UsageError(
                f'cannot serve the store "{self.store}": it ends with each process',
                hint="use sqlite:PATH, or omit --store",
            )
        return self.store or f"sqlite:{os.path.join(self.data_dir, STORE_FILE)}"

    @property
    def store_path(self) -> str:
        """Path of an SQLite store, else ""."""
        scheme, _, path = self.store_url.partition(":")
        return path if scheme == "sqlite" else ""

    @property
    def log_path(self) -> str:
        """Path of the request log."""
        return self.log or os.path.join(self.data_dir, LOG_FILE)

    def url(self, host: str, port: int) -> str:
        """Return the URL of the server by a host name or address."""
        scheme = "http" if self.plain_http else "https"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a host name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
