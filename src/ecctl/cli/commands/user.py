"""`ecctl user`: the users of the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Table

USERS = Table(
    "users",
    ("USERNAME", "user_name"),
    ("FULL NAME", "full_name?"),
    ("EMAIL", "email?"),
    ("ROLES", lambda user: user["security"].get("roles") or []),
    ("ENABLED", "security.enabled"),
)

COMMANDS = (
    Command(
        "list",
        "Lists all users of the platform",
        operation="get-users",
        parameters={"include_disabled": False},
        view=USERS,
    ),
)
