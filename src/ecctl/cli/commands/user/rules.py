"""Rules for users that hold for one user and for many: roles, email addresses and passwords."""

from __future__ import annotations

from ecctl.core.errors import EcctlError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecctl.cli.invocation import Invocation

ADMIN = "ece_platform_admin"
MANAGER, VIEWER = "ece_deployment_manager", "ece_deployment_viewer"
"""Roles that ECE does not allow one user to have together."""

LEAST_PASSWORD = 8
LONGEST_EMAIL = 254
"""Both in bytes, as the API counts."""

_LOCAL_PART = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.!#$%&'*+/=?^_`{|}~-")
_LONGEST_LABEL = 63


def secret(invocation: Invocation, reference: str, flag: str) -> str:
    """Return the secret that a reference stands for: `@FILE`, or `-` for standard input."""
    from ecctl.settings.secret_reference import resolve

    context = invocation.context
    return resolve(reference, f"--{flag}", context.read_line, context.environ)


def role_problems(roles: Sequence[str], source: str) -> Iterator[EcctlError]:
    """Yield the faults of a user's roles; *source* says where they were given."""
    if ADMIN in roles and len(roles) > 1:
        yield UsageError(f"{source} {ADMIN} excludes all other roles")
    if MANAGER in roles and VIEWER in roles:
        yield UsageError(f"{source} {MANAGER} and {VIEWER} exclude each other")


def email_problems(email: str, source: str) -> Iterator[EcctlError]:
    """Yield the fault of an email address; "" stands for none."""
    if len(email.encode()) > LONGEST_EMAIL:
        yield UsageError(f"{source} is longer than {LONGEST_EMAIL} characters")
    elif email and not is_email(email):
        yield UsageError(f'{source} "{email}" is not an email address')


def is_short(password: str) -> bool:
    """Return whether a password is too short for the API."""
    # A password from a file or a pipe may hold bytes that are not UTF-8.
    return len(password.encode("utf-8", "surrogateescape")) < LEAST_PASSWORD


def is_email(text: str) -> bool:
    """Return whether a text is an email address as HTML input fields accept it (whatwg.org, 4.10.5.1.5)."""
    local, at, domain = text.partition("@")
    return bool(local and at) and _LOCAL_PART.issuperset(local) and all(map(_is_label, domain.split(".")))


def _is_label(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST_LABEL
        and text.isascii()
        and text.replace("-", "a").isalnum()
        and "-" not in (text[0], text[-1])
    )
