"""Plans of deployments: which attempt to look at, how far it is, and how it ended.

A change of a deployment starts an attempt to carry out a plan for each resource concerned. While an attempt
runs it is `pending`. One that succeeds becomes `current`; one that fails is only added to `history`, and
`current` remains the last plan that succeeded. Reading the outcome from `current` alone would therefore report
a failed change as a success: the log found there belongs to an earlier attempt. This module follows one attempt
by its `plan_attempt_id` instead.

Nothing here performs I/O: a caller asks for the deployment and passes each response to a `PlanTracker`.

Source: ElasticsearchClusterPlansInfo, ElasticsearchClusterPlanInfo and ClusterPlanStepInfo of the API description.
"""

from __future__ import annotations

from ecctl.core.errors import EcctlError, NotTheApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Object = dict[str, Any]

KINDS = ("elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search")
"""Kinds of resources that a deployment consists of."""

COMPLETED = "plan-completed"
"""Step that records how an attempt ended. A step before it may fail without failing the plan."""

QUIET_POLLS = 2
"""Polls in a row without a pending plan after which a change counts as over."""

FAILED_POLLS = 2
"""Failed polls in a row after which tracking gives up."""

SHORTEST_PAUSE = 2.0
LONGEST_PAUSE = 10.0
SLOWDOWN = 1.5
"""Seconds between polls, and the factor by which the pause grows while nothing changes."""


class PlanProgress:
    """Progress of one attempt to carry out a resource's plan.

    `deployment_id`, `kind`, `id` and `ref_id` name the resource, `attempt_id` the attempt, and `over` says
    whether it has ended. `step` is the step that runs, or the last one; `error` the message of a failed step, and
    `details` what that step logged beside it. `started` and `ended` are dates as the API writes them. Unknown
    texts are "".
    """

    __slots__ = (
        "attempt_id",
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
        self, deployment_id: str, kind: str, resource: Object, attempt: Object, *, over: bool
    ) -> None:
        log = steps(attempt)
        self.deployment_id = deployment_id
        self.kind = kind
        self.id = text(resource, "id")
        self.ref_id = text(resource, "ref_id")
        self.attempt_id = text(attempt, "plan_attempt_id")
        self.over = over
        self.step = text(current_step(log), "step_id")
        self.error, self.details = failure(log)
        if over and not self.error and False in (attempt.get("healthy"), plan_info(resource).get("healthy")):
            self.error = "the platform reports that the last plan failed, and its log does not say why"
        self.started = text(log[0], "started") if log else ""
        self.ended = (text(log[-1], "completed") or text(log[-1], "started")) if log and over else ""

    @property
    def state(self) -> tuple[str, str, str, bool]:
        """The members whose change is worth reporting."""
        return self.attempt_id, self.step, self.error, self.over

    @property
    def failure(self) -> EcctlError | None:
        """The error of an attempt that failed, or None."""
        if not (self.over and self.error):
            return None
        resource = f"deployment [{self.deployment_id}] - [{self.kind}][{self.id}]"
        return EcctlError(f'{resource}: caught error: "{self.error}"{explanation(self.details)}')

    def __repr__(self) -> str:
        return f"PlanProgress({self.kind} {self.id}: {self.step})"


