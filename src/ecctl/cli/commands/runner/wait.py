"""`wait`: poll until hosts are connected and healthy and have their roles, or until they have left."""

from __future__ import annotations

import time

from ecctl.cli.commands.runner.hosts import HOSTS
from ecctl.cli.procedures import carry_out
from ecctl.cli.roles import asked_roles
from ecctl.cli.status_line import StatusLine
from ecctl.client.hosts import Departure, Goal
from ecctl.client.waiting import wait_for_hosts
from ecctl.core.durations import MILLISECOND, SECOND, format_duration
from ecctl.core.errors import RequestTimeoutError, UsageError
from ecctl.errors import WaitTimeoutError
from ecctl.output import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation
    from ecctl.client.hosts import HostsProgress

SHORTEST_PAUSE = 10 * MILLISECOND


def wait(invocation: Invocation) -> Result:
    """Poll until the hosts are ready, or gone; raise WaitTimeoutError if that takes too long."""
    goal = goal_of(invocation)
    limit, pause = times_of(invocation)
    end = time.monotonic() + limit / SECOND
    # Each request must be over by then, too: the last poll must not outlast the limit.
    invocation.end = end if limit else None
    text = ""
    with StatusLine(invocation.context) as status:

        def report(progress: HostsProgress) -> None:
            nonlocal text
            text = progress.text
            left = end - time.monotonic()
            # The last line of progress would flash up and be erased at once.
            if (not limit or left > 0) and not goal.reached(progress):
                status.show(text, f"{left:.0f} s left" if limit else "")

        try:
            found = carry_out(invocation, wait_for_hosts(goal, limit or None, pause / SECOND, report))
        except WaitTimeoutError as error:
            raise error.with_hint("wait longer with --timeout") from None
        except RequestTimeoutError as error:
            # The flag --timeout, which the usual hint names, limits the whole wait here.
            raise error.with_hint(
                "raise the limit of each request with EC_TIMEOUT, or check host, port and proxy"
            ) from None
    return Result(
        {"runners": found}, Message(text) if invocation.flag("gone") else HOSTS, model="RunnerOverview"
    )


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
