"""`ecctl user`: the users of the platform."""

from __future__ import annotations

from ecctl.cli.command import PARALLEL, Command, Lazy
from ecctl.cli.sources import Arg, Flag
from ecctl.output import Column, Table
from ecctl.settings import Option

HERE = "ecctl.cli.commands.user."

_COLUMNS = (
    Column("USERNAME", "user_name"),
    Column("FULL NAME", "full_name", missing="-", empty="-"),
    Column("EMAIL", "email", missing="-", empty="-"),
    Column("ROLES", lambda user: user["security"].get("roles") or []),
    Column("ENABLED", "security.enabled"),
)
USERS = Table("users", *_COLUMNS)
USER = Table("", *_COLUMNS)

_FULL_NAME = Option("fullname", "Full name of the user")
_EMAIL = Option("email", "Email address of the user")
_PASSWORD = (
    Option(
        "insecure-password",
        "Password (visible to other users in the process list; prefer --password-file)",
        secret=True,
    ),
    Option("password-file", "File with the password; - for standard input"),
)
_ROLES = (
    "Roles of the user (repeatable, or comma-separated): ece_platform_admin alone, or ece_platform_viewer with "
    "ece_deployment_manager or ece_deployment_viewer"
)

COMMANDS = (
    Command(
        "create",
        "Create a user",
        long=(
            "Create a user, who can log in from then on. Asks for the password unless --password-file gives it. "
            "ECE only.\n\n"
            "--file creates a user for each row of a CSV or YAML file. --role applies to rows without roles. If "
            'the run is interrupted, the same command line resumes it; see "ecctl help bulk".'
        ),
        use="{--username <username> --role <role> | --file <file>}",
        examples=(
            "ecctl user create --username sam89 --role ece_platform_viewer --role ece_deployment_viewer",
            "ecctl user create --file users.csv --role ece_deployment_viewer",
        ),
        options=(
            Option("username", "Name to log in with", required=True, unless=("file",)),
            Option("role", _ROLES, "strings", required=True, unless=("file",)),
            Option(
                "file",
                "File with a row for each user (columns: username, roles, fullname, email, password or "
                "password_file); - for standard input",
                short="f",
            ),
            PARALLEL,
            _FULL_NAME,
            _EMAIL,
            *_PASSWORD,
        ),
        run=Lazy(HERE + "change", "create"),
    ),
    Command(
        "delete",
        "Delete users",
        use="<user name> <user name>...",
        arguments=(1, -1),
        operation="delete-user",
        parameters={"user_name": Arg(0)},
        each="Delete {0} users?",
    ),
    Command(
        "disable",
        "Disable a user, who can no longer log in",
        use="<username>",
        arguments=(1, 1),
        operation="update-user",
        parameters={"user_name": Arg(0)},
        # The path names the user as well, but the API requires both members of `User`.
        body={"user_name": Arg(0), "security": {"enabled": False}},
        view=USER,
    ),
    Command(
        "enable",
        "Enable a disabled user",
        use="<username>",
        arguments=(1, 1),
        operation="update-user",
        parameters={"user_name": Arg(0)},
        body={"user_name": Arg(0), "security": {"enabled": True}},
        view=USER,
    ),
    Command("key", "Manage the API keys of other users", children=Lazy(HERE + "key", "COMMANDS")),
    Command(
        "list",
        "List the users of the platform",
        options=(Option("include-disabled", "List disabled users as well", "bool", default=False),),
        operation="get-users",
        parameters={"include_disabled": Flag("include-disabled")},
        view=USERS,
    ),
    Command(
        "show",
        "Show a user",
        use="<user name>",
        arguments=(0, -1),
        options=(Option("current", "Show the current user", "bool"),),
        run=Lazy(HERE + "change", "show"),
    ),
    Command(
        "update",
        "Change a user",
        long=(
            "Change the properties of a user that are given as flags. --role replaces all roles of the user. ECE only."
        ),
        use="<username> --role <role>",
        examples=(
            "ecctl user update xochitl --role ece_platform_viewer --email xo@example.com",
            "ecctl user update --current --email xo@example.com --password",
        ),
        arguments=(0, -1),
        options=(
            Option("current", "Change the current user", "bool"),
            Option("password", "Ask for a new password of at least 8 characters", "bool"),
            Option("role", _ROLES, "strings"),
            _FULL_NAME,
            _EMAIL,
            *_PASSWORD,
        ),
        run=Lazy(HERE + "change", "update"),
    ),
)
