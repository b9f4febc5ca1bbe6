"""`ecctl schema`: the command tree as JSON."""

from __future__ import annotations

from ecctl.cli.parser import Parsed, find, refuse_unknown_command
from ecctl.cli.schema import tree
from ecctl.output import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def show(invocation: Invocation) -> Result:
    """Describe all commands, or a command and those below it; raise UsageError for an unknown one."""
    from ecctl.cli.commands import ROOT

    command, path, rest = find(invocation.arguments, ROOT)
    if rest:
        refuse_unknown_command(Parsed(command, path, {}, rest))
    return Result(tree(command, path))
