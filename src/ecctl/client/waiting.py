"""Waiting for hosts and for plans: generators of calls and pauses, without I/O of their own."""

from __future__ import annotations

from time import monotonic

from ecctl.client.hosts import is_final
from ecctl.client.operation_method import OperationSpec
from ecctl.client.plans import PlanTracker
from ecctl.client.reply import member
from ecctl.client.session import Pause
from ecctl.core.durations import SECOND, format_duration
from ecctl.errors import (
    BadResponseError,
    NoResponseError,
    WaitTimeoutError,
    raise_all,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.client.hosts import Goal, HostsProgress
    from ecctl.client.plans import PlanProgress
    from ecctl.client.procedure import Calls


class Patience:
    """How long to wait in all (nanoseconds, None for no limit), and the seconds between polls."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._end = None if limit is None else monotonic() + limit / SECOND

    def pause(self, seconds: float, told: str) -> Pause:
        """Return a pause no longer than the time left. Raise WaitTimeoutError if there is none."""
        if self._end is None or self._limit is None:
            return Pause(seconds)
        left = self._end - monotonic()
        if left <= 0:
            raise WaitTimeoutError(f"waited {format_duration(self._limit)}: {told}")
        return Pause(min(seconds, left))


def wait_for_hosts(
    goal: Goal, limit: int | None, interval: float, report: Callable[[HostsProgress], object] | None
) -> Calls[list[Any]]:
    """Poll until the hosts are ready, and return them. A poll that fails is repeated unless it is the first."""
    patience = Patience(limit)
    told = ""
    while True:
        try:
            hosts = yield OperationSpec("get-runners", then=lambda reply: member(reply, "runners"))
        except (NoResponseError, BadResponseError) as error:
            # If the first poll fails, the address or the credentials are probably wrong, and waiting does not
            # help.
            if not told or is_final(error):
                raise
            told = f"cannot poll the platform: {error.message}"
        else:
            progress = goal.progress(hosts)
            told = progress.text
            if report is not None:
                report(progress)
            if goal.reached(progress):
                return progress.ready
        yield patience.pause(interval, told)


def wait_for_plans(
    deployment_id: str,
    limit: int | None,
    interval: float | None,
    report: Callable[[PlanProgress], object] | None,
) -> Calls[Any]:
    """Poll until the plans of a deployment are over, and return it. Raise the errors of plans that failed."""
    patience = Patience(limit)
    tracker = PlanTracker(deployment_id)
    deployment: Any = None
    while not tracker.done:
        running = "; ".join(f"{each.kind} runs {each.step}" for each in tracker.progress if not each.over)
        # Before the first poll, too: the platform needs a moment to begin with a plan.
        pause = tracker.pause if interval is None else interval
        yield patience.pause(pause, running or "the plans are not over")
        try:
            deployment = yield OperationSpec("get-deployment", tracker.parameters)
        except (NoResponseError, BadResponseError) as error:
            news = tracker.failed(error)
        else:
            news = tracker.update(deployment)
        for each in news if report is not None else ():
            report(each)  # type: ignore[misc]  # not None here
    raise_all(tracker.errors)
    return deployment
