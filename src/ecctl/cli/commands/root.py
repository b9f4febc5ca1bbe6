"""The root of the tree: the command without a word behind it."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.settings.option import Option

HERE = "ecctl.cli.commands."

ROOT = Command(
    "ecctl",
    "Manages Elastic Cloud Enterprise and Elastic Cloud",
    long=(
        "Elastic Cloud Control: manages Elastic Cloud Enterprise and Elastic Cloud from the command line.\n\n"
        'Run "ecctl init" to set it up, or try it without any installation: --config embedded'
    ),
    options=(Option("version", "Show the version", "bool"),),
    children=(
        Command(
            "completion",
            "Prints the completion script of a shell",
            long="Prints the completion script of a shell: bash, zsh, fish or powershell.",
            use="<shell>",
            examples=("source <(ecctl completion bash)",),
            arguments=(1, 1),
            run=HERE + "completion:completion",
            setup=False,
        ),
        Command("config", "Shows the settings", children=HERE + "config"),
        Command("deployment", "Manages deployments", children=HERE + "deployment"),
        Command("generate", "Generates completions and documentation", children=HERE + "generate"),
        Command(
            "help",
            "Shows the help of a command",
            use="[command]",
            arguments=(0, -1),
            run=HERE + "help:show",
            setup=False,
        ),
        Command(
            "init",
            "Sets ecctl up: asks for the platform and the credentials, tests them, and writes the config file",
            run=HERE + "init:init",
            setup=False,
        ),
        Command("platform", "Manages the platform", children=HERE + "platform"),
        Command(
            "version",
            "Shows the versions of ecctl and of the API that it speaks",
            run=HERE + "version:version",
            setup=False,
        ),
        Command("user", "Manages the users of the platform", children=HERE + "user"),
        Command("enrollment-token", "Manages enrollment tokens", children=HERE + "enrollment_token", hidden=True),
    ),
)
