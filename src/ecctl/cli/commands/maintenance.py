"""`maintenance`, which allocators and constructors have alike: takes one out of service, and back."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Message, Result
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def maintenance_command(noun: str) -> Command:
    """The command that sets and ends the maintenance mode of what `noun` names."""

    def switch(invocation: Invocation) -> Result:
        start = not invocation.flag("unset")
        verb = "start" if start else "stop"
        invocation.call(f"{verb}-{noun}-maintenance-mode", **{f"{noun}_id": invocation.arguments[0]})
        state = "true" if start else "false"
        return Result(
            None, Message(f"Setting {noun} {invocation.arguments[0]} maintenance to {state}"), changed=True
        )

    return Command(
        "maintenance",
        f"Set the maintenance mode of the {noun}, or end it",
        use=f"<{noun} id>",
        arguments=(1, 1),
        options=(Option("unset", "End the maintenance mode", "bool"),),
        run=switch,
    )
