"""Hosts as the platform describes them (RunnerInfo), and their roles."""

from __future__ import annotations

from ecctl.client.hosts import role_names
from ecctl.output.result import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
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
    hosts = invocation.call("get-runners").get("runners") or ()
    return {host["runner_id"]: host for host in hosts if isinstance(host, dict) and host.get("runner_id")}


def roles_body(roles: Sequence[str]) -> dict[str, Any]:
    """Return roles as the API takes them (RunnerRolesInfo)."""
    return {"roles": [{"role_name": role} for role in roles]}
