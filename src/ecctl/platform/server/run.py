"""The server's life: sockets, signals, threads, and the order in which they end."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

from ecctl._version import __version__
from ecctl.errors import PlatformError
from ecctl.platform.app import Platform
from ecctl.platform.domain.clock import Clock
from ecctl.platform.server import process
from ecctl.platform.server.access_log import LOG_FILE, RequestLog
from ecctl.platform.server.listener import Listener
from ecctl.platform.store.sqlite.group_commit import GroupCommit
from ecctl.platform.store.sqlite.store import FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.platform.server.certificates import Certificate
    from ecctl.platform.server.serve import Options

BACKLOG = 1024
HANDSHAKE_SECONDS = 10.0
SWITCH_SECONDS = 0.0005
"""How long the loop may keep the thread that commits from telling that it is done, by Python's default 5 ms."""
COLLECT = (20_000, 20, 50)
"""Python's thresholds of garbage collection, for a process whose requests leave no cycles."""
HINTS = {
    errno.EADDRINUSE: "another program has the port; port 0 picks a free one",
    errno.EACCES: "ports below 1024 are for root; use a higher one",
    errno.EADDRNOTAVAIL: "this machine has no such address; 0.0.0.0 means all that it has",
}
PASSWORD_THREADS = 2
"""Each takes a core and 16 MiB while a password is checked."""


def run(options: Options, tls: Certificate | None, ready: Callable[[int], None]) -> None:
    """Serve until a signal says stop."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(options, tls, ready))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """The faster of the event loops that are installed."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.new_event_loop
    return new_event_loop


async def _serve(options: Options, tls: Certificate | None, ready: Callable[[int], None]) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    gc.set_threshold(*COLLECT)
    loop = asyncio.get_running_loop()
    clock = Clock()
    log = _open_log(options, loop)
    store = GroupCommit(os.path.join(options.data_dir, FILE), clock, options.say)
    threads = ThreadPoolExecutor(PASSWORD_THREADS, "password")

    async def work(function: Callable[..., Any], *arguments: object) -> Any:
        return await loop.run_in_executor(threads, function, *arguments)

    listener = Listener(Platform(store, clock, work), log, options.say)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    care = Care(loop, log, tls, options.say)
    loop.add_signal_handler(signal.SIGHUP, care.hang_up)
    _watch(listener, tls)
    try:
        server = await _listen(options, listener, tls)
        ready(server.sockets[0].getsockname()[1])
        await stopped.wait()
        server.close()
    finally:
        care.end()
        await listener.stop()
        await store.finish()
        threads.shutdown(cancel_futures=True)
        store.close()
        log.close()


class Care:
    """What is looked after while a server runs: its log, when it is told to, and its certificate, daily."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        log: RequestLog,
        certificate: Certificate | None,
        say: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._log = log
        self._certificate = certificate
        self._say = say
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
        except (PlatformError, OSError, ValueError) as error:
            self._say(f"the certificate cannot be renewed, and stays what it was: {error}")

    def hang_up(self) -> None:
        """Go on in new files."""
        self._log.reopen()
        self._next.cancel()
        self._daily()

    def end(self) -> None:
        """Look after nothing more."""
        self._next.cancel()


def _watch(listener: Listener, certificate: Certificate | None) -> None:
    """Let the metrics tell how the process is, beside what was answered."""
    metrics = listener.platform.metrics
    for name, what, read in (
        (f'ecctl_build_info{{version="{__version__}"}}', "The release.", lambda: 1),
        ("process_start_time_seconds", "When the process began.", process.started),
        ("process_resident_memory_bytes", "Memory that the process has.", process.resident),
        ("ecctl_connections", "Connections that are open.", lambda: listener.connections),
        ("process_open_fds", "Files and sockets that are open.", process.open_files),
    ):
        metrics.watch(name, "gauge", what, read)
    if certificate is not None:
        metrics.watch(
            "ecctl_certificate_expiry_timestamp_seconds",
            "gauge",
            "When the certificate ends.",
            lambda: certificate.ends,
        )


def _open_log(options: Options, loop: asyncio.AbstractEventLoop) -> RequestLog:
    path = options.log or os.path.join(options.data_dir, LOG_FILE)
    try:
        return RequestLog(path, loop)
    except OSError as error:
        raise PlatformError(f"the request log {path} cannot be written: {error.strerror}") from None


async def _listen(options: Options, listener: Listener, tls: Certificate | None) -> asyncio.Server:
    host, port = options.address
    try:
        return await listener.loop.create_server(
            listener.connection,
            host,
            port,
            ssl=tls.context if tls else None,
            backlog=BACKLOG,
            ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
        )
    except OSError as error:
        why = error.strerror or str(error)
        if isinstance(error, socket.gaierror):
            why = f"the name {host} cannot be resolved"
        elif error.errno:
            why = os.strerror(error.errno)
        raise PlatformError(
            f"cannot listen on {options.listen}: {why}", hint=HINTS.get(error.errno or 0, "")
        ) from error
