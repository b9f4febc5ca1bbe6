"""`ecctl auth`: who asks, and the API keys with which the same user asks from elsewhere."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command, Flag
from ecctl.output.result import Column, Table
from ecctl.settings.option import Option

_COLUMNS = (
    Column("CREATION DATE", "creation_date"),
    Column("ID", "id"),
    Column("KEY", "key", missing="-", empty="-"),
    Column("USER", "user_id", missing="-", empty="-"),
    Column("DESCRIPTION", "description"),
)
KEYS = Table("keys", *_COLUMNS, in_lines=False)
KEY = Table("", *_COLUMNS)

_KEY_COMMANDS = (
    Command(
        "create",
        "Create an API key for you",
        long=(
            "Create an API key for you: who has it may do what you may. It is printed this once: keep it as "
            "you keep a password."
        ),
        options=(Option("description", "What the key is for", required=True),),
        operation="create-api-key",
        body={"description": Flag("description")},
        view=KEY,
    ),
    Command(
        "delete",
        "Delete API keys of yours",
        use="<key id> <key id> ...",
        arguments=(1, -1),
        operation="delete-api-key",
        parameters={"api_key_id": Arg(0)},
        each="Delete {0} API keys?",
    ),
    Command("list", "List your API keys", operation="get-api-keys", view=KEYS),
    Command(
        "show",
        "Show an API key of yours",
        use="<key id>",
        arguments=(1, -1),  # further ones are ignored, as recorded: nothing is changed by this command
        operation="get-api-key",
        parameters={"api_key_id": Arg(0)},
        view=KEY,
    ),
)

COMMANDS = (Command("key", "Manage your API keys", children=_KEY_COMMANDS),)
