"""`check`: do the hosts have the roles that a file says, no more and no less?"""

from __future__ import annotations

from ecctl.cli.commands.runner.hosts import hosts_by_id, roles_of
from ecctl.cli.files import shown
from ecctl.cli.roles import refuse_misspelled
from ecctl.core.ece import IMPLIED_ROLES
from ecctl.errors import EcctlError, UsageError
from ecctl.output.result import Column, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from yaml import MappingNode, Mark

    from ecctl.cli.invocation import Invocation


def in_words(difference: Mapping[str, Any]) -> str:
    """What differs, for people."""
    if difference["state"] == "absent":
        return "is not there"
    surplus = ", ".join(difference["surplus_roles"])
    if difference["state"] == "unlisted":
        return f"is not in the file; has {surplus or 'no role'}"
    missing = ", ".join(difference["missing_roles"])
    parts = [f"lacks {missing}" if missing else "", f"has {surplus} besides" if surplus else ""]
    return "; ".join(filter(None, parts))


DIFFERENCES = Table(
    "differences",
    Column("RUNNER ID", "runner_id"),
    Column("DIFFERENCE", in_words),
)


def check(invocation: Invocation) -> Generator[Result, None, None]:
    """Compare the hosts with the file that --file names; raise an error if anything differs."""
    wanted = read_wanted(invocation)
    hosts = hosts_by_id(invocation)
    differences = compare(wanted, hosts, partial=invocation.flag("partial"))
    value = {"checked": len(wanted), "differences": differences}
    if not differences:
        yield Result(value, Text(lambda _: f"All {len(wanted)} hosts have their roles.\n"))
        return
    yield Result(value, DIFFERENCES)
    raise EcctlError(
        f"{shown(invocation.flag('file'), 'file')} says otherwise of these hosts: {len(differences)}",
        hint='"ecctl platform runner set-roles ID --roles ROLES" gives a host other roles',
    )


def compare(
    wanted: Mapping[str, list[str]], hosts: Mapping[str, dict[str, Any]], *, partial: bool
) -> list[dict[str, Any]]:
    """Each host that differs, with its `state` (absent, unlisted or different) and the roles that do.

    Roles that every host has count only where they are asked for. With `partial`, hosts that are not asked
    for may be there.
    """
    differences = []
    for host_id in sorted({*wanted, *hosts}):
        want = wanted.get(host_id)
        if want is None and partial:
            continue
        have = roles_of(hosts[host_id]) if host_id in hosts else []
        missing = [role for role in want or () if role not in have]
        surplus = [role for role in have if role not in (*(want or ()), *IMPLIED_ROLES)]
        state = "unlisted" if want is None else "different" if host_id in hosts else "absent"
        if state != "different" or missing or surplus:
            differences.append(
                {"runner_id": host_id, "state": state, "missing_roles": missing, "surplus_roles": surplus}
            )
    return differences


def read_wanted(invocation: Invocation) -> dict[str, list[str]]:
    """The roles of each host as the file has them: a mapping from id to a list of roles.

    UsageError where it is none, or a role is nearly a known one and --force does not stand by it.
    """
    path = invocation.flag("file")
    name, force = shown(path, "file"), invocation.profile.flag("force")
    value = read_yaml(invocation) if path.endswith((".yaml", ".yml")) else invocation.read_object("file")
    for host_id, roles in value.items():
        if not isinstance(roles, list) or not all(isinstance(role, str) and role for role in roles):
            raise UsageError(f'{name} has no list of roles for "{host_id}"')
        for role in () if force else roles:
            refuse_misspelled(role, f'{name}, host "{host_id}":')
    return value


def read_yaml(invocation: Invocation) -> dict[str, Any]:
    """The mapping of a YAML file, each of its scalars a text; UsageError where it is none."""
    import yaml

    name = shown(invocation.flag("file"), "file")
    try:
        loader = yaml.BaseLoader(invocation.read_bytes("file"))  # makes texts, and nothing else
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise UsageError(f"{name} holds no roles by id")
        refuse_repeated(node, name)
        value: dict[str, Any] = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise UsageError(f"{name} is not YAML: {error.problem}{place(error.problem_mark)}") from None
    except (yaml.YAMLError, RecursionError):
        raise UsageError(f"{name} is not YAML text") from None
    return value


def refuse_repeated(node: MappingNode, name: str) -> None:
    """UsageError where a key is no text, or is given twice: of its values only the last would count."""
    keys = set()
    for key, _ in node.value:
        if not isinstance(key.value, str):
            raise UsageError(f"{name} holds no roles by id")
        if key.value in keys:
            raise UsageError(f'{name} has "{key.value}" twice, again{place(key.start_mark)}')
        keys.add(key.value)


def place(mark: Mark | None) -> str:
    """Where in a file something is, as people count."""
    return f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
