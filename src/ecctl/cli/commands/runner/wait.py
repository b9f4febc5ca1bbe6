"""`wait`: poll until hosts are connected and healthy and have their roles, or until they have left."""

from __future__ import annotations

import time

from ecctl.cli.commands.runner.hosts import HOSTS
from ecctl.cli.roles import asked_roles
from ecctl.cli.status_line import StatusLine
from ecctl.client.hosts import Departure, Goal, is_final
from ecctl.core.durations import MILLISECOND, SECOND, format_duration
from ecctl.errors import (
    BadResponseError,
    EcctlError,
    NoResponseError,
    RequestTimeoutError,
    UsageError,
    WaitTimeoutError,
)
from ecctl.output.result import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

SHORTEST_PAUSE = 10 * MILLISECOND


def wait(invocation: Invocation) -> Result:
    """Poll until the hosts are ready, or gone; raise WaitTimeoutError if that takes too long."""
    goal = goal_of(invocation)
    limit, pause = times_of(invocation)
    end = time.monotonic() + limit / SECOND
    invocation.end = end if limit else None
    status_text = ""
    with StatusLine(invocation.context) as status:
        while True:
            try:
                progress = goal.progress(invocation.call("get-runners").get("runners") or ())
                status_text = progress.text
                if goal.reached(progress):
                    view = Message(progress.text) if invocation.flag("gone") else HOSTS
                    return Result({"runners": progress.ready}, view, model="RunnerOverview")
            except (NoResponseError, BadResponseError) as error:
                # The last request may have been cut off by the limit of the wait: its error would hide the
                # actual result.
                cut_off = isinstance(error, RequestTimeoutError) and limit and time.monotonic() >= end
                if not cut_off and (not status_text or is_final(error)):
                    raise with_own_hint(error) from None
                if not (cut_off and status_text):
                    status_text = f"cannot poll the platform: {error.message}"
            left = end - time.monotonic() if limit else pause / SECOND
            if left <= 0:
                raise WaitTimeoutError(
                    f"waited {format_duration(limit)}: {status_text}", hint="wait longer with --timeout"
                )
            status.show(status_text, f"{left:.0f} s left" if limit else "")
            time.sleep(min(pause / SECOND, left))


def with_own_hint(error: EcctlError) -> EcctlError:
    """Replace the advice to use --timeout, which limits the whole wait here."""
    if isinstance(error, RequestTimeoutError):
        return error.with_hint(
            "raise the limit of each request with EC_TIMEOUT, or check host, port and proxy"
        )
    return error


def goal_of(invocation: Invocation) -> Goal | Departure:
    """Return the goal of the command line; raise UsageError unless it names either hosts or a number."""
    count: int = invocation.flag("count")
    if invocation.flag("gone"):
        for key in ("count", "roles"):
            if invocation.given(key):
                raise UsageError(f"--gone and --{key} exclude each other")
        if not invocation.arguments:
            raise UsageError("specify which hosts are to leave: name their ids")
        return Departure(list(dict.fromkeys(invocation.arguments)))
    if invocation.given("count") == bool(invocation.arguments):
        raise UsageError("specify which hosts: either their ids or --count")
    if invocation.given("count") and count < 1:
        raise UsageError(f"--count must be at least 1 (got {count})")
    ids = list(dict.fromkeys(invocation.arguments))
    return Goal(ids, count, asked_roles(invocation, "roles"))


def times_of(invocation: Invocation) -> tuple[int, int]:
    """Return the time limit (0: none) and the poll interval in nanoseconds."""
    limit, pause = invocation.flag("timeout"), invocation.flag("poll_interval")
    if limit < 0:
        raise UsageError("--timeout must not be negative")
    if pause < SHORTEST_PAUSE:
        raise UsageError(f"--poll-interval must be at least {format_duration(SHORTEST_PAUSE)}")
    return limit, pause
