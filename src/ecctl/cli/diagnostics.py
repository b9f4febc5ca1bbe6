"""Diagnostics of a run: the trace of requests, a timeline (`--trace`), a profile (`--pprof`)."""

from __future__ import annotations

import os
import time

from ecctl.core.errors import OutputError, SettingsError, UsageError
from ecctl.core.private_files import open_private, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli import Context
    from ecctl.core.url import Url
    from ecctl.middleware.base import Middleware
    from ecctl.settings.profile import Profile

MICROSECONDS = 1e6


class Observer:
    """Watches one run: its middleware records the requests, `watch` writes the files at the end."""

    def __init__(self, context: Context, profile: Profile) -> None:
        if profile.flag("trace") and profile.flag("pprof"):
            raise UsageError("only one of --trace and --pprof can be enabled at a time")
        self._context = context
        self._profile = profile
        self._trace_file: int | None = None
        self._lost = ""
        self._spans: list[dict[str, Any]] = []

    def announce(self) -> None:
        """Check the folder of the trace file, and name the config file in use unless --quiet is given."""
        profile = self._profile
        path = profile.text("verbose_file")
        if path:
            check_folder(path, profile)
        if not profile.flag("verbose") and self._context.talks_to_terminal():
            for key in ("verbose_file", "verbose_credentials"):
                if profile.text(key) not in ("", "False"):
                    self._context.note(f"{profile.source(key)} has no effect without --verbose\n")
        if profile.flag("verbose") and profile.file and not profile.flag("quiet"):
            self._context.note(f"Using config file: {profile.file}\n")

    def middleware(self) -> list[Middleware]:
        """Return the middleware for the timeline and the trace, if they are asked for."""
        profile = self._profile
        stack: list[Middleware] = []
        if profile.flag("trace"):
            from ecctl.middleware.timing import Timing

            stack.append(Timing(lambda name, start: self._spans.append(span(name, start))))
        if profile.flag("verbose"):
            from ecctl.middleware.trace import Trace

            write = self._write_trace if profile.text("verbose_file") else self._context.note
            shown = profile.flag("verbose_credentials")
            stack.append(Trace(write, show_credentials=shown, proxy_to=self._proxy_to))
        return stack

    def _proxy_to(self, origin: Url) -> str:
        """Return the proxy to a host and the variable that names it, "" for none."""
        if self._profile.embedded:
            return ""
        from ecctl.client.connection_options import shown_proxy

        return shown_proxy(origin, self._context.environ)

    def watch(self, work: Callable[[], None]) -> None:
        """Do the work, then write the timeline or the profile, even if the work failed.

        Raise OutputError if the work succeeded and a file could not be written.
        """
        profile = self._profile
        try:
            if profile.flag("pprof"):
                self._profiled(work)
            elif profile.flag("trace"):
                self._traced(work)
            else:
                work()
        except BaseException:  # the failure of the work takes precedence
            if self._lost:
                self._context.note(f"warning: {self._lost}\n")
            raise
        finally:
            if self._trace_file is not None:
                os.close(self._trace_file)
        if self._lost:
            raise OutputError(self._lost)

    def _traced(self, work: Callable[[], None]) -> None:
        import json

        start = time.perf_counter()
        try:
            work()
        finally:
            self._spans.append(span("ecctl", start))
            self._save(f"trace-{stamp()}.json", json.dumps({"traceEvents": self._spans}).encode())

    def _profiled(self, work: Callable[[], None]) -> None:
        import cProfile
        import marshal

        profiler = cProfile.Profile()
        try:
            profiler.runcall(work)
        finally:
            profiler.create_stats()
            self._save(f"pprof-{stamp()}.prof", marshal.dumps(profiler.stats))

    def _save(self, path: str, data: bytes) -> None:
        try:
            write_new(path, data)
        except OSError as error:
            self._lost = f"cannot write {path}: {error.strerror}"

    def _write_trace(self, text: str) -> None:
        """Append to the trace file. A failure to write it stops no command and loses no response.

        The first text, about a request that is not yet sent, opens the file and empties it: settings that are
        refused leave the trace of the last run as it is. A file that cannot be opened is an error then.
        """
        if self._lost:
            return
        if self._trace_file is None:
            self._trace_file = open_trace(self._profile.text("verbose_file"), self._profile)
        data = text.encode("utf-8", "backslashreplace")
        try:
            write_all(self._trace_file, data)
        except OSError as error:
            self._lost = f"the trace in {self._profile.text('verbose_file')} is incomplete: {error.strerror}"


def check_folder(path: str, profile: Profile) -> None:
    """Raise SettingsError if the folder of the trace file does not exist."""
    try:
        os.stat(os.path.dirname(path) or ".")
    except OSError as error:
        raise unwritable(path, profile, error) from None


def open_trace(path: str, profile: Profile) -> int:
    """Open and empty the trace file, readable only by its owner."""
    try:
        return open_private(path, os.O_TRUNC)
    except OSError as error:
        raise unwritable(path, profile, error) from None


def unwritable(path: str, profile: Profile, error: OSError) -> SettingsError:
    """Return the error of a trace file that cannot be written."""
    return SettingsError(
        f'cannot write the verbose file "{path}" ({profile.source("verbose_file")}): {error.strerror}'
    )


def span(name: str, start: float) -> dict[str, Any]:
    """Return a complete event of the trace-event format, with times in microseconds."""
    end = time.perf_counter()
    return {
        "name": name,
        "ph": "X",
        "ts": start * MICROSECONDS,
        "dur": (end - start) * MICROSECONDS,
        "pid": os.getpid(),
        "tid": 1,
    }


def stamp() -> str:
    """Return the time as in file names of the original: 20060102150405."""
    return time.strftime("%Y%m%d%H%M%S")


def write_new(path: str, data: bytes) -> None:
    """Write a file into the working directory, readable only by its owner. Leave none if it fails."""
    # The name is predictable: in a shared folder somebody may have put a link there.
    handle = open_private(path, os.O_TRUNC | os.O_NOFOLLOW)
    try:
        with open(handle, "wb") as file:
            file.write(data)
    except OSError:
        os.unlink(path)
        raise
