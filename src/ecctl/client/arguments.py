"""Validation of arguments, and their conversion to what the API takes. Invalid ones raise UsageError."""

from __future__ import annotations

import os

from ecctl.core import LONGEST_VALIDITY, suggested_role
from ecctl.core.errors import ArgumentTypeError, SettingsError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from typing import Any

    from ecctl.client.duration import Duration

    Path = str | os.PathLike[str]

    # Not Iterable[str]: a str is one, and "proxy" would count as five roles.
    Roles = list[str] | tuple[str, ...] | AbstractSet[str]


def nanoseconds(duration: Duration, name: str) -> int:
    """Return a duration in nanoseconds; *name* is that of the argument."""
    from ecctl.core.durations import LONGEST, SECOND, parse_duration

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
    # The longest duration in Go, which the settings of the original share: 2^63 - 1 nanoseconds.
    if exact > LONGEST:
        raise UsageError(f"{name} is too long")
    return exact


def _no_duration(name: str) -> UsageError:
    hint = 'such as timedelta(hours=2), "2h" or 7200'
    if name == "timeout":
        hint += "; omit it for the default of 30 s, or set 0 for no limit"
    return ArgumentTypeError(f"{name} is not a duration", hint=hint)


def text(given: object, name: str) -> str:
    """Return a str that is not empty."""
    if not isinstance(given, str):
        raise ArgumentTypeError(f"{name} must be str, not {type(given).__name__}")
    if not given:
        raise UsageError(f"{name} is empty")
    return given


def encoded(given: object, name: str) -> bytes:
    """Return a str that is not empty as UTF-8."""
    try:
        return text(given, name).encode()
    except UnicodeEncodeError:
        raise UsageError(f"{name} is not valid text: it contains a lone surrogate") from None


def texts(given: object, name: str, each: str) -> list[str]:
    """Return a list of str that are not empty; *each* is the name of one of them."""
    # A str is iterable, too: its letters would be taken for ids.
    if isinstance(given, str):
        raise ArgumentTypeError(f'{name} must be a list of str: ["{given}"], not "{given}"')
    if isinstance(given, bytes) or not hasattr(given, "__iter__"):
        raise ArgumentTypeError(f"{name} must be a list of str, not {type(given).__name__}")
    return [text(item, each) for item in given]


def search_of(given: object) -> dict[str, Any]:
    """Return a search request, by default that for everything."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise ArgumentTypeError(
            f"request must be dict, not {type(given).__name__}", hint='such as {"query": {"match_all": {}}}'
        )
    return given


COROUTINE = 0x80 | 0x200
"""Code flags of coroutine functions and asynchronous generators (`inspect.CO_*`)."""


def plain_function(given: Any, name: str) -> Any:
    """Return a function that is called, and not awaited."""
    if not callable(given):
        raise ArgumentTypeError(f"{name} must be a function, not {type(given).__name__}")
    code = getattr(given, "__code__", None) or getattr(type(given).__call__, "__code__", None)
    # A coroutine would never run, and nobody would notice.
    if getattr(code, "co_flags", 0) & COROUTINE:
        raise ArgumentTypeError(f"{name} must be a plain function, not an async one")
    return given


def flag(given: object, name: str) -> bool:
    """Return a bool; other types are refused, because each of them would count as True or False."""
    if not isinstance(given, bool):
        raise ArgumentTypeError(f"{name} must be bool, not {type(given).__name__}")
    return given


def whole_seconds(duration: Duration, name: str) -> int:
    """Return a duration as a number of whole seconds, at least one."""
    from ecctl.core.durations import SECOND

    seconds, fraction = divmod(nanoseconds(duration, name), SECOND)
    if fraction and seconds >= 1:
        raise UsageError(f"{name} is not a whole number of seconds")
    if seconds < 1:
        raise UsageError(f"{name} must be at least 1 second")
    if seconds > LONGEST_VALIDITY:
        raise UsageError(f"{name} is too long: at most {LONGEST_VALIDITY} seconds, which is 68 years")
    return seconds


def wait_limit(timeout: Duration | None) -> int | None:
    """Return the time limit of a wait in nanoseconds, None for no limit. Raise UsageError if it is negative."""
    limit = None if timeout is None else nanoseconds(timeout, "timeout")
    if limit is not None and limit < 0:
        raise UsageError("timeout must not be negative")
    return limit


def seconds_between(poll_interval: Duration) -> float:
    """Return the time between polls in seconds. Raise UsageError unless it is positive."""
    from ecctl.core.durations import SECOND

    seconds = nanoseconds(poll_interval, "poll_interval") / SECOND
    if seconds <= 0:
        raise UsageError("poll_interval must be positive")
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
            raise UsageError(f'the role "{role}" is empty or contains a blank, a comma or a quote')
    return roles


def host_roles(given: Iterable[str]) -> list[str]:
    """Return roles of hosts, each once and in their order. Refuse a probable typo of a known role."""
    roles = roles_of(given)
    for role in roles:
        # Not a list of the allowed ones: a platform can define roles of its own.
        if known := suggested_role(role):
            raise UsageError(
                f'"{role}" is not a role of ECE: did you mean {known}?',
                hint="use `call` for a role that your platform defines",
            )
    return roles


def text_of(given: object, name: str) -> str | None:
    """Return a setting as str. Raise ArgumentTypeError unless it is str, a path or None."""
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, os.PathLike):
        path: str = os.fspath(given)
        return path
    raise ArgumentTypeError(f"{name} must be str, not {type(given).__name__}")


def overrides(
    host: str | None,
    region: str | None,
    ca_file: Path | None,
    timeout: Duration | None,
    retries: int | None,
) -> dict[str, Any]:
    """Return the arguments that are given, in the form of the command's flags."""
    flags: dict[str, Any] = {
        "host": text_of(host, "host"),
        "region": text_of(region, "region"),
        "ca_file": text_of(ca_file, "ca_file"),
        "timeout": None if timeout is None else limit(timeout),
        "retries": None if retries is None else repeats(retries),
    }
    return {name: value for name, value in flags.items() if value is not None}


CREDENTIALS_HINT = "give api_key=, or user= and password=; from_env() uses the settings of the command"


def incomplete(user: str, password: str) -> str:
    """Return the message about incomplete credentials."""
    if user or password:
        return "user is set without password" if user else "password is set without user"
    return "no credentials are set: an api_key, or user and password"


def limit(timeout: Duration, name: str = "timeout") -> int:
    """Return a time limit in nanoseconds, the unit of the settings."""
    exact = nanoseconds(timeout, name)
    if exact < 0:
        raise SettingsError(f"{name} (argument) must not be negative")
    return exact


def repeats(retries: int) -> int:
    """Return the number of retries. Raise UsageError unless it is an int and not negative."""
    if isinstance(retries, bool) or not isinstance(retries, int):
        raise ArgumentTypeError(f"retries must be int, not {type(retries).__name__}")
    if retries < 0:
        raise SettingsError("retries (argument) must not be negative")
    return retries
