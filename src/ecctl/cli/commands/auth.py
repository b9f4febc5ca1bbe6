"""`ecctl auth`: the API keys of the current user."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command
from ecctl.cli.once import refuse_without_secret
from ecctl.output.result import Column, Result, Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

_COLUMNS = (
    Column("CREATION DATE", "creation_date"),
    Column("ID", "id"),
    Column("KEY", "key", missing="-", empty="-"),
    Column("USER", "user_id", missing="-", empty="-"),
    Column("DESCRIPTION", "description"),
)
KEYS = Table("keys", *_COLUMNS, in_lines=False)
KEY = Table("", *_COLUMNS)
MODEL = "ApiKeyResponse"


def create(invocation: Invocation) -> Result:
    """Create an API key; it is shown only once."""
    # Before the request: afterwards the key exists, and cannot be shown again.
    refuse_without_secret(invocation, "key", MODEL)
    reply = invocation.call("create-api-key", body={"description": invocation.flag("description")})
    return Result(reply, KEY, model=MODEL, changed=True)


_KEY_COMMANDS = (
    Command(
        "create",
        "Create an API key for you",
        long=(
            "Create an API key for you. Anyone who has it can act as you. It is shown only once; store it like "
            "a password."
        ),
        options=(Option("description", "What the key is for", required=True),),
        run=create,
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
        "show",
        "Show one of your API keys",
        use="<key id>",
        arguments=(1, -1),  # as the original: surplus ones are ignored
        operation="get-api-key",
        parameters={"api_key_id": Arg(0)},
        view=KEY,
    ),
)

COMMANDS = (Command("key", "Manage your API keys", children=_KEY_COMMANDS),)
