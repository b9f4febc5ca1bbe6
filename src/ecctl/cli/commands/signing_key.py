"""`ecctl platform signing-key`: the keys that sign tokens. Ours: an ECE keeps them to itself."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command
from ecctl.output.result import Column, Table

COLUMNS = (Column("KEY", "name"), Column("STATE", "state"), Column("CREATED", "creation_date"))

COMMANDS = (
    Command("list", "List the signing keys", operation="get-signing-keys", view=Table("keys", *COLUMNS)),
    Command(
        "retire",
        "Retire a signing key: what it signed is not valid any more",
        use="<key>",
        arguments=(1, 1),
        operation="retire-signing-key",
        parameters={"name": Arg(0)},
        confirm='Retire the key "{0}"? Every token that it signed becomes invalid.',
        view=Table("", *COLUMNS),
    ),
    Command(
        "rotate",
        "Make a new signing key; tokens of the older ones stay valid",
        operation="rotate-signing-key",
        view=Table("", *COLUMNS),
    ),
)