class PlanTracker:
    """The plans of a deployment, or of one resource of it, followed to their end.

    Poll until `done`: wait for `pause` seconds, request `get-deployment` with `parameters`, and pass the
    response to `update` or the error to `failed`. Then `errors` holds the failures of the plans.
    """

    def __init__(self, deployment_id: str, *, resource_id: str = "", quiet_polls: int = QUIET_POLLS) -> None:
        self.deployment_id = deployment_id
        self.resource_id = resource_id
        self.quiet_polls = quiet_polls
        self.pause = SHORTEST_PAUSE
        self.done = False
        self._last: dict[str, PlanProgress] = {}
        self._deployment: Object | None = None
        self._quiet = 0
        self._failed = 0

    @property
    def parameters(self) -> Object:
        """The parameters of the next `get-deployment` request.

        Only the last one includes the history: it can be long, and the attempts in it no longer change.
        """
        shown: Object = {"deployment_id": self.deployment_id, "show_plans": True, "show_plan_logs": True}
        return shown | ({"show_plan_history": True} if self._final else {})

    @property
    def progress(self) -> list[PlanProgress]:
        """The latest progress of each resource that has been reported."""
        return list(self._last.values())

    @property
    def errors(self) -> list[EcctlError]:
        """The failures of the plans that are over, and of those whose outcome the deployment does not report."""
        unknown = [
            EcctlError(
                f"cannot determine the outcome of the plan of {last.kind} {last.id}: "
                "the deployment does not report it",
                hint=f'"ecctl deployment show {self.deployment_id} --plan-history" shows its current state',
            )
            for last in self._last.values()
            if self.done and not last.over
        ]
        return [failure for last in self._last.values() if (failure := last.failure)] + unknown

    @property
    def _final(self) -> bool:
        return self._quiet >= self.quiet_polls

    def update(self, deployment: Any) -> list[PlanProgress]:
        """Take the response to a poll, and return what has changed since the last one."""
        if not isinstance(deployment, dict):
            return self.failed(NotTheApiError(f"the response for {self.deployment_id} is not a deployment"))
        self._failed = 0
        self._deployment = deployment
        final = self._final
        found = pending_plans(deployment, self.resource_id)
        pending = {each.id for each in found}
        for kind, resource in resources(deployment, self.resource_id):
            ended = None if text(resource, "id") in pending else self._outcome(kind, resource, final=final)
            found += [ended] if ended else []
        news = [
            each
            for each in found
            if (each.step or each.error)
            and (each.id not in self._last or self._last[each.id].state != each.state)
        ]
        if final and not pending:
            self._forget_vanished(deployment)
        self._last |= {each.id: each for each in found}
        self._quiet = 0 if pending else self._quiet + 1
        # Several quiet polls, because a change may start plans one after the other, Elasticsearch before Kibana.
        self.done = final and not pending
        self.pause = SHORTEST_PAUSE if news else min(self.pause * SLOWDOWN, LONGEST_PAUSE)
        return news

    def failed(self, error: EcctlError) -> list[PlanProgress]:
        """Take the failure of a poll, and raise it if it is one too many.

        If only the last poll fails and all outcomes are known without it, the one before it stands in.
        """
        # One failed poll is normal while a proxy or coordinator of the platform restarts.
        self._failed += 1
        if self._failed < max(self.quiet_polls, FAILED_POLLS):
            return []
        if not self._final or self._deployment is None or any(not last.over for last in self._last.values()):
            raise error
        return self.update(self._deployment)

    def _outcome(self, kind: str, resource: Object, *, final: bool) -> PlanProgress | None:
        """Return how a resource's attempt ended, or None if that is unknown or of no interest yet."""
        last = self._last.get(text(resource, "id"))
        if last is None and (self._last or not final):
            return None  # a resource that this change does not touch
        # Before the last poll there is no history. If the watched attempt is not the current one, its outcome
        # is unknown until then; the current one must not stand in for it.
        attempts = ended_attempts(resource)
        watched = last.attempt_id if last else ""
        attempt = next(
            (each for each in attempts if watched and each.get("plan_attempt_id") == watched), None
        )
        if attempt is None and (final or not watched):
            attempt = newest(attempts)
        if attempt is None:
            return None
        return PlanProgress(self.deployment_id, kind, resource, attempt, over=True)

    def _forget_vanished(self, deployment: Object) -> None:
        """Drop resources that were hidden once they had been shut down; they have no outcome to wait for."""
        present = {text(resource, "id") for _, resource in resources(deployment)}
        self._last = {key: last for key, last in self._last.items() if last.over or key in present}


def pending_plans(deployment: Object, resource_id: str = "") -> list[PlanProgress]:
    """Return the progress of all plans of a deployment that are still being carried out."""
    return [
        PlanProgress(text(deployment, "id"), kind, resource, pending, over=False)
        for kind, resource in resources(deployment, resource_id)
        if isinstance(pending := plan_info(resource).get("pending"), dict)
    ]


