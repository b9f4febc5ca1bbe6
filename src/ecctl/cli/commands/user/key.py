"""`ecctl user key`: the API keys of other users.

`--user` names the owner of the keys; the user who logs in is named by `EC_USER` or the config file.
"""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.auth import KEY, KEYS
from ecctl.cli.sources import Arg, Flag
from ecctl.core.errors import UsageError
from ecctl.output import Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

WHOSE = "Id of the user who owns the keys"


def keys(invocation: Invocation) -> Result:
    """List the keys of one user, or of all."""
    user, of_all = invocation.flag("user"), invocation.flag("all")
    if user and of_all:
        raise UsageError("--user and --all exclude each other")
    if of_all:
        return Result(invocation.call("get-users-api-keys"), KEYS, model="ApiKeysResponse")
    if not user:
        raise UsageError("specify whose keys: --user NAME or --all")
    return Result(invocation.call("get-user-api-keys", user_id=user), KEYS, model="ApiKeysResponse")


COMMANDS = (
    Command(
        "delete",
        "Delete API keys of a user",
        use="--user=<user id> <key id> <key id>...",
        arguments=(1, -1),
        options=(Option("user", WHOSE, required=True),),
        operation="delete-user-api-key",
        parameters={"user_id": Flag("user"), "api_key_id": Arg(0)},
        each="Delete {0} API keys?",
    ),
    Command(
        "list",
        "List the API keys of a user, or of all users",
        use="--user=<user id>|--all",
        options=(Option("user", WHOSE), Option("all", "List the keys of all users", "bool")),
        run=keys,
    ),
    Command(
        "show",
        "Show an API key of a user",
        use="--user=<user id> <key id>",
        arguments=(1, 1),
        options=(Option("user", WHOSE, required=True),),
        operation="get-user-api-key",
        parameters={"user_id": Flag("user"), "api_key_id": Arg(0)},
        view=KEY,
    ),
)
