"""`ecctl platform runner`: the hosts of the platform."""

from __future__ import annotations

from ecctl.cli.command import ALLOW_UNKNOWN_ROLE, PARALLEL, Command, Lazy
from ecctl.cli.commands.factories import resync_command
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP, search_request
from ecctl.cli.sources import Arg
from ecctl.client.hosts import role_names
from ecctl.core.durations import MINUTE, SECOND
from ecctl.output import Column, Table
from ecctl.settings import Option

HERE = "ecctl.cli.commands.runner."

RUNNERS = Table(
    "runners",
    Column("RUNNER ID", "runner_id"),
    Column("HOST IP", "host_ip"),
    Column("PUBLIC HOSTNAME", "public_hostname"),
    Column("HEALTHY", "healthy"),
    Column("CONNECTED", "connected"),
    Column("ZONE", "zone", missing="-", wide=True),
    Column("ROLES", lambda runner: " ".join(sorted(role_names(runner))) or None, wide=True),
)


ROLES = "Roles of the host (repeatable, or comma-separated)"

COMMANDS = (
    Command(
        "check",
        "Compare the hosts' roles with a file",
        long=(
            "Compare the hosts' roles with a file: a mapping from host ids to lists of roles, in JSON or YAML, or "
            "CSV with the columns runner_id and roles. "
            "The exit status is 1 if a host is missing, is not in the file, or has other roles. The roles that "
            "every host has, beats-runner and services-forwarder, may be left out of the file.\n\n"
            "--fix adds the roles that hosts lack, after confirmation. It removes no roles, and the exit "
            "status is 1 if hosts still differ."
        ),
        use="--file <file>",
        examples=(
            "ecctl platform runner check --file hosts.yaml",
            "ecctl platform runner check --file hosts.yaml --fix --dry-run",
        ),
        options=(
            Option("file", "JSON, YAML or CSV file with the roles of each host", short="f", required=True),
            Option("fix", "Add the roles that hosts lack", "bool"),
            Option("partial", "Ignore hosts that are not in the file", "bool"),
            ALLOW_UNKNOWN_ROLE,
            PARALLEL,
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
        "List the hosts that match a query",
        long=f"List the hosts that match a query.\n\n{SEARCH_HELP}",
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
        "Replace the roles of a host",
        long=(
            "Replace the roles of a host: the host gets these roles and loses all others.\n\n"
            "--file does so for each host in a CSV file (columns: runner_id, roles), or in a YAML file that maps "
            'host ids to roles. If the run is interrupted, the same command line resumes it; see "ecctl help bulk".'
        ),
        use="{<runner id> --roles <role>,<role> | --file <file>}",
        examples=(
            "ecctl platform runner set-roles 192.168.44.10 --roles allocator,proxy",
            "ecctl platform runner set-roles --file hosts.yaml",
        ),
        arguments=(0, 1),
        options=(
            Option("bless", "Bless the host for the roles, too", "bool"),
            Option("file", "File with the roles of each host; - for standard input", short="f"),
            Option("roles", ROLES, "strings", aliases=("role",), required=True, unless=("file",)),
            ALLOW_UNKNOWN_ROLE,
            PARALLEL,
        ),
        run=Lazy(HERE + "roles", "set_roles"),
    ),
    Command(
        "wait",
        "Wait until hosts have joined with their roles, or have left",
        long=(
            "Wait until the named hosts, or any --count hosts, are connected and healthy and have the roles. "
            "--gone waits until the platform has none of the named hosts. "
            "The exit status is 7 if that takes longer than --timeout.\n\n"
            "--timeout limits the whole wait; single requests are limited by EC_TIMEOUT."
        ),
        use="{<runner id>... | --count <number>}",
        examples=(
            "ecctl platform runner wait 192.168.44.10 --roles allocator",
            "ecctl platform runner wait --count 20 --roles proxy --timeout 15m",
            "ecctl platform runner wait 192.168.44.10 --gone",
        ),
        arguments=(0, -1),
        options=(
            Option("count", "Number of hosts to wait for, including those that are ready", "int"),
            Option("gone", "Wait until the hosts have left", "bool"),
            Option("poll-interval", "Time between two polls", "duration", default=2 * SECOND),
            Option("roles", "Roles that each host must have", "strings", aliases=("role",)),
            ALLOW_UNKNOWN_ROLE,
            Option("timeout", "Time limit of the whole wait, 0 for none", "duration", default=10 * MINUTE),
        ),
        run=Lazy(HERE + "wait", "wait"),
    ),
)
