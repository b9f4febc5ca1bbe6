"""`show`, `create` and `update` of users."""

from __future__ import annotations

from ecctl.cli.command import flag_name
from ecctl.cli.commands.user import USER
from ecctl.cli.commands.user.rules import LEAST_PASSWORD, email_problems, is_short, role_problems, secret
from ecctl.core.errors import EcctlError, NotTheApiError, UsageError
from ecctl.errors import raise_all
from ecctl.output import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation


def show(invocation: Invocation) -> Result:
    """Show the named user, or the current one."""
    name = named_user(invocation)
    user = invocation.call("get-user", user_name=name) if name else invocation.call("get-current-user")
    return Result(user, USER, model="User")


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a user, asking for the password unless a flag gives it, or one for each row of --file."""
    if invocation.given("file"):
        from ecctl.cli.commands.user.many import create_many

        yield from create_many(invocation)
        return
    if invocation.given("parallel"):
        raise UsageError("--parallel has no effect without --file")
    user = details(invocation, with_password=True)
    user["user_name"] = invocation.flag("username")
    user["security"]["enabled"] = True
    yield Result(invocation.call("create-user", body=user), USER, model="User", changed=True)


def update(invocation: Invocation) -> Result:
    """Change the members of a user that flags name; raise UsageError without any."""
    name = named_user(invocation)
    if not any(
        map(invocation.given, ("role", "fullname", "email", "insecure_password", "password_file"))
    ) and not invocation.flag("password"):
        raise UsageError(
            "specify what to change: --role, --fullname, --email, --password or --password-file",
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
        invocation.note(f"pass ({profile.source('pass')}) is still the old password: update it there, too")
    return Result(changed, USER, model="User", changed=True)


def named_user(invocation: Invocation) -> str:
    """Return the name of the user, "" for the current one."""
    if invocation.flag("current"):
        if invocation.arguments:
            raise UsageError(f'--current and the user name "{invocation.arguments[0]}" exclude each other')
        return ""
    if len(invocation.arguments) != 1:
        raise UsageError(f"specify one user name or --current (got {len(invocation.arguments)} names)")
    return invocation.arguments[0]


def own_name(invocation: Invocation) -> str:
    """Return the name of the current user."""
    user = invocation.call("get-current-user")
    name = user.get("user_name") if isinstance(user, dict) else None
    if not isinstance(name, str):
        raise NotTheApiError("the response contains no user name: nothing was changed")
    return name


def details(invocation: Invocation, *, with_password: bool) -> dict[str, Any]:
    """Return the user that the flags describe, as the API's `User`; raise all their faults in one error.

    `with_password` asks for a password unless a flag gives it.
    """
    raise_all(list(problems(invocation)))
    # Nobody should type a password twice to learn that no host is set.
    invocation.client  # noqa: B018  # checks the settings before the prompt for a password
    security = {"roles": invocation.flag("role")} if invocation.flag("role") else {}
    password = given_password(invocation)
    if not password and with_password:
        from ecctl.cli.prompts import ask_new_password

        password = ask_new_password(invocation.context)
        if is_short(password):
            raise UsageError(
                f"the password must have at least {LEAST_PASSWORD} characters: nothing was changed"
            )
    if password:
        security["password"] = password
    if invocation.given("insecure_password") and invocation.flag("insecure_password")[:1] != "@":
        invocation.note("warning: --insecure-password is visible in the process list: prefer --password-file")
    members = {"full_name": invocation.flag("fullname"), "email": invocation.flag("email")}
    return {**{name: text for name, text in members.items() if text}, "security": security}


def given_password(invocation: Invocation) -> str:
    """Return the password that a flag gives, or "": its value, a file's content, or a line of standard input.

    As in other flags for secrets, `@FILE` is a file: nobody wants a file's name as a password.
    """
    file, text = invocation.flag("password_file"), invocation.flag("insecure_password")
    if file:
        password = secret(invocation, file if file == "-" else f"@{file}", "password-file")
    elif text[:1] == "@":
        password = secret(invocation, text, "insecure-password")
    else:
        return str(text)
    if is_short(password):
        raise UsageError(f"the password must have at least {LEAST_PASSWORD} characters")
    return password


def problems(invocation: Invocation) -> Iterator[EcctlError]:
    """Yield the faults of the flags."""
    for key in ("role", "fullname", "email", "insecure_password", "password_file"):
        if invocation.given(key) and not invocation.flag(key):
            yield UsageError(f"{flag_name(key)} is empty")
    roles = invocation.flag("role") or []
    if "" in roles:
        yield UsageError("--role contains an empty role")
    yield from role_problems(roles, "--role")
    yield from email_problems(invocation.flag("email"), "--email")
    password = invocation.flag("insecure_password")
    if password and invocation.flag("password_file"):
        yield UsageError("--password-file and --insecure-password exclude each other")
    elif password and password[0] != "@" and is_short(password):
        yield UsageError(f"--insecure-password must have at least {LEAST_PASSWORD} characters")
