"""`create`: a new token, for roles that make sense and for as long as is meant."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token.delivery import HandOver, warn
from ecctl.cli.roles import asked_roles
from ecctl.core.durations import SECOND, format_duration
from ecctl.core.ece import LONGEST_VALIDITY
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from ecctl.cli.invocation import Invocation
    from ecctl.output.result import Result


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token for roles: persistent, or with a validity if one is given."""
    persistent = not invocation.flag("validity")
    roles = asked_roles(invocation, "role")
    body = {"persistent": persistent, "roles": roles}
    seconds = validity_seconds(invocation)
    if seconds:
        body["validity_in_seconds"] = seconds
    with HandOver(invocation) as hand_over:
        warn(invocation, roles, persistent=persistent)
        reply = invocation.call("create-enrollment-token", body=body)
        yield from hand_over.results(reply, roles, persistent=persistent)


def validity_seconds(invocation: Invocation) -> int:
    """The validity in whole seconds, 0 for a token that does not expire; UsageError where it cannot be meant."""
    validity: int = invocation.flag("validity")
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
