"""`ecctl auth`: the current user, and the API keys of that user."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.sources import Arg
from ecctl.output import Column, Table
from ecctl.settings import Option

HERE = "ecctl.cli.commands.auth."

_COLUMNS = (
    Column("CREATION DATE", "creation_date"),
    Column("ID", "id"),
    Column("KEY", "key", missing="-", empty="-"),
    Column("USER", "user_id", missing="-", empty="-"),
    Column("DESCRIPTION", "description"),
)
KEYS = Table("keys", *_COLUMNS, in_lines=False)
KEY = Table("", *_COLUMNS)

_OUT = Option("out", "File for the key (mode 0600); it is not printed")
_KEY_ONLY = Option("key-only", "Print nothing but the key", "bool")
_OVERWRITE = Option("overwrite", "Replace the file of --out if it exists", "bool")
_EXPIRES = Option("expires", "Time until the key expires, such as 30d (default: the platform's)", "duration")

_KEY_COMMANDS = (
    Command(
        "create",
        "Create an API key for yourself",
        long=(
            "Create an API key for yourself. Anyone who has it can act as you. It is shown only once; store it like "
            "a password."
        ),
        options=(
            Option("description", "What the key is for", required=True),
            _OUT,
            _KEY_ONLY,
            _OVERWRITE,
            _EXPIRES,
        ),
        examples=(
            "ecctl auth key create --description ci --out ci.key --expires 30d",
            "EC_API_KEY=$(ecctl auth key create --description ci --key-only)",
        ),
        run=Lazy(HERE + "create", "create"),
    ),
    Command(
        "delete",
        "Delete your API keys",
        use="<key id>...",
        arguments=(1, -1),
        operation="delete-api-key",
        parameters={"api_key_id": Arg(0)},
        each="Delete {0} API keys?",
    ),
    Command("list", "List your API keys", operation="get-api-keys", view=KEYS),
    Command(
        "rotate",
        "Replace an API key, then delete the old one",
        long=(
            "Create an API key with the description of another, store it, check that it works, and only then delete "
            "the other.\n\nWithout a key id, it replaces the key in use in its place: in the config file, in the "
            "keyring, or in the file that $(file:…) or EC_API_KEY_FILE names. With a key id, --out is needed."
        ),
        use="[<key id>]",
        arguments=(0, 1),
        options=(_OUT, _OVERWRITE, _EXPIRES),
        examples=("ecctl auth key rotate --config prod",),
        run=Lazy(HERE + "rotate", "rotate"),
    ),
    Command(
        "show",
        "Show one of your API keys",
        use="<key id>",
        arguments=(1, -1),  # as the original: surplus ones are ignored
        operation="get-api-key",
        parameters={"api_key_id": Arg(0)},
        view=KEY,
    ),
)

COMMANDS = (
    Command("key", "Manage your API keys", children=_KEY_COMMANDS),
    Command(
        "status",
        "Show who you are, on which platform, and until when",
        run=Lazy(HERE + "status", "status"),
        identifier="user",
    ),
)
