"""`ecctl help`: the help of another command."""

from __future__ import annotations

from ecctl.cli.help import help_text
from ecctl.cli.parser import Parsed, find, refuse_unknown_command
from ecctl.output.result import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def show(invocation: Invocation) -> Result:
    """Show the help of a command; raise UsageError for an unknown one."""
    from ecctl.cli.commands.root import ROOT

    command, path, rest = find(invocation.arguments, ROOT)
    if rest and command.group:
        refuse_unknown_command(Parsed(command, path, {}, rest))
    return Result(None, Message(help_text(command, path, invocation.context.width).rstrip("\n")))
