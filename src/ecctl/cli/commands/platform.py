"""`ecctl platform`: the platform itself, and the groups of what it consists of."""

from __future__ import annotations

from ecctl.cli.command import Command

HERE = "ecctl.cli.commands."

COMMANDS = (
    Command("allocator", "Manages the allocators", children=HERE + "allocator"),
    Command("constructor", "Manages the constructors", children=HERE + "constructor"),
    Command("enrollment-token", "Manages tokens", children=HERE + "enrollment_token"),
    Command("info", "Shows information about the platform", operation="get-platform"),
    Command(
        "instance-configuration",
        "Manages instance configurations (ECE only)",
        children=HERE + "instance_configuration",
    ),
    Command("proxy", "Manages proxies (ECE only)", children=HERE + "proxy"),
    Command("repository", "Manages snapshot repositories (ECE only)", children=HERE + "repository"),
    Command("role", "Manages the roles of hosts (ECE only)", children=HERE + "role"),
    Command("runner", "Manages the hosts of the platform", children=HERE + "runner"),
    Command("signing-key", "Manages the keys that sign tokens", children=HERE + "signing_key"),
)
