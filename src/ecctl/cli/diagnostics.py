"""What a run shows of itself: the trail of requests, a timeline (`--trace`), a profile (`--pprof`)."""

from __future__ import annotations

import os
import time

from ecctl.core.private_files import open_private, write_all
from ecctl.errors import OutputError, SettingsError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli.context import Context
    from ecctl.core.messages import Request, Response, Transport
    from ecctl.settings.profile import Profile

MICROSECONDS = 1e6


class Observer:
    """Watches one run: `wrap` the transport, `watch` the work, and have the files written at its end."""

    def __init__(self, context: Context, profile: Profile) -> None:
        if profile.flag("trace") and profile.flag("pprof"):
            raise UsageError("only one of --trace and --pprof can be enabled at a time")
        self._context = context
        self._profile = profile
        self._trail: int | None = None
        self._lost = ""
        self._spans: list[dict[str, Any]] = []

    def announce(self) -> None:
        """Open the trail's file, and name the config file that is used unless that is to be quiet."""
        profile = self._profile
        path = profile.text("verbose_file")
        if path:
            self._trail = open_trail(path, profile)
            if self._trail is None and self._context.talks_to_terminal():
                self._context.note(f"{profile.source('verbose_file')} has no effect without --verbose\n")
        if profile.flag("verbose") and profile.file and not profile.flag("quiet"):
            self._context.note(f"Using config file: {profile.file}\n")

    def wrap(self, transport: Transport) -> Transport:
        """The transport with a trail and a timeline around it, where they are asked for."""
        profile = self._profile
        if profile.flag("verbose"):
            from ecctl.middleware.trace import TrailTransport

            write = self._context.note if self._trail is None else self._write_trail
            transport = TrailTransport(transport, write, show_credentials=profile.flag("verbose_credentials"))
        if profile.flag("trace"):
            transport = TimedTransport(transport, self._spans)
        return transport

    def watch(self, work: Callable[[], None]) -> None:
        """Do the work; then write the timeline or the profile, whether it failed or not.

        OutputError where the work is done, and what was to be seen of it could not be written.
        """
        profile = self._profile
        try:
            if profile.flag("pprof"):
                self._profiled(work)
            elif profile.flag("trace"):
                self._traced(work)
            else:
                work()
        except BaseException:  # what the work failed with counts for more
            if self._lost:
                self._context.note(f"warning: {self._lost}\n")
            raise
        finally:
            if self._trail is not None:
                os.close(self._trail)
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
            self._lost = f"{path} cannot be written: {error.strerror}"

    def _write_trail(self, text: str) -> None:
        """Add to the trail's file. One that cannot be written stops no command, and loses no reply."""
        if self._trail is None or self._lost:
            return
        data = text.encode("utf-8", "backslashreplace")
        try:
            write_all(self._trail, data)
        except OSError as error:
            self._lost = f"the trail in {self._profile.text('verbose_file')} is not whole: {error.strerror}"


def open_trail(path: str, profile: Profile) -> int | None:
    """The trail's file, emptied and only for its owner; without --verbose it is checked and left alone."""
    try:
        if not profile.flag("verbose"):
            os.stat(os.path.dirname(path) or ".")
            return None
        handle = open_private(path, os.O_TRUNC)
    except OSError as error:
        raise SettingsError(
            f'the verbose file "{path}" ({profile.source("verbose_file")}) cannot be written: {error.strerror}'
        ) from None
    return handle


class TimedTransport:
    """A transport around another one that notes when each exchange began and how long it took."""

    def __init__(self, inner: Transport, spans: list[dict[str, Any]]) -> None:
        self._inner = inner
        self._spans = spans

    def send(self, request: Request) -> Response:
        """Send, and read the reply to its end."""
        start = time.perf_counter()
        try:
            response = self._inner.send(request)
            response.read()
        finally:
            self._spans.append(span(f"{request.method} {str(request.url).partition('?')[0]}", start))
        return response

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()


def span(name: str, start: float) -> dict[str, Any]:
    """A complete event of the trace-event format; times are microseconds."""
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
    """The time as the original puts it into a file's name: 20060102150405."""
    return time.strftime("%Y%m%d%H%M%S")


def write_new(path: str, data: bytes) -> None:
    """Write a file into the working directory, only for its owner; OSError where that fails, and no file."""
    handle = open_private(path, os.O_TRUNC | os.O_NOFOLLOW)
    try:
        with open(handle, "wb") as file:
            file.write(data)
    except OSError:
        os.unlink(path)
        raise
