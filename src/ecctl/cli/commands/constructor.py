"""`ecctl platform constructor`: services that carry out plans."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.factories import maintenance_command, resync_command
from ecctl.cli.sources import Arg

COMMANDS = (
    Command("list", "List the constructors of the platform", operation="get-constructors"),
    maintenance_command("constructor"),
    resync_command("constructor"),
    Command(
        "show",
        "Show a constructor",
        use="<constructor id>",
        arguments=(1, 1),
        operation="get-constructor",
        parameters={"constructor_id": Arg(0)},
    ),
)
