"""The root of the tree: the command without a word behind it."""

from __future__ import annotations

from ecctl.cli.command import Command

HERE = "ecctl.cli.commands."

ROOT = Command(
    "ecctl",
    "Manages Elastic Cloud Enterprise and Elastic Cloud",
    long=(
        "Elastic Cloud Control: manages Elastic Cloud Enterprise and Elastic Cloud from the command line.\n\n"
        'Run "ecctl init" to set it up, or try it without any installation: --config embedded'
    ),
    children=(
        Command("platform", "Manages the platform", children=HERE + "platform"),
        Command("version", "Shows the versions of ecctl and of the API that it speaks", run=HERE + "version:version", setup=False),
        Command("user", "Manages the users of the platform", children=HERE + "user"),
        Command("enrollment-token", "Manages enrollment tokens", children=HERE + "enrollment_token", hidden=True),
    ),
)
