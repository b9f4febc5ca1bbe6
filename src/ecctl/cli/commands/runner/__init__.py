"""`ecctl platform runner`: the hosts of the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.resync import resync_command
from ecctl.cli.commands.runner.hosts import roles_body
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP, search_request
from ecctl.cli.roles import asked_roles
from ecctl.core.durations import MINUTE, SECOND
from ecctl.output.result import Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

HERE = "ecctl.cli.commands.runner."

RUNNERS = Table(
    "runners",
    ("RUNNER ID", "runner_id"),
    ("HOST IP", "host_ip"),
    ("PUBLIC HOSTNAME", "public_hostname"),
    ("HEALTHY", "healthy"),
    ("CONNECTED", "connected"),
)


def new_roles(invocation: Invocation) -> dict[str, Any]:
    """The request that --roles describes."""
    return roles_body(asked_roles(invocation, "roles"))


COMMANDS = (
    Command(
        "check",
        "Compares the roles that hosts have with those that a file says",
        long=(
            "Compares the roles that hosts have with those that a file says: a mapping from the id of a host to "
            "the list of its roles, in JSON or YAML. The status is 1 where a host is missing, is not in the "
            "file, or has other roles. beats-runner and services-forwarder, which every host has, need not be in "
            "it."
        ),
        use="--file <file>",
        examples=("ecctl platform runner check --file hosts.yaml",),
        options=(
            Option(
                "file", "JSON or YAML file with the roles of each host, by its id", short="f", required=True
            ),
            Option("partial", "Hosts that the file does not name are no difference", "bool"),
        ),
        run=HERE + "check:check",
    ),
    Command(
        "delete",
        "Removes hosts from the platform",
        use="<runner id>...",
        arguments=(1, -1),
        operation="delete-runner",
        parameters={"runner_id": "$1"},
        each="Remove {0} hosts from the platform?",
    ),
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
    Command(
        "set-roles",
        "Gives a host other roles",
        long="Gives a host other roles: exactly these, and none of those that it had before.",
        use="<runner id> --roles <role>,<role>",
        examples=("ecctl platform runner set-roles 192.168.44.10 --roles allocator,proxy",),
        arguments=(1, 1),
        options=(
            Option("bless", "Bless the host for the roles, too", "bool"),
            Option("roles", "Roles that the host is to have", "strings", required=True),
        ),
        operation="set-runner-roles",
        parameters={"runner_id": "$1", "bless": lambda invocation: invocation.flag("bless") or None},
        body=new_roles,
        view=Table("roles", ("ROLE", "role_name")),
    ),
    Command(
        "wait",
        "Waits until hosts have joined with their roles",
        long=(
            "Waits until hosts are connected and healthy and have the roles that are asked for: those that are "
            "named, or any as many as --count says. Where that takes longer than --timeout, the status is 7. "
            "Each request may take as long as EC_TIMEOUT or the config file says, but not beyond that."
        ),
        use="{<runner id>... | --count <number>}",
        examples=(
            "ecctl platform runner wait 192.168.44.10 --roles allocator",
            "ecctl platform runner wait --count 20 --roles proxy --timeout 15m",
        ),
        arguments=(0, -1),
        options=(
            Option("count", "Number of hosts to wait for, those included that are ready already", "int"),
            Option("poll-interval", "Time between two looks", "duration", default=2 * SECOND),
            Option("roles", "Roles that each host must have", "strings"),
            Option("timeout", "Longest time to wait, 0 for no end", "duration", default=10 * MINUTE),
        ),
        run=HERE + "wait:wait",
    ),
)
