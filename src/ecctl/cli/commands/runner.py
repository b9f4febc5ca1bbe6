"""`ecctl platform runner`: the hosts of the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.resync import resync_command
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP, search_request
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
    resync_command("runner"),
    Command(
        "search",
        "Lists the hosts that a query finds",
        long=f"Lists the hosts that a query finds.\n\n{SEARCH_HELP}",
        examples=('ecctl platform runner search --query \'{"query": {"match_all": {}}}\'',),
        options=QUERY_OPTIONS,
        operation="search-runners",
        body=search_request,
        view=RUNNERS,
    ),
    Command(
        "show",
        "Shows a host",
        use="<runner id>",
        arguments=(1, 1),
        operation="get-runner",
        parameters={"runner_id": "$1"},
    ),
)
