"""Roles of hosts, as a command line names them."""

from __future__ import annotations

from ecctl.core.ece import suggested_role
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def asked_roles(invocation: Invocation, flag: str) -> list[str]:
    """The roles that a command's flag names, each once; UsageError for one that cannot be meant, or for none."""
    given: list[str] = invocation.flag(flag) or []
    if invocation.given(flag) and not given:
        raise UsageError(f"--{flag} is empty")
    return checked_roles(given, flag, force=invocation.profile.flag("force"))


def checked_roles(given: list[str], flag: str, *, force: bool) -> list[str]:
    """The roles that a flag names, each once; UsageError for one that cannot be meant."""
    roles: list[str] = []
    for part in (part for text in given for part in text.split(",")):
        role = part.strip()
        if not role:
            raise UsageError(
                f"--{flag} is empty" if len(given) == 1 else f"one of the --{flag} flags is empty"
            )
        if not role.isprintable() or any(c in " \"'" for c in role):
            raise UsageError(f'--{flag} "{role}" holds a blank, a quote or a control character')
        if not force:
            refuse_misspelled(role, f"--{flag}")
        if role not in roles:
            roles.append(role)
    return roles


def refuse_misspelled(role: str, where: str) -> None:
    """UsageError where a role is nearly a known one: a host would not do with it what it is meant for."""
    known = suggested_role(role)
    if known:
        raise UsageError(
            f'{where} "{role}" is no role of ECE: did you mean {known}?',
            hint="--force takes it as it is: a platform may define roles of its own",
        )
