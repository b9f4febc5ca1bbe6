"""Hosts as the platform describes them (RunnerInfo), and their roles."""

from __future__ import annotations

from ecctl.client.hosts import by_id, role_names
from ecctl.output import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation


HOSTS = Table(
    "runners",
    Column("RUNNER ID", "runner_id"),
    Column("HOST IP", "host_ip"),
    Column("ROLES", lambda host: " ".join(role_names(host)) or None),
)


def hosts_by_id(invocation: Invocation) -> dict[str, dict[str, Any]]:
    """Return all hosts of the platform by id."""
    return by_id(invocation.call("get-runners").get("runners") or ())
