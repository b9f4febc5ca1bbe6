"""Roles of hosts on a command line."""

from __future__ import annotations

from ecctl.cli.command import ALLOW_UNKNOWN_ROLE
from ecctl.core import suggested_role
from ecctl.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.bulk_files import Row
    from ecctl.cli.invocation import Invocation


def asked_roles(invocation: Invocation, flag: str) -> list[str]:
    """Return the distinct roles that a flag names; raise UsageError for an invalid one or an empty flag."""
    given: list[str] = invocation.flag(flag) or []
    if invocation.given(flag) and not given:
        raise UsageError(f"--{flag} is empty")
    return checked_roles(given, f"--{flag}", allow_unknown=invocation.flag(ALLOW_UNKNOWN_ROLE.key))


def checked_roles(given: list[str], source: str, *, allow_unknown: bool) -> list[str]:
    """Return the distinct roles in some texts; raise UsageError, with the *source*, for an invalid one."""
    roles: list[str] = []
    # The original sends "a,b" as one role, which no host has.
    for part in (part for text in given for part in text.split(",")):
        role = part.strip()
        if not role:
            raise UsageError(f"{source} is empty" if given == [""] else f"{source} contains an empty role")
        if not role.isprintable() or any(c in " \"'" for c in role):
            raise UsageError(f'{source} "{role}" contains a blank, a quote or a control character')
        if not allow_unknown:
            refuse_typo(role, source)
        if role not in roles:
            roles.append(role)
    return roles


def row_roles(row: Row, *, allow_unknown: bool) -> list[str]:
    """Return the distinct roles of a row of a file; raise UsageError, with the place, for an invalid one."""
    return checked_roles(row.words("roles"), f"{row.place}: role", allow_unknown=allow_unknown)


def refuse_typo(role: str, source: str) -> None:
    """Raise UsageError if a role is probably a typo of a known one; *source* says where it was given."""
    known = suggested_role(role)
    if known:
        raise UsageError(
            f'{source} "{role}" is not a role of ECE: did you mean {known}?',
            hint=f"--{ALLOW_UNKNOWN_ROLE.name} accepts it, for platforms that define their own roles",
        )
