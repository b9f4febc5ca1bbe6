"""What single and many new tokens have in common: validity, warnings, and the error for a lost token."""

from __future__ import annotations

from ecctl.core import LONGEST_VALIDITY, MAIN_ROLES
from ecctl.core.errors import NotTheApiError, UsageError
from ecctl.core.url import is_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.cli.invocation import Invocation


def validity_seconds(invocation: Invocation) -> int:
    """Return the validity in whole seconds, 0 for a persistent token; raise UsageError if it is out of range."""
    validity: int = invocation.flag("validity")
    if not validity:
        return 0
    return whole_seconds(validity, "--validity", hint="omit --validity to create a token that never expires")


def whole_seconds(validity: int, name: str, *, hint: str = "") -> int:
    """Return a validity in whole seconds; raise UsageError if it is out of range."""
    from ecctl.core.durations import SECOND, format_duration

    shown = format_duration(validity)
    if validity < SECOND:
        problem = "is negative" if validity < 0 else "is less than a second"
        raise UsageError(f"{name} {shown} {problem}", hint=hint)
    # The API counts whole seconds; a fraction is cut off.
    seconds = validity // SECOND
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"{name} {shown} is too long: the maximum is {LONGEST_VALIDITY}s (68 years)")
    return seconds


def lost() -> NotTheApiError:
    """Return the error for a response without a token."""
    return NotTheApiError(
        "the response contains no token: a token may have been created",
        hint='"ecctl platform enrollment-token list" shows the persistent ones',
    )


def coordinator_of(invocation: Invocation) -> str:
    """Return the host name of the platform."""
    return invocation.profile.url.host


def warn(invocation: Invocation, roles: Sequence[str], *, persistent: bool) -> None:
    """Warn on a terminal of what makes a token dangerous, or its install line useless."""
    if not invocation.context.talks_to_terminal():
        return
    if persistent:
        invocation.note(
            "warning: this token never expires; use --validity, or revoke it once the hosts have joined"
        )
    if set(MAIN_ROLES) <= set(roles):
        invocation.note("warning: this token carries all roles; anyone who has it can run the whole platform")
    coordinator = invocation.flag("coordinator_host") or coordinator_of(invocation)
    if invocation.flag("install_line") and is_loopback(coordinator):
        invocation.note(
            f"warning: the install line names {coordinator}, which other hosts cannot reach; "
            "use --coordinator-host"
        )