def resources(deployment: Object, resource_id: str = "") -> Iterator[tuple[str, Object]]:
    """Yield the resources of a deployment with their kinds, known kinds first."""
    groups = deployment.get("resources")
    if not isinstance(groups, dict):
        return
    # A kind that a later platform adds is tracked as well, after the known ones.
    for kind in (*KINDS, *(name for name in groups if name not in KINDS)):
        for resource in groups.get(kind) or ():
            if isinstance(resource, dict) and resource_id in ("", resource.get("id")):
                yield kind, resource


def plan_info(resource: Object) -> Object:
    """Return the plans of a resource, {} if the response has none."""
    return member(member(resource, "info"), "plan_info")


def ended_attempts(resource: Object) -> list[Object]:
    """Return the attempts of a resource that have ended and left a trace: the current plan's first."""
    plans = plan_info(resource)
    history = plans.get("history")
    found = [plans.get("current"), *(reversed(history) if isinstance(history, list) else ())]
    return [each for each in found if isinstance(each, dict) and (steps(each) or "healthy" in each)]


def newest(attempts: list[Object]) -> Object | None:
    """Return the attempt that ended last; the first one if a date is missing."""
    dates = [text(each, "attempt_end_time") for each in attempts]
    # Without dates the order counts: the current plan's attempt, then the history from its end.
    if not all(dates):
        return attempts[0]
    return max(attempts, key=lambda each: text(each, "attempt_end_time"), default=None)


def steps(attempt: Object) -> list[Object]:
    """Return the log of an attempt, without elements that are not steps."""
    log = attempt.get("plan_attempt_log")
    return [each for each in log if isinstance(each, dict)] if isinstance(log, list) else []


def current_step(log: list[Object]) -> Object:
    """Return the step that tells where an attempt is: its end, one that runs, one that failed, or the last."""
    # Steps to come are in the log as pending, plan-completed among them.
    completed = [each for each in log if each.get("step_id") == COMPLETED and each.get("status") != "pending"]
    running = [each for each in log if each.get("status") not in ("success", "pending", "error")]
    failed = [each for each in reversed(log) if each.get("status") == "error"]
    return next(iter((*completed, *running, *failed, *reversed(log))), {})


def failure(log: list[Object]) -> tuple[str, Object]:
    """Return the message and the details of an attempt's failure; "" if nothing failed, or not for good."""
    step = current_step(log)
    if step.get("step_id") == COMPLETED and step.get("status") == "success":
        return "", {}
    failed = [each for each in (step, *reversed(log)) if each.get("status") == "error"]
    if not failed:
        return "", {}
    lines = failed[0].get("info_log")
    logged = [each for each in lines if isinstance(each, dict)] if isinstance(lines, list) else []
    last = logged[-1] if logged else {}
    details = {name: last[name] for name in ("details", "failure_type") if last.get(name)}
    return text(last, "message") or "the plan failed, and its log does not say why", details


def explanation(details: Object) -> str:
    """Return the details that a failed step logged beside its message, in parentheses."""
    pairs = member(details, "details")
    joined = ", ".join(f"{name}={pairs[name]}" for name in sorted(pairs))
    parts = ": ".join(filter(None, (text(details, "failure_type"), joined)))
    return f" ({parts})" if parts else ""


def by_resource(resource_id: str) -> Object:
    """Return the body of a `search-deployments` request that finds the deployment of a resource."""
    # The original's order, which recorded requests have.
    kinds = ("elasticsearch", "kibana", "apm", "appsearch", "enterprise_search", "integrations_server")
    clauses = [
        {
            "nested": {
                "path": f"resources.{kind}",
                "query": {"match": {f"resources.{kind}.id": {"query": resource_id}}},
            }
        }
        for kind in kinds
    ]
    return {"query": {"bool": {"should": clauses, "minimum_should_match": 1}}}


def member(value: Object, name: str) -> Object:
    """Return the object that a member holds, {} if there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def text(value: Object, name: str) -> str:
    """Return a member as text, "" if it is missing."""
    return str(value.get(name) or "")
