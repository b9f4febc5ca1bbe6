"""`ecctl deployment traffic-filter`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.command import Command

COMMANDS: tuple[Command, ...] = ()
