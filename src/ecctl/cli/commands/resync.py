"""`resync`, which constructors and runners have alike: puts the search index in step with what there is."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.errors import UsageError
from ecctl.output.result import Message, Result
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def resync_command(noun: str) -> Command:
    """The command that resynchronizes one of what `noun` names, or all of them."""

    def resync(invocation: Invocation) -> Result:
        every = invocation.flag("all")
        if every and invocation.arguments:
            raise UsageError(f'--all means every {noun}: "{invocation.arguments[0]}" beside it has no effect')
        if every:
            results = invocation.call(f"resync-{noun}s")
            return Result(results, model="ModelVersionIndexSynchronizationResults", changed=True)
        if not invocation.arguments:
            raise UsageError(f"which {noun} is not said: name its id, or all with --all")
        invocation.call(f"resync-{noun}", **{f"{noun}_id": invocation.arguments[0]})
        return Result(None, Message(f"Resynchronizing {noun}: {invocation.arguments[0]}"), changed=True)

    return Command(
        "resync",
        f"Resynchronize the search index and cache of one {noun} or all",
        use=f"{{<{noun} id> | --all}}",
        arguments=(0, 1),
        options=(Option("all", f"Resynchronize every {noun}", "bool"),),
        run=resync,
    )
