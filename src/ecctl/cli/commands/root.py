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
        Command("api", "Calls every operation of the API by its id", children=HERE + "api"),
        Command("auth", "Manages authentication", children=HERE + "auth"),
        Command("comment", "Manages the comments on resources", children=HERE + "comment"),
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
        Command("host", "Joins hosts to the embedded platform", children=HERE + "host"),
        Command(
            "init",
            "Sets ecctl up: asks for the platform and the credentials, tests them, and writes the config file",
            run=HERE + "init:init",
            setup=False,
        ),
        Command("platform", "Manages the platform", children=HERE + "platform"),
        Command("project", "Manages serverless projects", children=HERE + "project"),
        Command("stack", "Manages stack packs", children=HERE + "stack"),
        Command(
            "version",
            "Shows the versions of ecctl and of the API that it speaks",
            run=HERE + "version:version",
            setup=False,
        ),
        Command(
            "serve",
            "Serves the embedded platform over HTTPS",
            long=(
                "Serves the embedded platform over HTTPS: enrollment tokens, users, API keys and hosts, with "
                "ECE's API.\n\nThe first start makes a CA, a certificate and the administrator's password; "
                "the folder of the data then holds admin.json, a config file to use with --config."
            ),
            options=(
                Option("data", "Folder of the data (default: that of --config embedded)"),
                Option("listen", "Address and port; port 0 picks one", default="127.0.0.1:12443"),
                Option("log", "File of the request log, - for standard output"),
                Option("plain-http", "Serve without TLS, on loopback only", "bool"),
            ),
            children=HERE + "serve",
            run=HERE + "serve:serve",
            setup=False,
        ),
        Command("user", "Manages the users of the platform", children=HERE + "user"),
        Command(
            "enrollment-token", "Manages enrollment tokens", children=HERE + "enrollment_token", hidden=True
        ),
    ),
)
