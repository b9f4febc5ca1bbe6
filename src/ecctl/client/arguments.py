"""Validation of arguments, and their conversion to what the API takes. Invalid ones raise UsageError."""

from __future__ import annotations

from ecctl.core.durations import LONGEST, SECOND, parse_duration
from ecctl.core.ece import LONGEST_VALIDITY, suggested_role
from ecctl.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ecctl.client.duration import Duration

    # Not Iterable[str]: a str is one, and "proxy" would count as five roles.
    Roles = list[str] | tuple[str, ...] | AbstractSet[str]


def nanoseconds(duration: Duration, name: str) -> int:
    """Return a duration in nanoseconds; *name* is that of the argument."""
    if isinstance(duration, str):
        try:
            return parse_duration(duration)
        except ValueError as error:
            raise UsageError(f"{name}: {error}") from None
    try:
        seconds: float = duration if isinstance(duration, (int, float)) else duration.total_seconds()
        exact = int(seconds * SECOND)
    except (AttributeError, OverflowError, TypeError, ValueError):
        raise _no_duration(name) from None
    # A bool is an int: True would be one second.
    if isinstance(duration, bool):
        raise _no_duration(name)
    if exact > LONGEST:
        raise UsageError(f"{name} is too long")
    return exact


def _no_duration(name: str) -> UsageError:
    hint = 'such as timedelta(hours=2), "2h" or 7200'
    if name == "timeout":
        hint += "; leave it out for the default of 30 s, or set 0 for no limit"
    return ArgumentTypeError(f"{name} is not a duration", hint=hint)


def text(given: object, name: str) -> str:
    """Return a str that is not empty."""
    if not isinstance(given, str):
        raise ArgumentTypeError(f"{name} must be str, not {type(given).__name__}")
    if not given:
        raise UsageError(f"{name} is empty")
    return given


def flag(given: object, name: str) -> bool:
    """Return a bool; other types are refused, because each of them would count as True or False."""
    if not isinstance(given, bool):
        raise ArgumentTypeError(f"{name} must be bool, not {type(given).__name__}")
    return given


def whole_seconds(duration: Duration, name: str) -> int:
    """Return a duration as a number of whole seconds, at least one."""
    seconds, fraction = divmod(nanoseconds(duration, name), SECOND)
    if fraction and seconds >= 1:
        raise UsageError(f"{name} is not a whole number of seconds")
    if seconds < 1:
        raise UsageError(f"{name} is less than a second")
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"{name} is too long: at most {LONGEST_VALIDITY} seconds, which is 68 years")
    return seconds


def roles_of(given: Iterable[str]) -> list[str]:
    """Return roles, each once and in their order."""
    if isinstance(given, str):
        raise ArgumentTypeError(f'roles must be a list of str: ["{given}"], not "{given}"')
    unknown: object = given
    if isinstance(unknown, bytes) or not hasattr(unknown, "__iter__"):
        raise ArgumentTypeError(f"roles must be a list of str, not {type(given).__name__}")
    listed = list(given)
    for role in listed:
        if not isinstance(role, str):
            raise ArgumentTypeError(f"a role must be str, not {type(role).__name__}")
    roles = list(dict.fromkeys(listed))
    for role in roles:
        if not role or not role.isprintable() or any(c in " ,\"'" for c in role):
            raise UsageError(f"a role must not be empty or contain a blank, a comma or a quote: {role!r}")
    return roles


def host_roles(given: Iterable[str]) -> list[str]:
    """Return roles of hosts, each once and in their order. Refuse a probable typo of a known role."""
    roles = roles_of(given)
    for role in roles:
        if known := suggested_role(role):
            raise UsageError(
                f'"{role}" is not a role of ECE: did you mean {known}?',
                hint="use `call` for a role that your platform defines",
            )
    return roles
