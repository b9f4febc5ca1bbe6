"""Arguments as programs give them, made into what the API takes; UsageError where they cannot be meant."""

from __future__ import annotations

from ecctl.core.durations import LONGEST, SECOND, parse_duration
from ecctl.core.ece import LONGEST_VALIDITY, suggested_role
from ecctl.core.jsonio import a_kind
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecctl.client.duration import Span

"""Seconds: `validity_in_seconds` is an int32 in the API description."""


def nanoseconds(span: Span, name: str) -> int:
    """A length of time in nanoseconds; `name` is the argument's."""
    if isinstance(span, str):
        try:
            return parse_duration(span)
        except ValueError as error:
            raise UsageError(f"{name}: {error}") from None
    try:
        seconds: float = span if isinstance(span, (int, float)) else span.total_seconds()
        exact = int(seconds * SECOND)
    except (AttributeError, OverflowError, TypeError, ValueError):
        raise _no_span(name) from None
    if isinstance(span, bool):
        raise _no_span(name)
    if exact > LONGEST:
        raise UsageError(f"{name} is too long")
    return exact


def _no_span(name: str) -> UsageError:
    return UsageError(f"{name} is no length of time", hint='such as timedelta(hours=2), "2h" or 7200')


def text(given: object, name: str) -> str:
    """A text that is not empty; UsageError for anything else."""
    if not isinstance(given, str):
        raise UsageError(f"{name} is a text, not {a_kind(given)}")
    if not given:
        raise UsageError(f"{name} is empty")
    return given


def flag(given: object, name: str) -> bool:
    """True or False; UsageError for anything else, which would count as one of them."""
    if not isinstance(given, bool):
        raise UsageError(f"{name} is True or False, not {a_kind(given)}")
    return given


def whole_seconds(span: Span, name: str) -> int:
    """A length of time in whole seconds, one at least; a fraction of one is dropped."""
    seconds = nanoseconds(span, name) // SECOND
    if seconds < 1:
        raise UsageError(f"{name} is less than a second")
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"{name} is too long: at most {LONGEST_VALIDITY} seconds, which is 68 years")
    return seconds


def roles_of(given: Iterable[str]) -> list[str]:
    """Roles, each once and in their order."""
    if isinstance(given, str):
        raise UsageError(f'roles is a list: ["{given}"], not "{given}"')
    unknown: object = given
    if isinstance(unknown, bytes) or not hasattr(unknown, "__iter__"):
        raise UsageError(f"roles is a list of texts, not {a_kind(given)}")
    listed = list(given)
    for role in listed:
        if not isinstance(role, str):
            raise UsageError(f"a role is a text, not {a_kind(role)}")
    roles = list(dict.fromkeys(listed))
    for role in roles:
        if not role or not role.isprintable() or any(c in " ,\"'" for c in role):
            raise UsageError(f"a role is empty, or holds a blank, a comma or a quote: {role!r}")
    return roles


def host_roles(given: Iterable[str]) -> list[str]:
    """Roles of hosts, each once and in their order; one that is nearly a role of ECE is refused as a slip."""
    roles = roles_of(given)
    for role in roles:
        if known := suggested_role(role):
            raise UsageError(
                f'"{role}" is no role of ECE: did you mean {known}?',
                hint="`call` takes roles that a platform has defined itself",
            )
    return roles
