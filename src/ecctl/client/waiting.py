"""Waiting for hosts and for plans: generators of calls and pauses, without I/O of their own."""

from __future__ import annotations

from time import monotonic

from ecctl.client import Pause
from ecctl.client.hosts import HostsProgress, is_final
from ecctl.client.plans import PlanTracker
from ecctl.client.reply import member
from ecctl.client.resources import OperationSpec
from ecctl.core.durations import SECOND, format_duration
from ecctl.core.errors import BadResponseError, NoResponseError, RequestTimeoutError
from ecctl.errors import WaitTimeoutError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.client.hosts import Departure, Goal
    from ecctl.client.plans import PlanProgress
    from ecctl.client.procedure import Calls
    from ecctl.core.errors import EcctlError


class Patience:
    """How long to wait in all (nanoseconds, None for no limit)."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self.end = None if limit is None else monotonic() + limit / SECOND

    @property
    def left(self) -> float | None:
        """The seconds left, None for no limit."""
        return None if self.end is None else self.end - monotonic()

    def cut_off(self, error: EcctlError) -> bool:
        """Return whether the limit of the wait has ended a request: its error would hide the actual result."""
        left = self.left
        return isinstance(error, RequestTimeoutError) and left is not None and left <= 0

    def check(self, told: str) -> None:
        """Raise WaitTimeoutError, with what was told last, if no time is left."""
        left = self.left
        if left is not None and left <= 0:
            raise WaitTimeoutError(f"waited {format_duration(self._limit or 0)}: {told}")

    def pause(self, seconds: float, told: str) -> Pause:
        """Return a pause no longer than the time left. Raise WaitTimeoutError if there is none."""
        self.check(told)
        left = self.left
        return Pause(seconds if left is None else min(seconds, max(left, 0)))


def wait_for_hosts(
    goal: Goal | Departure,
    limit: int | None,
    interval: float,
    report: Callable[[HostsProgress], object] | None,
) -> Calls[list[Any]]:
    """Poll until the hosts are ready, or gone, and return them.

    A poll that fails is repeated unless it is the first, or the API has refused it for a lasting reason.
    """
    patience = Patience(limit)
    progress: HostsProgress | None = None
    while True:
        try:
            hosts = yield OperationSpec(
                "get-runners",
                then=lambda reply: member(reply, "runners"),
                end=patience.end,
            )
        except (NoResponseError, BadResponseError) as error:
            cut_off = patience.cut_off(error)
            # If the first poll fails, the address or the credentials are probably wrong, and waiting does not
            # help.
            if not cut_off and (progress is None or is_final(error)):
                raise
            # A poll that was cut off leaves the last state as it is.
            if not cut_off or progress is None:
                progress = (progress or HostsProgress([], [], "")).unpolled(error)
        else:
            progress = goal.progress(hosts)
        if report is not None:
            report(progress)
        if progress.error is None and goal.reached(progress):
            return progress.ready
        yield patience.pause(interval, progress.text)


def wait_for_plans(
    deployment_id: str,
    limit: int | None,
    interval: float | None,
    report: Callable[[PlanProgress], object] | None,
) -> Calls[Any]:
    """Poll until the plans of a deployment are over, and return it. Raise the errors of plans that failed."""
    tracker = PlanTracker(deployment_id)
    deployment = yield from track(tracker, interval, report, Patience(limit))
    raise_all(tracker.errors)
    return deployment


def track(
    tracker: PlanTracker,
    interval: float | None,
    report: Callable[[PlanProgress], object] | None,
    patience: Patience,
) -> Calls[Any]:
    """Poll until a tracker is done, and return the deployment as it is then."""
    deployment: Any = None
    while not tracker.done:
        running = "; ".join(f"{each.kind} runs {each.step}" for each in tracker.progress if not each.over)
        unknown = "the deployment has not been read yet"
        told = running or (unknown if deployment is None else "the plans are not over")
        # Before the first poll, too: the platform needs a moment to begin with a plan.
        yield patience.pause(tracker.pause if interval is None else interval, told)
        try:
            deployment = yield OperationSpec("get-deployment", tracker.parameters, end=patience.end)
        except (NoResponseError, BadResponseError) as error:
            if patience.cut_off(error):
                patience.check(told)
            news = tracker.failed(error)
        else:
            news = tracker.update(deployment)
        for each in news if report is not None else ():
            report(each)  # type: ignore[misc]  # not None here
    return deployment
