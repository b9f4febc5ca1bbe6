"""`create`: a new token, for roles that make sense and for as long as is meant."""

from __future__ import annotations

from ecctl.errors import NotTheApiError, UsageError
from ecctl.output.result import Result, Table
from ecctl.settings.duration import SECOND, format_duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.run import Run

KNOWN_ROLES = ("director", "coordinator", "allocator", "proxy", "beats-runner", "services-forwarder")
"""Roles that ECE itself knows; the first four are what a token is made for."""

NEAR = 2
LONGEST_VALIDITY = (1 << 31) - 1
"""Seconds: `validity_in_seconds` is an int32 in the API description."""

NEW_TOKEN = Table("", ("TOKEN ID", "token_id"), ("TOKEN", "token"))


def create(run: Run) -> Result:
    """Make a token for roles: persistent, or ephemeral where a validity is given."""
    body = {
        "persistent": not run.flag("validity"),
        "roles": checked_roles(run.flag("role") or [], force=run.profile.flag("force")),
    }
    seconds = validity_seconds(run)
    if seconds:
        body["validity_in_seconds"] = seconds
    reply = run.operation("create-enrollment-token", body=body)
    return Result(reply, NEW_TOKEN, model="RequestEnrollmentTokenReply", changed=True, problem=lost(reply))


def lost(reply: Any) -> NotTheApiError | None:
    """The error that a reply without a token is; what it holds besides is shown all the same."""
    if isinstance(reply, dict) and reply.get("token"):
        return None
    return NotTheApiError(
        "the reply holds no token: whether one was made is not known",
        hint='"ecctl platform enrollment-token list" shows the persistent ones',
    )


def validity_seconds(run: Run) -> int:
    """The validity in whole seconds, 0 for a token that does not expire; UsageError where it cannot be meant."""
    validity: int = run.flag("validity")
    if not validity:
        return 0
    shown = format_duration(validity)
    if validity < SECOND:
        problem = "is negative" if validity < 0 else "is less than a second"
        raise UsageError(
            f"--validity {shown} {problem}", hint="a token that never expires is made without --validity"
        )
    seconds = validity // SECOND
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"--validity {shown} is too long: at most {LONGEST_VALIDITY}s, which is 68 years")
    return seconds


def checked_roles(given: list[str], *, force: bool) -> list[str]:
    """The roles that the flags name, each once; UsageError for one that cannot be meant."""
    roles: list[str] = []
    for part in (part for text in given for part in text.split(",")):
        role = part.strip()
        if not role:
            raise UsageError("--role is empty" if len(given) == 1 else "one of the --role flags is empty")
        if not role.isprintable() or any(c in " \"'" for c in role):
            raise UsageError(f'--role "{role}" holds a blank, a quote or a control character')
        if not force:
            refuse_misspelled(role)
        if role not in roles:
            roles.append(role)
    return roles


def refuse_misspelled(role: str) -> None:
    """UsageError where a role is nearly a known one: a token for it would let a host join without it."""
    if role in KNOWN_ROLES:
        return
    from ecctl.cli.nearest import distance

    for known in KNOWN_ROLES:
        if distance(role.lower(), known) <= NEAR:
            raise UsageError(
                f'--role "{role}" is no role of ECE: did you mean {known}?',
                hint="--force sends it as it is: a platform may define roles of its own",
            )
