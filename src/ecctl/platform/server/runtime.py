"""Served platform: data directory, store, threads, log and dispatcher behind any HTTP server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pkgutil
from concurrent.futures import ThreadPoolExecutor

from ecctl import __version__
from ecctl.core.errors import PlatformError
from ecctl.platform import auth, domain, handlers, open_platform
from ecctl.platform.admin.bootstrap import bootstrap
from ecctl.platform.app import Platform
from ecctl.platform.console.files import read_files
from ecctl.platform.domain.clock import Clock
from ecctl.platform.domain.samples import INTERVAL_SECONDS
from ecctl.platform.responses import HTTPError
from ecctl.platform.server import process
from ecctl.platform.server.access_log import RequestLog
from ecctl.platform.server.dispatcher import Dispatcher
from ecctl.platform.server.lock import same_file, sole_server
from ecctl.platform.services import require_complete
from ecctl.platform.store import open_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from ecctl.platform.server.lock import Lock
    from ecctl.platform.server.options import Options

CHECK_SECONDS = 1.0
"""Interval at which the files that the server holds are compared with their paths."""
PASSWORD_THREADS = 2
"""Threads that check passwords; each takes a core and 16 MiB meanwhile."""


@contextlib.contextmanager
def prepared(options: Options) -> Iterator[Lock]:
    """Make the data directory and its first user if they are missing, and hold the directory's lock."""
    _ = options.store_url
    if options.store:
        _make_directory(options.data_dir)
    # Opened for the bootstrap and closed again: the server's own store needs an event loop, which does not
    # run yet.
    with contextlib.ExitStack() as stack:
        with contextlib.closing(open_platform(options.data_dir, store=options.store)) as platform:
            lock = stack.enter_context(sole_server(options.data_dir))
            platform.run(require_complete(platform.services.store))
            bootstrap(platform, options.data_dir)
        yield lock


@contextlib.asynccontextmanager
async def served_platform(options: Options, lock: Lock) -> AsyncIterator[ServedPlatform]:
    """Open the platform of a data directory on the running event loop, and drain its store at the end."""
    loop = asyncio.get_running_loop()
    import_rooms()
    clock = Clock()
    log = _open_log(options, loop)
    clock.warn = options.say
    store = open_store(options.store_url, clock, serving=True, warn=options.say)
    await store.open()
    threads = ThreadPoolExecutor(PASSWORD_THREADS, "password")
    searches = ThreadPoolExecutor(1, "search")

    async def work(function: Callable[..., Any], *arguments: object) -> Any:
        return await loop.run_in_executor(threads, function, *arguments)

    async def search(function: Callable[..., Any], *arguments: object) -> Any:
        return await loop.run_in_executor(searches, function, *arguments)

    platform = Platform(store, clock, work)
    platform.services.search = search
    platform.services.store_kind = options.store_url.partition(":")[0]
    if options.console:
        platform.services.console = read_files()
    served = ServedPlatform(Dispatcher(platform, log, options.say), log, options.store_path, lock)
    try:
        yield served
    finally:
        served.close()
        # In this order: what handlers acknowledged is written before the threads and the file go away.
        await store.drain()
        threads.shutdown(cancel_futures=True)
        searches.shutdown(cancel_futures=True)
        await store.close()
        log.close()


class ServedPlatform:
    """Platform with its dispatcher and log. `stopped` is set once the server must stop.

    A process can lose its store without noticing: if the file is removed or replaced, the process keeps writing to
    a file without a name. What it then acknowledges is gone after a restart. So each second the store's path and
    the lock's are compared with the files that were opened; if one differs, every request gets 503, and the server
    stops. `problem` is why it stopped.
    """

    def __init__(self, dispatcher: Dispatcher, log: RequestLog, path: str, lock: Lock) -> None:
        self.dispatcher = dispatcher
        self.log = log
        self.stopped = asyncio.Event()
        self.problem = ""
        self._path = path
        self._samples = dispatcher.platform.services.samples
        self._checks = 0
        self._lock = lock
        self._status = os.stat(path) if path else None
        self._watch_process()
        self._watch_store()
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.call_later(CHECK_SECONDS, self._check)

    def _check(self) -> None:
        process.notify("WATCHDOG=1")
        if self._status is not None and not same_file(self._path, self._status):
            self.problem = f"{self._path} was removed or replaced while the server used it"
        elif not self._lock.intact():
            self.problem = "the lock file was removed while the server used it"
        else:
            self._next = self._loop.call_later(CHECK_SECONDS, self._check)
            self._checks += 1
            if self._checks % INTERVAL_SECONDS == 0:
                self._samples.take()
            return
        self.dispatcher.unavailable = HTTPError(503, "root.not_ready", "The store was removed or replaced")
        self.stopped.set()

    def _watch_process(self) -> None:
        """Add gauges of the process to the metrics."""
        for name, description, read in (
            (f'ecctl_build_info{{version="{__version__}"}}', "Release.", lambda: 1),
            ("process_start_time_seconds", "Start of the process.", process.started),
            ("process_resident_memory_bytes", "Memory of the process.", process.resident),
            ("process_open_fds", "Open files and sockets.", process.open_files),
        ):
            self.dispatcher.platform.services.metrics.watch(name, "gauge", description, read)

    def _watch_store(self) -> None:
        """Add the metrics of a store that has some."""
        services = self.dispatcher.platform.services
        for metric in getattr(services.store, "gauges", list)():
            services.metrics.watch(*metric)
        services.metrics.histograms += getattr(services.store, "histograms", list)()

    def close(self) -> None:
        """Stop checking."""
        self._next.cancel()


def import_rooms() -> None:
    """Import all modules that answer requests.

    They would otherwise be imported at the first request that needs them: then a process without file descriptors
    answers 500, and one whose package is upgraded mixes two releases.
    """
    for package in (auth, domain, handlers):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            __import__(module.name)


def _make_directory(data_dir: str) -> None:
    try:
        os.makedirs(data_dir, mode=0o700, exist_ok=True)
    except OSError as error:
        raise PlatformError(f"cannot make the data directory {data_dir}: {error.strerror}") from error


def _open_log(options: Options, loop: asyncio.AbstractEventLoop) -> RequestLog:
    try:
        return RequestLog(options.log_path, loop)
    except OSError as error:
        raise PlatformError(f"cannot write the request log {options.log_path}: {error.strerror}") from None
