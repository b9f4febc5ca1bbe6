"""How far the plan of one resource has come, read from a deployment, as text and as JSON.

A plan's attempt keeps a log of its steps. While the attempt runs it is `pending`, then `current`; that of a
resource that could not be created stands in the `history` only. Source: ElasticsearchClusterPlansInfo and
ClusterPlanStepInfo of the API description.
"""

from __future__ import annotations

from ecctl.output.table import at, escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

KINDS = ("elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search")
"""The kinds of resources that a deployment consists of."""


class Change:
    """What is known of a resource's plan: its step, what went wrong, and whether it is over.

    `error` is "" where nothing went wrong; `details` is what the failed step said besides. `started` and
    `ended` are dates as the API writes them, "" where it does not say.
    """

    __slots__ = (
        "deployment_id",
        "details",
        "ended",
        "error",
        "id",
        "kind",
        "over",
        "ref_id",
        "started",
        "step",
    )

    def __init__(
        self,
        deployment_id: str,
        kind: str,
        resource: dict[str, Any],
        log: list[dict[str, Any]],
        *,
        over: bool,
    ) -> None:
        self.deployment_id = deployment_id
        self.kind = kind
        self.id = str(resource.get("id") or "")
        self.ref_id = str(resource.get("ref_id") or "")
        self.over = over
        entry = telling_step(log)
        self.step = str(entry.get("step_id") or "")
        self.error, self.details = failure_of(entry)
        self.started = str(log[0].get("started") or "") if log else ""
        self.ended = str(log[-1].get("completed") or log[-1].get("started") or "") if log and over else ""

    @property
    def state(self) -> tuple[str, str, bool]:
        """What makes this change another one than the last of the same resource."""
        return self.step, self.error, self.over

    def duration(self, now: str) -> str:
        """How long the plan took, or has taken so far; "" where that is not known."""
        from ecctl.core.durations import format_duration
        from ecctl.output.durations import between

        nanoseconds = between(self.started, self.ended or now)
        return "" if nanoseconds is None or nanoseconds < 0 else format_duration(nanoseconds)

    def as_text(self, now: str) -> str:
        """A line for people."""
        resource = f"Deployment [{self.deployment_id}] - [{title(self.kind)}][{self.id}]"
        took = self.duration(now)
        if self.over:
            end = (
                f'caught error: "{escaped(self.error)}"'
                if self.error
                else "finished running all the plan steps"
            )
            return f"{resource}: {end}" + (f" (Total plan duration: {took})" if took else "")
        error = f' caught error: "{escaped(self.error)}"' if self.error else ""
        shown = f" (Plan duration {took})" if took else ""
        return f'{resource}: running step "{escaped(self.step)}"{error}{shown}...'

    def as_json(self, now: str) -> dict[str, Any]:
        """A JSON object for programs; what is not known is not in it."""
        value = {
            "id": self.id,
            "kind": self.kind,
            "step": self.step,
            "err": {"message": self.error} if self.error else None,
            "deployment_id": self.deployment_id,
            "ref_id": self.ref_id,
            "duration": self.duration(now),
            "failure_details": self.details or None,
            "finished": self.over or None,
        }
        return {name: member for name, member in value.items() if member not in (None, "")}

    def __repr__(self) -> str:
        return f"Change({self.kind} {self.id}: {self.step})"


def pending_changes(deployment: dict[str, Any]) -> list[Change]:
    """The plans of a deployment that are still to be carried out."""
    return [
        Change(deployment_id(deployment), kind, resource, entries(pending), over=False)
        for kind, resource in resources(deployment)
        if isinstance(pending := at(resource, ("info", "plan_info", "pending")), dict)
    ]


def ended_changes(deployment: dict[str, Any]) -> list[Change]:
    """The last plan of each resource of a deployment that has none pending."""
    return [
        Change(deployment_id(deployment), kind, resource, log, over=True)
        for kind, resource in resources(deployment)
        if not at(resource, ("info", "plan_info", "pending")) and (log := last_log(resource))
    ]


def deployment_id(deployment: dict[str, Any]) -> str:
    """The id of a deployment, "" where the reply lacks it."""
    return str(deployment.get("id") or "")


def resources(deployment: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources of a deployment with their kinds, known kinds first."""
    groups = deployment.get("resources")
    if not isinstance(groups, dict):
        return
    for kind in (*KINDS, *(name for name in groups if name not in KINDS)):
        for resource in groups.get(kind) or ():
            if isinstance(resource, dict):
                yield kind, resource


def last_log(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of the attempt that ended last: the current plan's, else the history's latest."""
    plans = at(resource, ("info", "plan_info")) or {}
    return entries(plans.get("current")) or entries(next(reversed(plans.get("history") or ()), None))


def entries(attempt: Any) -> list[dict[str, Any]]:
    """The log of an attempt, without what is none of its steps."""
    log = attempt.get("plan_attempt_log") if isinstance(attempt, dict) else None
    return [entry for entry in log or () if isinstance(entry, dict)]


def telling_step(log: list[dict[str, Any]]) -> dict[str, Any]:
    """The step that says how an attempt stands: one that failed, one that still runs, else the last."""
    failed = [entry for entry in reversed(log) if entry.get("status") == "error"]
    running = [entry for entry in log if entry.get("status") not in ("success", "pending", "error")]
    return next(iter((*failed, *running, *reversed(log))), {})


def failure_of(entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The error of a step and what belongs to it; "" where it has not failed."""
    if entry.get("status") != "error":
        return "", {}
    said = [line for line in entry.get("info_log") or () if isinstance(line, dict)]
    last = said[-1] if said else {}
    details = {name: last[name] for name in ("details", "failure_type") if last.get(name)}
    return str(last.get("message") or "the plan failed, and its log does not say why"), details


def title(kind: str) -> str:
    """A kind as people write it: enterprise_search is Enterprise Search."""
    return escaped(kind.replace("_", " ").title())
