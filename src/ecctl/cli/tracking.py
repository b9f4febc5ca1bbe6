"""Progress of a deployment's plans on the command line: lines and colours."""

from __future__ import annotations

import time

from ecctl.cli.command import flag_name
from ecctl.core.errors import BadResponseError, NoResponseError
from ecctl.core.terminal_text import escape_line
from ecctl.core.timefmt import format_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.plans import PlanProgress


def follow_if_asked(invocation: Invocation, deployment_id: str) -> None:
    """Track a change to its end if --track is given."""
    if invocation.flag("track"):
        follow(invocation, deployment_id)


def follow(invocation: Invocation, deployment_id: str) -> None:
    """Show the progress of a deployment's plans until all are over, and raise the errors of those that failed.

    Whatever ends the tracking early, the change itself continues: the user is told so, and how to resume.
    """
    try:
        invocation.client.deployments.wait(
            deployment_id,
            timeout=None,
            on_progress=lambda progress: note(invocation, progress),
        )
    except (NoResponseError, BadResponseError) as error:
        raise error.replaced(
            message=f"cannot track the change of deployment {deployment_id}, which continues: {error.message}",
            hint=f"{resume_command(invocation, deployment_id)} resumes tracking",
        ) from None
    except KeyboardInterrupt:
        invocation.note(
            f"\nthe change of deployment {deployment_id} continues: nothing was undone\n"
            f"{resume_command(invocation, deployment_id)} resumes tracking"
        )
        raise


def note(invocation: Invocation, progress: PlanProgress) -> None:
    """Write progress to stderr, coloured if that is a terminal."""
    # Not by `invocation.note`, which escapes colours: the text of a line is escaped when it is made.
    invocation.context.note(f"{line(invocation, progress)}\n")


def show(invocation: Invocation, progress: PlanProgress) -> None:
    """Show progress that is a command's only output: on stdout, or on stderr if that is a terminal."""
    if invocation.context.talks_to_terminal():
        note(invocation, progress)
    else:
        invocation.show_line(line(invocation, progress))


def line(invocation: Invocation, progress: PlanProgress) -> str:
    """Return progress as one line: text, coloured on a terminal, or JSON if asked for and not on a terminal."""
    # A terminal is watched by a person, even if stdout is a pipe that gets JSON.
    now = format_time(time.time())
    if invocation.context.talks_to_terminal():
        from ecctl.cli.terminal import wants_colour

        shown = as_text(progress, now)
        colour = wants_colour(invocation.profile.text("color"), invocation.context.environ)
        return coloured(progress, shown) if colour else shown
    if invocation.profile.structured:
        from ecctl.core.jsonio import compact

        return compact(as_json(progress, now)).decode()
    return as_text(progress, now)


def as_text(progress: PlanProgress, now: str) -> str:
    """Return progress as a line of text."""
    resource = f"Deployment [{progress.deployment_id}] - [{title(progress.kind)}][{progress.id}]"
    took = duration(progress, now)
    error = f'caught error: "{escape_line(progress.error)}"' if progress.error else ""
    if progress.over:
        total = f" (Total plan duration: {took})" if took else ""
        return f"{resource}: {error or 'finished running all the plan steps'}{total}"
    so_far = f" (Plan duration {took})" if took else ""
    return f'{resource}: running step "{escape_line(progress.step)}"{error and " "}{error}{so_far}...'


def as_json(progress: PlanProgress, now: str) -> dict[str, Any]:
    """Return progress as a JSON object, without members that are unknown."""
    value = {
        "id": progress.id,
        "kind": progress.kind,
        "step": progress.step,
        "err": {"message": progress.error} if progress.error else None,
        "deployment_id": progress.deployment_id,
        "ref_id": progress.ref_id,
        "duration": duration(progress, now),
        "failure_details": progress.details or None,
        "finished": progress.over or None,
    }
    return {name: member for name, member in value.items() if member not in (None, "")}


def duration(progress: PlanProgress, now: str) -> str:
    """Return how long the plan took, or has taken until *now*; "" if its dates are unknown."""
    from ecctl.core.durations import format_duration
    from ecctl.output.durations import between

    nanoseconds = between(progress.started, progress.ended or now)
    return "" if nanoseconds is None or nanoseconds < 0 else format_duration(nanoseconds)


def title(kind: str) -> str:
    """Return a kind's display name, such as Enterprise Search for enterprise_search."""
    return escape_line(kind.replace("_", " ").title())


def coloured(progress: PlanProgress, shown: str) -> str:
    """Colour a line red if the plan failed, and green if it succeeded."""
    if not progress.over:
        return shown
    return f"\x1b[{91 if progress.error else 92}m{shown}\x1b[0m"


def resume_command(invocation: Invocation, deployment_id: str) -> str:
    """Return the command that resumes tracking, with this run's flags that select the platform."""
    from shlex import quote

    which = [
        f" {flag_name(key)} {quote(str(invocation.flags[key]))}"
        # Never credentials: hints end up in logs and in the history of a shell.
        for key in ("config", "host", "ca_file", "region")
        if key in invocation.flags
    ]
    insecure = " --insecure" if invocation.flags.get("insecure") else ""
    return f'"ecctl deployment show {deployment_id} --track{"".join(which)}{insecure}"'
