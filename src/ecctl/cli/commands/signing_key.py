"""`ecctl platform signing-key`: the keys that sign tokens. An ECE does not expose its own."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.sources import Arg
from ecctl.output import Column, Table

COLUMNS = (Column("KEY", "name"), Column("STATE", "state"), Column("CREATED", "creation_date"))

COMMANDS = (
    Command("list", "List the signing keys", operation="get-signing-keys", view=Table("keys", *COLUMNS)),
    Command(
        "retire",
        "Retire a signing key and invalidate the tokens it signed",
        use="<key>",
        arguments=(1, 1),
        operation="retire-signing-key",
        parameters={"name": Arg(0)},
        confirm='Retire the key "{0}"? All tokens signed with it become invalid.',
        view=Table("", *COLUMNS),
    ),
    Command(
        "rotate",
        "Create a signing key; tokens of the older ones stay valid",
        operation="rotate-signing-key",
        view=Table("", *COLUMNS),
    ),
)
