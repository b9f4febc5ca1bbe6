"""`ecctl platform`: the platform and its components."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy

HERE = "ecctl.cli.commands."

COMMANDS = (
    Command("allocator", "Manage the allocators", children=Lazy(HERE + "allocator", "COMMANDS")),
    Command("constructor", "Manage the constructors", children=Lazy(HERE + "constructor", "COMMANDS")),
    Command(
        "enrollment-token", "Manage enrollment tokens", children=Lazy(HERE + "enrollment_token", "COMMANDS")
    ),
    Command("info", "Show information about the platform", operation="get-platform"),
    Command(
        "instance-configuration",
        "Manage instance configurations (ECE only)",
        children=Lazy(HERE + "instance_configuration", "COMMANDS"),
    ),
    Command("proxy", "Manage proxies (ECE only)", children=Lazy(HERE + "proxy", "COMMANDS")),
    Command(
        "repository",
        "Manage snapshot repositories (ECE only)",
        children=Lazy(HERE + "repository", "COMMANDS"),
    ),
    Command("role", "Manage the roles of hosts (ECE only)", children=Lazy(HERE + "role", "COMMANDS")),
    Command("runner", "Manage the hosts of the platform", children=Lazy(HERE + "runner", "COMMANDS")),
    Command(
        "signing-key", "Manage the keys that sign tokens", children=Lazy(HERE + "signing_key", "COMMANDS")
    ),
)
