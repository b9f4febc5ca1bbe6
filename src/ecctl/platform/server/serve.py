"""`ecctl serve`: serves the platform of a data directory over HTTPS until a signal stops it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import stat
import sys

from ecctl.core.errors import EcctlError, PlatformError
from ecctl.platform.admin.bootstrap import write_admin_config
from ecctl.platform.admin.directory import CA_KEY_FILE, CERTIFICATE_FILE, SECRETS_FILE
from ecctl.platform.server import limits, process
from ecctl.platform.server.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.server.access_log import RequestLog
    from ecctl.platform.server.certificates import Certificate
    from ecctl.platform.server.lock import Lock
    from ecctl.platform.server.runtime import ServedPlatform

SWITCH_SECONDS = 0.0005
"""Longest time that the event loop keeps the commit thread from reporting; Python's default is 5 ms."""
COLLECT = (20_000, 20, 50)
"""Thresholds of garbage collection for a process whose requests leave no cycles."""
STOP_MARGIN_SECONDS = 10
"""Time after STOP_SECONDS at which the kernel ends a process that cannot stop by itself."""
LIBRARIES_HINT = (
    "install the libraries of the server: "
    "python -m pip install 'cryptography>=44' 'httptools>=0.6' 'uvloop>=0.21' "
    "(from a clone: pip install '.[server]')"
)


def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raise PlatformError or UsageError if that is not possible."""
    host, _ = options.address
    _take_signals()
    # Before secrets are read into memory.
    process.harden()
    require_libraries()
    from ecctl.platform.server.runtime import prepared

    with prepared(options) as lock:
        tls = None if options.plain_http else _certificate(options, host)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(options, tls, lock))


def require_libraries() -> None:
    """Raise PlatformError if a library of the server is missing."""
    try:
        import cryptography
        import httptools
    except ImportError as error:
        raise missing_library(error) from error
    del cryptography, httptools


def missing_library(error: ImportError) -> PlatformError:
    """Return the error for a library that is not installed."""
    return PlatformError(f"cannot serve: the library {error.name} is not installed", hint=LIBRARIES_HINT)


def _take_signals() -> None:
    """Handle signals until the event loop does; some would end the process."""
    signal.signal(signal.SIGTERM, _leave)  # the first process of a container has no default handler
    for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)


def _leave(*_: object) -> None:
    """Exit before anything is served; another SIGTERM must not end the exit with an error."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _certificate(options: Options, host: str) -> Certificate:
    from ecctl.platform.server.certificates import Certificate

    try:
        return Certificate(options.data_dir, host, options.say)
    except (OSError, ValueError) as error:
        raise PlatformError(
            f"cannot use the certificate in {options.data_dir}: {error}",
            hint="move ca.pem, ca-key.pem and server.pem away to get new ones",
        ) from error


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return uvloop's event loop if it is installed."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.new_event_loop
    return new_event_loop


async def _serve(options: Options, tls: Certificate | None, lock: Lock) -> None:
    from ecctl.platform.server.runtime import served_platform

    sys.setswitchinterval(SWITCH_SECONDS)
    # Modules and routes live as long as the process; the collector need not look at them again.
    gc.freeze()
    gc.set_threshold(*COLLECT)
    process.watch_memory_errors()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_handle_loop_error)
    async with served_platform(options, lock) as served:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, served.stopped.set)
        try:
            await _accept_until_stopped(options, tls, served)
        finally:
            # A loop that closes restores the default handlers: a second SIGTERM would end the process with an error.
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
                signal.signal(number, signal.SIG_IGN)
    if served.problem:
        raise PlatformError(
            f"the server stopped: {served.problem}",
            hint=f"stop the server before you replace its files; then: ecctl serve --data {options.data_dir}",
        )


def _handle_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """End the process on a MemoryError in a callback."""
    if isinstance(context.get("exception"), MemoryError):
        process.exit_out_of_memory()
    loop.default_exception_handler(context)


async def _accept_until_stopped(options: Options, tls: Certificate | None, served: ServedPlatform) -> None:
    from ecctl.platform.server.acceptor import Acceptor
    from ecctl.platform.server.server import Server, connection_limit

    server = Server(served.dispatcher, connection_limit(process.raise_file_limit()))
    upkeep = Upkeep(served.log, tls, options.say)
    metrics = served.dispatcher.platform.services.metrics
    metrics.watch("ecctl_connections", "gauge", "Open connections.", lambda: server.connections)
    held = "Memory of requests and unread input."
    metrics.watch("ecctl_request_bytes", "gauge", held, lambda: server.state.budget.used)
    if tls is not None:
        name = "ecctl_certificate_expiry_timestamp_seconds"
        metrics.watch(name, "gauge", "Expiry of the certificate.", lambda: tls.expires)
    try:
        acceptor = Acceptor(server, *options.address, tls.context if tls else None, options.say)
        _announce(options, acceptor.port)
        await served.stopped.wait()
        # A dead man's switch: if draining gets stuck, SIGALRM, which nothing handles, ends the process.
        signal.alarm(int(limits.STOP_SECONDS) + STOP_MARGIN_SECONDS)
        process.notify("STOPPING=1")
        acceptor.close()
    finally:
        upkeep.close()
        await server.stop()


class Upkeep:
    """Tasks of a running server: reopens its log on SIGHUP, and renews its certificate daily."""

    def __init__(self, log: RequestLog, certificate: Certificate | None, say: Callable[[str], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._log = log
        self._certificate = certificate
        self._say = say
        self._loop.add_signal_handler(signal.SIGHUP, self.hang_up)
        self._plan()

    def _plan(self) -> None:
        from ecctl.platform.server.certificates import CHECK_SECONDS

        self._next = self._loop.call_later(CHECK_SECONDS, self._daily)

    def _daily(self) -> None:
        self._plan()
        if self._certificate is None:
            return
        try:
            self._certificate.check()
        except (EcctlError, OSError, ValueError) as error:
            self._say(f"cannot renew the certificate; the old one stays in use: {error}")

    def hang_up(self) -> None:
        """Reopen the log, and load the certificate again."""
        self._log.reopen()
        self._next.cancel()
        self._daily()

    def close(self) -> None:
        """Stop."""
        self._next.cancel()


def _announce(options: Options, port: int) -> None:
    """Write down the address that the server listens on, and announce it."""
    host = options.address[0]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (nothing is bound here)
    write_admin_config(options.data_dir, options.url(loopback, port))
    options.say(f"listening on {options.url(host, port)}")
    process.notify("READY=1")
    if stat.S_IMODE(os.stat(options.data_dir).st_mode) & 0o077:
        options.say(f"warning: other users can access {options.data_dir}: run chmod 700 {options.data_dir}")
    for name in (SECRETS_FILE, CA_KEY_FILE, CERTIFICATE_FILE):
        path = os.path.join(options.data_dir, name)
        with contextlib.suppress(FileNotFoundError):
            # The group is left to the operator, as with the store.
            if os.stat(path).st_mode & stat.S_IRWXO:
                options.say(f"warning: other users have access to {path}: run chmod o= {path}")
