"""What shows, creates and changes a user: whom the command line means, and what it says of them."""

from __future__ import annotations

from ecctl.cli.commands.user import USER
from ecctl.errors import EcctlError, NotTheApiError, UsageError, raise_all
from ecctl.output.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

ADMIN = "ece_platform_admin"
MANAGER, VIEWER = "ece_deployment_manager", "ece_deployment_viewer"
"""Roles that ECE does not let everybody have together."""

LEAST_PASSWORD = 8
LONGEST_EMAIL = 254
"""Bytes both, as the API counts."""

_LOCAL_PART = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.!#$%&'*+/=?^_`{|}~-")
_LONGEST_LABEL = 63


def show(invocation: Invocation) -> Result:
    """One user: who is named, or who asks."""
    name = whom(invocation)
    user = invocation.call("get-user", user_name=name) if name else invocation.call("get-current-user")
    return Result(user, USER, model="User")


def create(invocation: Invocation) -> Result:
    """Create a user; the password is asked for unless a flag gives it."""
    user = details(invocation, with_password=True)
    user["user_name"] = invocation.flag("username")
    user["security"]["enabled"] = True
    return Result(invocation.call("create-user", body=user), USER, model="User", changed=True)


def update(invocation: Invocation) -> Result:
    """Change what flags name of a user; UsageError where there are none."""
    name = whom(invocation)
    if not any(
        map(invocation.given, ("role", "fullname", "email", "insecure_password"))
    ) and not invocation.flag("password"):
        raise UsageError(
            "nothing is named that is to be changed",
            hint="there are --role, --fullname, --email, --password and --insecure-password",
        )
    user = details(invocation, with_password=invocation.flag("password"))
    if name:
        user["user_name"] = name
        changed = invocation.call("update-user", user_name=name, body=user)
    else:
        user["user_name"] = own_name(invocation)
        changed = invocation.call("update-current-user", body=user)
    profile = invocation.profile
    if "password" in user["security"] and profile.text("pass") and user["user_name"] == profile.text("user"):
        invocation.note(
            f"pass ({profile.source('pass')}) is still the old password: set the new one there, too"
        )
    return Result(changed, USER, model="User", changed=True)


def whom(invocation: Invocation) -> str:
    """The name of the user that is meant, "" for the one who asks."""
    if invocation.flag("current"):
        if invocation.arguments:
            raise UsageError(f'both --current and a user, "{invocation.arguments[0]}", are named')
        return ""
    if len(invocation.arguments) != 1:
        raise UsageError(f"it needs one user's name, or --current, and has {len(invocation.arguments)} names")
    return invocation.arguments[0]


def own_name(invocation: Invocation) -> str:
    """The name of the user who asks."""
    user = invocation.call("get-current-user")
    name = user.get("user_name") if isinstance(user, dict) else None
    if not isinstance(name, str):
        raise NotTheApiError("the platform does not say who asks: nothing was changed")
    return name


def details(invocation: Invocation, *, with_password: bool) -> dict[str, Any]:
    """What flags say of a user, as the API's `User`; all that cannot be meant is in one error.

    `with_password` asks for a password, unless a flag gives it.
    """
    raise_all(list(problems(invocation)))
    invocation.client  # noqa: B018  # checks the settings before the prompt for a password
    security = {"roles": invocation.flag("role")} if invocation.flag("role") else {}
    password = invocation.flag("insecure_password") or (asked_password(invocation) if with_password else "")
    if password:
        security["password"] = password
    if invocation.given("insecure_password"):
        invocation.note("WARNING: --insecure-password is not recommended: command lines are seen by others")
    members = {"full_name": invocation.flag("fullname"), "email": invocation.flag("email")}
    return {**{name: text for name, text in members.items() if text}, "security": security}


def asked_password(invocation: Invocation) -> str:
    """A password that the user types; UsageError where it is too short."""
    from ecctl.cli.prompts import ask_new_password

    password = ask_new_password(invocation.context)
    if is_short(password):
        raise UsageError(f"the password has less than {LEAST_PASSWORD} characters: nothing was done")
    return password


def problems(invocation: Invocation) -> Iterator[EcctlError]:
    """What is wrong with the flags."""
    for key in ("role", "fullname", "email", "insecure_password"):
        if invocation.given(key) and not invocation.flag(key):
            yield UsageError(f"--{key.replace('_', '-')} is empty")
    roles = invocation.flag("role") or []
    if "" in roles:
        yield UsageError("one of the roles of --role is empty")
    if ADMIN in roles and len(roles) > 1:
        yield UsageError(f"--role {ADMIN} cannot be had with other roles")
    if MANAGER in roles and VIEWER in roles:
        yield UsageError(f"--role {MANAGER} and {VIEWER} exclude each other")
    email = invocation.flag("email")
    if len(email.encode()) > LONGEST_EMAIL:
        yield UsageError(f"--email is longer than {LONGEST_EMAIL} characters")
    elif email and not is_email(email):
        yield UsageError(f'--email "{email}" is no email address')
    password = invocation.flag("insecure_password")
    if password and is_short(password):
        yield UsageError(f"--insecure-password has less than {LEAST_PASSWORD} characters")


def is_short(password: str) -> bool:
    """Whether a password is shorter than the API takes it."""
    return len(password.encode("utf-8", "surrogateescape")) < LEAST_PASSWORD


def is_email(text: str) -> bool:
    """Whether a text is an email address as HTML's input fields take it (whatwg.org, 4.10.5.1.5)."""
    local, at, domain = text.partition("@")
    return bool(local and at) and _LOCAL_PART.issuperset(local) and all(map(_is_label, domain.split(".")))


def _is_label(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST_LABEL
        and text.isascii()
        and text.replace("-", "a").isalnum()
        and "-" not in (text[0], text[-1])
    )
