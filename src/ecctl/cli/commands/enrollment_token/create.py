"""`create`: a new token for roles, persistent or with a validity."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token.delivery import Delivery, warn
from ecctl.cli.roles import asked_roles
from ecctl.core.ece import LONGEST_VALIDITY
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from ecctl.cli.invocation import Invocation
    from ecctl.output.result import Result


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token for roles: ephemeral if a validity is given, else persistent."""
    persistent = not invocation.flag("validity")
    roles = asked_roles(invocation, "role")
    body = {"persistent": persistent, "roles": roles}
    seconds = validity_seconds(invocation)
    if seconds:
        body["validity_in_seconds"] = seconds
    with Delivery(invocation) as delivery:
        warn(invocation, roles, persistent=persistent)
        reply = invocation.call("create-enrollment-token", body=body)
        yield from delivery.results(reply, roles, persistent=persistent)


def validity_seconds(invocation: Invocation) -> int:
    """Return the validity in whole seconds, 0 for a persistent token; raise UsageError if it is out of range."""
    validity: int = invocation.flag("validity")
    if not validity:
        return 0
    from ecctl.core.durations import SECOND, format_duration

    shown = format_duration(validity)
    if validity < SECOND:
        problem = "is negative" if validity < 0 else "is less than a second"
        raise UsageError(
            f"--validity {shown} {problem}", hint="leave out --validity to create a token that never expires"
        )
    # The API counts whole seconds; a fraction is cut off.
    seconds = validity // SECOND
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"--validity {shown} is too long: the maximum is {LONGEST_VALIDITY}s (68 years)")
    return seconds
