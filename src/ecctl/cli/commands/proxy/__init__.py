"""`ecctl platform proxy`: proxies that route requests to deployments."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.sources import Arg
from ecctl.output import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = "ecctl.cli.commands.proxy."


def metadata(proxy: dict[str, Any]) -> object:
    """Return the metadata of a proxy as `key:value,` pairs sorted by key."""
    from ecctl.output import cell_text

    found = proxy.get("metadata") or {}
    if not isinstance(found, dict):
        return found
    return "".join(
        f"{key}:{'-' if (value := found[key]) is None else cell_text(value)}," for key in sorted(found)
    )


PROXIES = Table(
    "proxies",
    Column("PROXY ID", "proxy_id"),
    Column("HOST IP", "host_ip"),
    Column("PUBLIC HOSTNAME", "public_hostname"),
    Column("HEALTHY", "healthy"),
    Column("METADATA", metadata),
)

COMMANDS = (
    Command(
        "filtered-group",
        "Manage groups of proxies (ECE only)",
        children=Lazy(HERE + "filtered_group", "COMMANDS"),
    ),
    Command("list", "List the proxies of the platform (ECE only)", operation="get-proxies", view=PROXIES),
    Command(
        "settings",
        "Manage the settings of all proxies (ECE only)",
        children=Lazy(HERE + "settings", "COMMANDS"),
    ),
    Command(
        "show",
        "Show a proxy (ECE only)",
        use="<proxy id>",
        arguments=(1, 1),
        operation="get-proxy",
        parameters={"proxy_id": Arg(0)},
    ),
)
