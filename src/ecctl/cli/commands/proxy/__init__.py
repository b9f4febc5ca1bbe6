"""`ecctl platform proxy`: the proxies that route requests to deployments, their groups and settings."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = "ecctl.cli.commands.proxy."


def metadata(proxy: dict[str, Any]) -> object:
    """The metadata of a proxy: `key:value,` for each of them, by key."""
    from ecctl.output.table import cell_text

    found = proxy.get("metadata") or {}
    if not isinstance(found, dict):
        return found
    return "".join(
        f"{key}:{'-' if (value := found[key]) is None else cell_text(value)}," for key in sorted(found)
    )


PROXIES = Table(
    "proxies",
    ("PROXY ID", "proxy_id"),
    ("HOST IP", "host_ip"),
    ("PUBLIC HOSTNAME", "public_hostname"),
    ("HEALTHY", "healthy"),
    ("METADATA", metadata),
)

COMMANDS = (
    Command(
        "filtered-group",
        "Manages groups of proxies (ECE only)",
        children=HERE + "filtered_group",
    ),
    Command("list", "Lists the proxies of the platform (ECE only)", operation="get-proxies", view=PROXIES),
    Command("settings", "Manages the settings of all proxies (ECE only)", children=HERE + "settings"),
    Command(
        "show",
        "Shows a proxy (ECE only)",
        use="<proxy id>",
        arguments=(1, 1),
        operation="get-proxy",
        parameters={"proxy_id": "$1"},
    ),
)
