"""Versions and their order, after Semantic Versioning 2.0.0."""

from __future__ import annotations

from ecctl.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]

_IDENTIFIER = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")


def precedence(version: str) -> Precedence:
    """Return a sort key of a version (item 11). Raise ValueError, with the reason, for other text."""
    core, plus, build = version.partition("+")
    core, dash, before = core.partition("-")
    numbers = core.split(".")
    if len(numbers) != 3:  # major, minor, patch
        raise ValueError("it does not have the form MAJOR.MINOR.PATCH")
    for name, number in zip(("major", "minor", "patch"), numbers, strict=True):
        if not _is_number(number):
            raise ValueError(f'its {name} part "{number}" is not a number')
    identifiers = before.split(".") if dash else []
    for identifier in identifiers:
        if not _is_identifier(identifier) or (identifier.isdigit() and not _is_number(identifier)):
            raise ValueError(f'its pre-release "{identifier}" contains an invalid character')
    if plus and not all(map(_is_identifier, build.split("."))):
        raise ValueError(f'its build "{build}" contains an invalid character')
    order = tuple((not i.isdigit(), int(i) if i.isdigit() else 0, i) for i in identifiers)
    return tuple(map(int, numbers)), not dash, order


def given_version(text: str, source: str = "") -> str:
    """Return a version that a user gave. Raise UsageError, with its *source*, if it is not one."""
    try:
        precedence(text)
    except ValueError as error:
        problem = f'"{text}" is not a version: {error}'
        raise UsageError(f"{source} {problem}".lstrip(), hint="a version looks like 8.9.0") from None
    return text


def _is_number(text: str) -> bool:
    """Return whether a text is a decimal number without leading zeros."""
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _is_identifier(text: str) -> bool:
    return bool(text) and _IDENTIFIER.issuperset(text)
