"""`check`: compare the roles of the hosts with a file."""

from __future__ import annotations

from ecctl.cli.commands.runner.hosts import hosts_by_id
from ecctl.cli.files import shown
from ecctl.cli.roles import refuse_typo
from ecctl.client.hosts import differences_of, role_names
from ecctl.errors import EcctlError, UsageError
from ecctl.output.result import Column, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from yaml import MappingNode, Mark

    from ecctl.cli.bulk import Job
    from ecctl.cli.invocation import Invocation
    from ecctl.client.models import RoleDifference


def in_words(difference: Mapping[str, Any]) -> str:
    """Describe a difference."""
    if difference["state"] == "absent":
        return "does not exist"
    surplus = ", ".join(difference["surplus_roles"])
    if difference["state"] == "unlisted":
        return f"is not in the file; has {surplus or 'no roles'}"
    missing = ", ".join(difference["missing_roles"])
    parts = [f"lacks {missing}" if missing else "", f"also has {surplus}" if surplus else ""]
    return "; ".join(filter(None, parts))


DIFFERENCES = Table(
    "differences",
    Column("RUNNER ID", "runner_id"),
    Column("DIFFERENCE", in_words),
)


def check(invocation: Invocation) -> Generator[Result, None, None]:
    """Compare the hosts with the file of --file; the differences are a result and an error."""
    fix: bool = invocation.flag("fix")
    if invocation.given("parallel") and not fix:
        raise UsageError("--parallel has no effect without --fix")
    wanted = read_wanted(invocation)
    hosts = hosts_by_id(invocation)
    differences = differences_of(wanted, hosts, partial=invocation.flag("partial"))
    value = {"checked": len(wanted), "differences": differences}
    if not differences:
        yield Result(value, Text(lambda _: f"{all_have(len(wanted))}\n"))
        return
    yield Result(value, DIFFERENCES)
    jobs = additions(invocation, differences, hosts) if fix else []
    if jobs:
        add(invocation, jobs)
        if invocation.dry:
            return
        added = {job.key for job in jobs}
        differences = [
            each for each in differences if each["runner_id"] not in added or each["surplus_roles"]
        ]
    if differences:
        still = "still " * bool(jobs)
        raise EcctlError(
            f"{counted(len(differences), still)} from {shown(invocation.flag('file'), 'file')}",
            hint='"ecctl platform runner set-roles ID --roles ROLES" replaces the roles of a host',
        )


def additions(
    invocation: Invocation, differences: list[RoleDifference], hosts: Mapping[str, dict[str, Any]]
) -> list[Job]:
    """Return the requests that add the missing roles; no host loses one."""
    from ecctl.cli.commands.runner.roles import job_of

    return [
        job_of(
            invocation,
            {"runner_id": each["runner_id"]},
            [*role_names(hosts[each["runner_id"]]), *each["missing_roles"]],
        )
        for each in differences
        if each["state"] == "different" and each["missing_roles"]
    ]


def add(invocation: Invocation, jobs: list[Job]) -> None:
    """Add the missing roles, after a confirmation; raise the error of the hosts that did not get them."""
    from ecctl.cli.bulk import parallel_of
    from ecctl.cli.commands.runner.roles import mend

    parallel_of(invocation)
    invocation.confirm(f"Add the missing roles of {len(jobs)} host{'s' * (len(jobs) != 1)}?")
    mend(invocation, jobs, lambda done: f"added the missing roles of {done:,} host{'s' * (done != 1)}")


def counted(number: int, still: str = "") -> str:
    """Return how many hosts differ, in words."""
    return f"1 host {still}differs" if number == 1 else f"{number} hosts {still}differ"


def all_have(number: int) -> str:
    """Return the sentence that no host differs."""
    return "The host has its roles." if number == 1 else f"All {number} hosts have their roles."


def read_wanted(invocation: Invocation) -> dict[str, list[str]]:
    """Return the roles of each host from the file: a mapping from id to a list of roles.

    Raises UsageError if it is not one, or a role looks like a typo.
    """
    path = invocation.flag("file")
    name, allow_unknown = shown(path, "file"), invocation.flag("allow_unknown_role")
    value = read_yaml(invocation) if path.endswith((".yaml", ".yml")) else invocation.read_object("file")
    for host_id, roles in value.items():
        if not isinstance(roles, list) or not all(isinstance(role, str) and role for role in roles):
            raise UsageError(f'{name} contains no list of roles for "{host_id}"')
        for role in () if allow_unknown else roles:
            refuse_typo(role, f'{name}, host "{host_id}":')
    return value


def read_yaml(invocation: Invocation) -> dict[str, Any]:
    """Return the mapping in a YAML file with all scalars as str; raise UsageError if it is invalid."""
    import yaml

    name = shown(invocation.flag("file"), "file")
    try:
        loader = yaml.BaseLoader(invocation.read_bytes("file"))  # constructs str, lists and mappings only
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise UsageError(f"{name} must map host ids to lists of roles")
        refuse_repeated(node, name)
        value: dict[str, Any] = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise UsageError(f"{name} is not YAML: {error.problem}{place(error.problem_mark)}") from None
    except (yaml.YAMLError, RecursionError):
        raise UsageError(f"{name} is not YAML: it contains characters that YAML forbids") from None
    return value


def refuse_repeated(node: MappingNode, name: str) -> None:
    """Raise UsageError if a key is not a string, or occurs twice: only the last value would count."""
    keys = set()
    for key, _ in node.value:
        if not isinstance(key.value, str):
            raise UsageError(f"{name} must map host ids to lists of roles")
        # YAML forbids it, but the library lets the last one win: a host would silently lose roles.
        if key.value in keys:
            raise UsageError(f'{name} contains "{key.value}" twice, the second time{place(key.start_mark)}')
        keys.add(key.value)


def place(mark: Mark | None) -> str:
    """Return a place in a file, counted from 1."""
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
