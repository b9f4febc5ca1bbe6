"""Factories of commands that several nouns share: `maintenance` and `resync`."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.core.errors import UsageError
from ecctl.output import Message, Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def maintenance_command(noun: str) -> Command:
    """Return the command that sets or ends the maintenance mode of an allocator or a constructor."""

    def maintenance(invocation: Invocation) -> Result:
        start = not invocation.flag("unset")
        verb = "start" if start else "stop"
        invocation.call(f"{verb}-{noun}-maintenance-mode", **{f"{noun}_id": invocation.arguments[0]})
        # The original prints this line with every output, JSON included, and scripts look for it.
        state = "true" if start else "false"
        message = Message(f"Setting {noun} {invocation.arguments[0]} maintenance to {state}")
        return Result(None, message, changed=True)

    return Command(
        "maintenance",
        f"Set or end the maintenance mode of the {noun}",
        use=f"<{noun} id>",
        arguments=(1, 1),
        options=(Option("unset", "End the maintenance mode", "bool"),),
        run=maintenance,
    )


def resync_command(noun: str) -> Command:
    """Return the command that resynchronizes one or all constructors or runners."""

    def resync(invocation: Invocation) -> Result:
        if wants_all(invocation, noun):
            results = invocation.call(f"resync-{noun}s")
            return Result(results, model="ModelVersionIndexSynchronizationResults", changed=True)
        invocation.call(f"resync-{noun}", **{f"{noun}_id": invocation.arguments[0]})
        return Result(None, Message(f"Resynchronizing {noun}: {invocation.arguments[0]}"), changed=True)

    return Command(
        "resync",
        f"Resynchronize the search index and cache of one {noun} or all",
        use=f"{{<{noun} id> | --all}}",
        arguments=(0, 1),
        options=(Option("all", f"Resynchronize every {noun}", "bool"),),
        run=resync,
        identifier="",
    )


def wants_all(invocation: Invocation, noun: str) -> bool:
    """Return whether --all is given. Raise UsageError if an id is given, too, or neither."""
    every = bool(invocation.flag("all"))
    # The original ignores an id beside --all, and resynchronizes everything.
    if every and invocation.arguments:
        raise UsageError(f'--all and the {noun} id "{invocation.arguments[0]}" exclude each other')
    if not every and not invocation.arguments:
        raise UsageError(f"specify a {noun} id or --all")
    return every
