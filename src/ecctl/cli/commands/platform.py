"""`ecctl platform`: the platform and its components."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.output import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = "ecctl.cli.commands."


def summary(value: Any) -> str:
    """Return a summary of the platform, from the module that makes it."""
    from ecctl.cli.commands.platform_summary import summary_of

    return summary_of(value)


COMMANDS = (
    Command("allocator", "Manage the allocators", children=Lazy(HERE + "allocator", "COMMANDS")),
    Command(
        "certificate",
        "Manage the TLS certificates of services (ECE only)",
        children=Lazy(HERE + "certificate", "COMMANDS"),
    ),
    Command("constructor", "Manage the constructors", children=Lazy(HERE + "constructor", "COMMANDS")),
    Command(
        "enrollment-token", "Manage enrollment tokens", children=Lazy(HERE + "enrollment_token", "COMMANDS")
    ),
    Command(
        "info",
        "Show information about the platform",
        long="Show information about the platform: a summary on a terminal, JSON elsewhere.",
        operation="get-platform",
        view=Text(summary, summary=True),
        identifier="",
    ),
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
