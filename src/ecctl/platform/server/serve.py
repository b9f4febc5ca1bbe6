"""`ecctl serve`: the platform of a data directory over HTTPS, until it is told to stop."""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import resource
import signal
import stat
import sys
from dataclasses import dataclass

from ecctl.core.private_files import open_private
from ecctl.errors import PlatformError, UsageError
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import bootstrap, write_admin_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.platform.server.certificates import Certificate

LISTEN = "127.0.0.1:12443"
LOCK_FILE = "serve.lock"


def say(line: str) -> None:
    """Write a line to the standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Options:
    """What a server is told: its data directory, where to listen (port 0: any free one), whether without TLS.

    `log` is the request log's path ("-": the standard output), by default requests.log in the data
    directory. `say` gets the line that tells that the server is ready, and complaints.
    """

    data_dir: str
    listen: str = LISTEN
    plain_http: bool = False
    log: str = ""
    say: Callable[[str], None] = say

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; UsageError where `listen` is no address, or one that TLS is needed for."""
        host, colon, port = self.listen.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not colon or not port.isdecimal() or int(port) > 65535 or not host:
            raise UsageError(f"{self.listen!r} is not an address to listen on", hint="use HOST:PORT")
        if self.plain_http and not _loopback(host):
            raise UsageError(
                f"{host} can be reached by others: it is not served without TLS",
                hint="leave --plain-http away, or listen on 127.0.0.1",
            )
        return host, int(port)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT; what was accepted then is finished. Raises PlatformError, UsageError."""
    host, _ = options.address
    _take_signals()
    _dump_no_core()
    try:
        from ecctl.platform.server import run
        from ecctl.platform.server.certificates import Certificate
    except ImportError as error:
        raise PlatformError(
            f"the server needs a library that is not installed: {error.name}",
            hint="pip install 'ecctl[server]'",
        ) from error
    platform = open_platform(options.data_dir)
    with sole_server(options.data_dir):
        try:
            bootstrap(platform, options.data_dir)
        finally:
            platform.close()
        tls = None if options.plain_http else _tls(Certificate, options, host)
        run.run(options, tls, lambda port: _ready(options, port))


def _take_signals() -> None:
    """What signals do until the event loop has handlers of its own; some would end the process."""
    signal.signal(signal.SIGTERM, _leave)  # the first process of a container would not hear it by itself
    for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)


def _dump_no_core() -> None:
    """Keep secrets in memory out of files; where that is not allowed, somebody else has seen to it."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave(*_: object) -> None:
    """End before anything is served; the event loop has a handler of its own."""
    sys.exit()


def _tls(make: type[Certificate], options: Options, host: str) -> Certificate:
    data_dir = options.data_dir
    try:
        return make(data_dir, host, options.say)
    except (OSError, ValueError) as error:
        raise PlatformError(
            f"the certificate in {data_dir} cannot be used: {error}",
            hint="move ca.pem, ca-key.pem and server.pem away, and new ones are made",
        ) from error


def _ready(options: Options, port: int) -> None:
    """The socket listens: write down where, and say so."""
    host = options.address[0]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (nothing is bound here)
    write_admin_config(options.data_dir, _url(options, loopback, port))
    options.say(f"listening on {_url(options, host, port)}")
    if stat.S_IMODE(os.stat(options.data_dir).st_mode) & 0o077:
        options.say(f"warning: others have access to {options.data_dir}: chmod 700 {options.data_dir}")


def _url(options: Options, host: str, port: int) -> str:
    scheme = "http" if options.plain_http else "https"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


@contextlib.contextmanager
def sole_server(data_dir: str) -> Iterator[None]:
    """Hold the data directory's lock; PlatformError where a server has it, or it cannot be had."""
    path = os.path.join(data_dir, LOCK_FILE)
    try:
        descriptor = open_private(path, 0)
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if not isinstance(error, BlockingIOError):
            raise PlatformError(f"{path} cannot be locked: {error.strerror}") from error
        raise PlatformError(
            f"a server is running on {data_dir}", hint="stop it first, or name another folder"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
