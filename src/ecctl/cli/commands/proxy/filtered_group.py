"""`ecctl platform proxy filtered-group`: groups of proxies and their expected sizes."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.sources import Arg
from ecctl.core.errors import UsageError
from ecctl.errors import raise_all
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

GROUPS = Table(
    "",
    Column("ID", "group.id", missing=""),
    Column("EXPECTED COUNT", "group.expected_proxies_count"),
    Column("OBSERVED COUNT", "observed_proxies_count"),
    Column("STATUS", "status"),
)


def create(invocation: Invocation) -> Result:
    """Create a group."""
    response = invocation.call("create-proxies-filtered-group", body=described_group(invocation))
    return Result(response, model="ProxiesFilteredGroup", changed=True)


def update(invocation: Invocation) -> Result:
    """Overwrite a group that has not changed since a version."""
    response = invocation.call(
        "update-proxies-filtered-group",
        proxies_filtered_group_id=invocation.arguments[0],
        version=invocation.flag("version"),
        body=described_group(invocation),
    )
    return Result(response, model="ProxiesFilteredGroup", changed=True)


def show_all(invocation: Invocation) -> Result:
    """List the groups, which the platform only lists as part of its health."""
    health = invocation.call("get-proxies-health")
    return Result(health.get("filtered_groups") or [], GROUPS, model="[]ProxiesFilteredGroupHealth")


def described_group(invocation: Invocation) -> dict[str, Any]:
    """Return the group that arguments and flags describe. Raise UsageError for invalid ones."""
    count: int = invocation.flag("expected_proxies_count")
    # A list of pairs and not a dict, so that a repeated key is noticed.
    pairs = [pair.partition("=")[::2] for pair in invocation.flag("filters") or ()]
    keys = [key for key, _ in pairs]
    problems = []
    if count < 1:
        problems.append(UsageError(f"--expected-proxies-count must be at least 1 (got {count})"))
    if not pairs:
        problems.append(UsageError("--filters is empty: it selects the proxies of the group"))
    if "" in keys:
        problems.append(UsageError("--filters contains a value without a key"))
    twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
    problems += [
        UsageError(f'--filters has the key "{key}" twice: a proxy has only one value for it') for key in twice
    ]
    raise_all(problems)
    return {
        "expected_proxies_count": count,
        "filters": [{"key": key, "value": value} for key, value in pairs],
        # Also in the body of an update, whose path names the group as well: the original sends it.
        "id": invocation.arguments[0],
    }


DESCRIPTION = (
    Option("expected-proxies-count", "Expected number of proxies", "int32", default=1),
    Option(
        "filters",
        "Proxy metadata",
        "stringToString",
        required=True,
    ),
)

COMMANDS = (
    Command(
        "create",
        "Create a group of proxies (ECE only)",
        use="<filtered group id> --filters <key1=value1,key2=value2> --expected-proxies-count <int>",
        arguments=(1, 1),
        options=DESCRIPTION,
        run=create,
    ),
    Command(
        "delete",
        "Delete a group of proxies (ECE only)",
        use="<filtered group id>",
        arguments=(1, 1),
        operation="delete-proxies-filtered-group",
        parameters={"proxies_filtered_group_id": Arg(0)},
        view=Message(""),
    ),
    Command("list", "List the groups of proxies (ECE only)", run=show_all),
    Command(
        "show",
        "Show a group of proxies (ECE only)",
        use="<filtered group id>",
        arguments=(1, 1),
        operation="get-proxies-filtered-group",
        parameters={"proxies_filtered_group_id": Arg(0)},
    ),
    Command(
        "update",
        "Overwrite a group of proxies (ECE only)",
        use=(
            "<filtered group id> --filters <key1=value1,key2=value2> --expected-proxies-count <int> "
            "--version <int>"
        ),
        arguments=(1, 1),
        options=(*DESCRIPTION, Option("version", "Version of the group to overwrite", required=True)),
        run=update,
    ),
)
