"""`ecctl platform allocator show`: an allocator and what runs on it."""

from __future__ import annotations

from ecctl.cli.commands.allocator.views import COLUMNS, INSTANCES, METADATA
from ecctl.output import table
from ecctl.output.result import Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation


def show(invocation: Invocation) -> Result:
    """An allocator: as text a row of its own, and one for each of its instances."""
    allocator = invocation.call("get-allocator", allocator_id=invocation.arguments[0])
    row = Table("", *COLUMNS, *((METADATA,) if invocation.flag("metadata") else ()))
    return Result(allocator, Text(lambda value: details(row, value)), model="AllocatorInfo")


def details(row: Table, allocator: Any) -> str:
    """The tables of an allocator and of its instances, if it has any."""
    text = table.render(row, allocator)
    return f"{text}\n{table.render(INSTANCES, allocator)}" if allocator.get("instances") else text
