"""`ecctl platform`: the platform itself, and the groups of what it consists of."""

from __future__ import annotations

from ecctl.cli.command import Command

HERE = "ecctl.cli.commands."

COMMANDS = (
    Command("enrollment-token", "Manages tokens", children=HERE + "enrollment_token"),
    Command("info", "Shows information about the platform", operation="get-platform"),
    Command("runner", "Manages the hosts of the platform", children=HERE + "runner"),
)
