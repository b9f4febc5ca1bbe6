"""`ecctl platform runner`: the hosts of the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Table

RUNNERS = Table(
    "runners",
    ("RUNNER ID", "runner_id"),
    ("HOST IP", "host_ip"),
    ("PUBLIC HOSTNAME", "public_hostname"),
    ("HEALTHY", "healthy"),
    ("CONNECTED", "connected"),
)

COMMANDS = (
    Command("list", "Lists the hosts of the platform", operation="get-runners", view=RUNNERS),
    Command(
        "show",
        "Shows a host",
        use="<runner id>",
        arguments=(1, 1),
        operation="get-runner",
        parameters={"runner_id": "$1"},
    ),
)
