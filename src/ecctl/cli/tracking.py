"""Following the plans of a deployment to their end: polls, progress, and what is left when that breaks off.

`follow` is for a command that changes one deployment; `polls` is the loop without its pauses, for one that
follows several at once.
"""

from __future__ import annotations

import time

from ecctl.cli.plan_change import Change, ended_changes, pending_changes
from ecctl.client.token_claims import date
from ecctl.errors import BadResponseError, EcctlError, NoResponseError, NotFoundError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

RETRIES = 2
"""Polls without a pending plan after which a change is taken to be over, and failing ones that are borne."""

SHORTEST_PAUSE = 2.0
LONGEST_PAUSE = 10.0
SLOWING = 1.5
"""Seconds between polls: few while steps follow each other, more by this factor while nothing happens."""


def after(invocation: Invocation, deployment_id: str) -> Callable[[], None] | None:
    """What follows the result of a command with a --track flag: following the change, if that is wanted."""
    return (lambda: follow(invocation, deployment_id)) if invocation.flag("track") else None


def follow(invocation: Invocation, deployment_id: str, *, retries: int = RETRIES) -> None:
    """Show the progress of a deployment's plans until the last of them is over.

    Raises the errors of plans that failed, or the last failure of the polls. Whatever ends it early, the
    change itself goes on: the user is told so, and how to go on watching it.
    """
    ended: list[Change] = []
    pause = SHORTEST_PAUSE
    try:
        time.sleep(pause)
        for changes, more in polls(invocation, deployment_id, retries=retries):
            for change in changes:
                invocation.note(line(invocation, change))
            ended += [change for change in changes if change.over]
            pause = SHORTEST_PAUSE if changes else min(pause * SLOWING, LONGEST_PAUSE)
            if more:
                time.sleep(pause)
    except (NoResponseError, BadResponseError) as error:
        raise error.replaced(
            message=f"the change of deployment {deployment_id} goes on, but cannot be followed: {error.message}",
            hint=f"{resuming(invocation, deployment_id)} goes on watching it",
        ) from None
    except KeyboardInterrupt:
        invocation.note(
            f"\nthe change of deployment {deployment_id} goes on: nothing was undone.\n"
            f"{resuming(invocation, deployment_id)} goes on watching it"
        )
        raise
    raise_all(failures(ended))


def polls(
    invocation: Invocation, deployment_id: str, *, retries: int = RETRIES, resource_id: str = ""
) -> Iterator[tuple[list[Change], bool]]:
    """Poll a deployment each time that this is asked for more: the changes since then, and whether more come.

    Ends once no plan is pending in `retries` polls on end, and a last one has told how they ended. With a
    `resource_id`, only changes of that resource are told. Raises the failure that comes after `retries` others.
    """
    last: dict[str, Change] = {}
    quiet = failed = 0
    deployment: dict[str, Any] | None = None
    while True:
        final = quiet >= retries
        try:
            deployment = ask(invocation, deployment_id, final=final)
        except (NoResponseError, BadResponseError):
            failed += 1
            if failed < max(retries, 2):
                yield [], True
                continue
            if not final or deployment is None or any(not change.over for change in last.values()):
                raise
        failed = 0
        pending = pending_changes(deployment)
        changes = pending + [c for c in ended_changes(deployment) if c.id in last or (final and not last)]
        news = [c for c in changes if c.step and (c.id not in last or last[c.id].state != c.state)]
        last |= {change.id: change for change in changes}
        quiet = 0 if pending else quiet + 1
        over = final and not pending
        yield [change for change in news if resource_id in ("", change.id)], not over
        if over:
            return


def ask(invocation: Invocation, deployment_id: str, *, final: bool) -> dict[str, Any]:
    """A deployment with its plans and their logs; the last time with the plans before them, too."""
    history = {"show_plan_history": True} if final else {}
    deployment = invocation.call(
        "get-deployment", deployment_id=deployment_id, show_plans=True, show_plan_logs=True, **history
    )
    if not isinstance(deployment, dict):
        raise BadResponseError(f"the reply for deployment {deployment_id} is no deployment")
    return deployment


def show(invocation: Invocation, change: Change) -> None:
    """Tell of a change where that is all that a command has to tell: on stdout, unless somebody watches."""
    if invocation.context.talks_to_terminal():
        invocation.note(line(invocation, change))
    else:
        invocation.context.write(f"{line(invocation, change)}\n")


def line(invocation: Invocation, change: Change) -> str:
    """A change in a line: for people, or as a JSON object where that is asked for and nobody watches."""
    now = date(time.time())
    if invocation.context.talks_to_terminal():
        from ecctl.cli.terminal import wants_colour

        text = change.as_text(now)
        colour = wants_colour(invocation.profile.text("color"), invocation.context.environ)
        return coloured(change, text) if colour else text
    if invocation.profile.text("output") == "json":
        from ecctl.core.jsonio import compact

        return compact(change.as_json(now)).decode()
    return change.as_text(now)


def coloured(change: Change, text: str) -> str:
    """A line in red for a plan that failed and in green for one that is done."""
    if not change.over:
        return text
    return f"\x1b[{91 if change.error else 92}m{text}\x1b[0m"


def failures(changes: Iterable[Change]) -> list[EcctlError]:
    """The errors of plans that ended with one."""
    return [
        EcctlError(
            f'deployment [{c.deployment_id}] - [{c.kind}][{c.id}]: caught error: "{c.error}"{explained(c)}'
        )
        for c in changes
        if c.over and c.error
    ]


def explained(change: Change) -> str:
    """What a failed step said besides its message."""
    kind = change.details.get("failure_type") or ""
    details = change.details.get("details")
    pairs = (
        ", ".join(f"{name}={details[name]}" for name in sorted(details)) if isinstance(details, dict) else ""
    )
    said = ": ".join(filter(None, (str(kind), pairs)))
    return f" ({said})" if said else ""


def resuming(invocation: Invocation, deployment_id: str) -> str:
    """The command that goes on watching a deployment, with this run's flags that say which platform."""
    from shlex import quote

    which = [
        f" --{key.replace('_', '-')} {quote(str(invocation.flags[key]))}"
        for key in ("config", "host", "ca_file", "region")
        if key in invocation.flags
    ]
    insecure = " --insecure" if invocation.flags.get("insecure") else ""
    return f'"ecctl deployment show {deployment_id} --track{"".join(which)}{insecure}"'


def deployment_of(invocation: Invocation, resource_id: str) -> str:
    """The id of the deployment that a resource belongs to; NotFoundError where there is none."""
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
    query = {"query": {"bool": {"should": clauses, "minimum_should_match": 1}}}
    reply = invocation.call("search-deployments", body=query)
    found = reply.get("deployments") if isinstance(reply, dict) else None
    if not found or not isinstance(found[0], dict) or not found[0].get("id"):
        raise NotFoundError(f"no deployment has a resource with the id {resource_id}")
    return str(found[0]["id"])
