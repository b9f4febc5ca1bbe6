"""`ecctl platform instance-configuration`: sizes of instances, and the hosts that can run them."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.sources import Arg, FileBody
from ecctl.core.errors import UsageError
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

FILE = Option("file", "JSON file with the configuration (default: standard input)", short="f")


def storage_ratio(configuration: dict[str, Any]) -> object:
    """Return the ratio of storage to memory, without a fraction of zero."""
    ratio = configuration.get("storage_multiplier")
    # Ratios arrive as numbers that remember their spelling, such as 4.0; the original prints 4.
    return repr(float(ratio)).removesuffix(".0") if isinstance(ratio, float) else ratio


CONFIGURATIONS = Table(
    "",
    Column("ID", "id", missing=""),
    Column("NAME", "name"),
    Column("SYSTEM", "system_owned"),
    Column("INSTANCE TYPE", "instance_type", missing=""),
    Column("STORAGE RATIO", storage_ratio),
    Column("DESCRIPTION", "description", missing=""),
)


def create(invocation: Invocation) -> Result:
    """Create a configuration with the id of the flag or the file, else with one assigned by the platform."""
    configuration = invocation.read_object("file")
    if invocation.flag("id"):
        configuration["id"] = invocation.flag("id")
    # Only PUT takes an id; POST lets the platform assign one.
    if configuration.get("id"):
        response = invocation.call("set-instance-configuration", id=configuration["id"], body=configuration)
    else:
        response = invocation.call("create-instance-configuration", body=configuration)
    return Result(response, model="VersionedIdResponse", changed=True)


def pull(invocation: Invocation) -> None:
    """Save each configuration to a separate file."""
    from ecctl.cli.files import save_each

    save_each(invocation.call("get-instance-configurations"), invocation.flag("path"), "path")


def show(invocation: Invocation) -> Result:
    """Show a configuration in the requested version."""
    version = invocation.flag("config_version")
    if version and not (version.isascii() and version.isdigit()):
        raise UsageError(
            f'invalid argument "{version}" for "-v, --config-version" flag: must be a whole number'
        )
    response = invocation.call(
        "get-instance-configuration",
        id=invocation.arguments[0],
        config_version=version or None,
        show_deleted=invocation.flag("show_deleted") or None,
    )
    return Result(response, model="InstanceConfiguration")


COMMANDS = (
    Command(
        "create",
        "Create an instance configuration (ECE only)",
        use="-f <config.json>",
        options=(FILE, Option("id", "Id of the configuration (default: the one in the file)")),
        run=create,
    ),
    Command(
        "delete",
        "Delete an instance configuration (ECE only)",
        use="<config id>",
        arguments=(1, 1),
        operation="delete-instance-configuration",
        parameters={"id": Arg(0)},
        view=Message(""),
    ),
    Command(
        "list",
        "List the instance configurations",
        operation="get-instance-configurations",
        view=CONFIGURATIONS,
    ),
    Command(
        "pull",
        "Save each instance configuration to a file in a folder (ECE only)",
        use="--path <path>",
        options=(
            Option("path", "Folder to save to; created if it does not exist", short="p", required=True),
        ),
        run=pull,
    ),
    Command(
        "show",
        "Show an instance configuration (ECE only)",
        use="<config id>",
        arguments=(1, 1),
        options=(
            Option("config-version", "Version to show (default: the newest)", short="v"),
            Option("show-deleted", "Show it even if it is deleted", "bool"),
        ),
        run=show,
    ),
    Command(
        "update",
        "Overwrite an instance configuration (ECE only)",
        use="<config id> -f <config.json>",
        arguments=(1, 1),
        options=(FILE,),
        operation="set-instance-configuration",
        parameters={"id": Arg(0)},
        body=FileBody("file"),
        view=Message(""),
    ),
)
