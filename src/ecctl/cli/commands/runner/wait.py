"""`wait`: poll until hosts are connected and healthy and have their roles."""

from __future__ import annotations

import time

from ecctl.cli.commands.runner.hosts import HOSTS, hosts_by_id, roles_of
from ecctl.cli.roles import asked_roles
from ecctl.cli.status_line import StatusLine
from ecctl.core.durations import MILLISECOND, SECOND, format_duration
from ecctl.errors import (
    ApiError,
    BadResponseError,
    EcctlError,
    NoResponseError,
    RequestTimeoutError,
    UsageError,
    WaitTimeoutError,
)
from ecctl.output.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

SHORTEST_PAUSE = 10 * MILLISECOND
NAMED = 5
"""How many hosts that are not ready a status line names."""

UNAVAILABLE = 500
"""From this HTTP status on, the next response may be a success."""


class Goal:
    """The hosts to wait for: those with some ids, or any number of them, each with all of some roles."""

    def __init__(self, ids: Sequence[str], count: int, roles: Sequence[str]) -> None:
        self._ids = ids
        self._roles = roles
        self._count = count or len(ids)

    def reached(self, ready: Sequence[Any]) -> bool:
        """Return whether enough hosts are ready."""
        return len(ready) >= self._count

    def sort(self, hosts: Mapping[str, dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the hosts that are ready, and what each of the others lacks."""
        ready, lacking = [], []
        for host_id in self._ids or hosts:
            host = hosts.get(host_id)
            lack = "does not exist" if host is None else self._lack(host)
            if host is None or lack:
                lacking.append(f"{host_id} {lack}")
            else:
                ready.append(host)
        return ready, lacking

    def _lack(self, host: dict[str, Any]) -> str:
        missing = [role for role in self._roles if role not in roles_of(host)]
        if missing:
            return f"lacks {', '.join(missing)}"
        for state in ("connected", "healthy"):
            if host.get(state) is not True:
                return f"is not {state}"
        return ""

    def progress_line(self, ready: Sequence[Any], lacking: Sequence[str]) -> str:
        """Return a line of progress."""
        more = ["…"] if len(lacking) > NAMED else []
        details = "; ".join([*lacking[:NAMED], *more])
        text = f"{len(ready)} of {self._count} hosts are ready"
        return f"{text}: {details}" if details else text


def wait(invocation: Invocation) -> Result:
    """Poll until the hosts are ready; raise WaitTimeoutError if that takes too long."""
    goal = goal_of(invocation)
    limit, pause = times_of(invocation)
    end = time.monotonic() + limit / SECOND
    invocation.end = end if limit else None
    status_text = ""
    with StatusLine(invocation.context) as status:
        while True:
            try:
                ready, lacking = goal.sort(hosts_by_id(invocation))
                status_text = goal.progress_line(ready, lacking)
                if goal.reached(ready):
                    return Result({"runners": ready}, HOSTS, model="RunnerOverview")
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


def is_final(error: EcctlError) -> bool:
    """Return whether polling again is useless: the API refused for a lasting reason."""
    return isinstance(error, ApiError) and error.status < UNAVAILABLE


def goal_of(invocation: Invocation) -> Goal:
    """Return the goal of the command line; raise UsageError unless it names either hosts or a number."""
    count: int = invocation.flag("count")
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
        raise UsageError("--timeout is negative")
    if pause < SHORTEST_PAUSE:
        raise UsageError(f"--poll-interval is less than {format_duration(SHORTEST_PAUSE)}")
    return limit, pause
