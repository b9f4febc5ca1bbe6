"""`ecctl platform runner`: the hosts of the platform."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command, Lazy
from ecctl.cli.commands.factories import resync_command
from ecctl.cli.commands.runner.hosts import roles_body
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP, search_request
from ecctl.cli.roles import asked_roles
from ecctl.core.durations import MINUTE, SECOND
from ecctl.output.result import Column, Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

HERE = "ecctl.cli.commands.runner."

RUNNERS = Table(
    "runners",
    Column("RUNNER ID", "runner_id"),
    Column("HOST IP", "host_ip"),
    Column("PUBLIC HOSTNAME", "public_hostname"),
    Column("HEALTHY", "healthy"),
    Column("CONNECTED", "connected"),
)


def new_roles(invocation: Invocation) -> dict[str, Any]:
    """The request that --roles describes."""
    return roles_body(asked_roles(invocation, "roles"))


COMMANDS = (
    Command(
        "check",
        "Compare the roles that hosts have with those that a file says",
        long=(
            "Compare the roles that hosts have with those that a file says: a mapping from the id of a host to "
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
        run=Lazy(HERE + "check", "check"),
    ),
    Command(
        "delete",
        "Remove hosts from the platform",
        use="<runner id>...",
        arguments=(1, -1),
        operation="delete-runner",
        parameters={"runner_id": Arg(0)},
        each="Remove {0} hosts from the platform?",
    ),
    Command("list", "List the hosts of the platform", operation="get-runners", view=RUNNERS),
    resync_command("runner"),
    Command(
        "search",
        "List the hosts that a query finds",
        long=f"List the hosts that a query finds.\n\n{SEARCH_HELP}",
        examples=('ecctl platform runner search --query \'{"query": {"match_all": {}}}\'',),
        options=QUERY_OPTIONS,
        operation="search-runners",
        body=search_request,
        view=RUNNERS,
    ),
    Command(
        "show",
        "Show a host",
        use="<runner id>",
        arguments=(1, 1),
        operation="get-runner",
        parameters={"runner_id": Arg(0)},
    ),
    Command(
        "set-roles",
        "Give a host other roles",
        long="Give a host other roles: exactly these, and none of those that it had before.",
        use="<runner id> --roles <role>,<role>",
        examples=("ecctl platform runner set-roles 192.168.44.10 --roles allocator,proxy",),
        arguments=(1, 1),
        options=(
            Option("bless", "Bless the host for the roles, too", "bool"),
            Option("roles", "Roles that the host is to have", "strings", required=True),
        ),
        operation="set-runner-roles",
        parameters={"runner_id": Arg(0), "bless": lambda invocation: invocation.flag("bless") or None},
        body=new_roles,
        view=Table("roles", Column("ROLE", "role_name")),
    ),
    Command(
        "wait",
        "Wait until hosts have joined with their roles",
        long=(
            "Wait until hosts are connected and healthy and have the roles that are asked for: those that are "
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
        run=Lazy(HERE + "wait", "wait"),
    ),
)
