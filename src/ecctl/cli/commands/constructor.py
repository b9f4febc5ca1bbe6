"""`ecctl platform constructor`: the services that carry out plans."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.maintenance import maintenance_command
from ecctl.cli.commands.resync import resync_command

COMMANDS = (
    Command("list", "Lists the constructors of the platform", operation="get-constructors"),
    maintenance_command("constructor"),
    resync_command("constructor"),
    Command(
        "show",
        "Shows a constructor",
        use="<constructor id>",
        arguments=(1, 1),
        operation="get-constructor",
        parameters={"constructor_id": "$1"},
    ),
)
