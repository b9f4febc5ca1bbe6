"""`ecctl platform role`: roles of hosts and their containers."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.sources import Arg
from ecctl.core.errors import UsageError
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

MEMBERS = ("id", "auto_blessed", "containers")
"""Required members of a role (`Role` of the API description)."""


def blessed_runners(aggregate: dict[str, Any]) -> object:
    """Return how many runners may take a role: those blessed one by one, or All if blessing is automatic."""
    if aggregate.get("blessings"):
        # A blessing may also be refused explicitly, with the value false.
        blessings = aggregate["blessings"]["value"]["runner_ids_to_blessing"].values()
        return sum(blessing["value"] is True for blessing in blessings)
    # Without blessings, the role itself tells; None, shown as missing, if it does not.
    automatic = aggregate["role"]["value"]["auto_blessed"]
    return "All" if automatic else 0 if automatic is False else None


def containers(aggregate: dict[str, Any]) -> str:
    """Return the containers of a role, each after its container set."""
    entries = aggregate["role"]["value"]["containers"] or ()
    return " ".join(f"{entry['container_set_name']}:{entry['name']}" for entry in entries)


ROLES = Table(
    "values",
    Column("ROLE ID", "id"),
    Column("BLESSED RUNNERS", blessed_runners),
    Column("CONTAINERSET:CONTAINER", containers),
)


def create(invocation: Invocation) -> Result:
    """Create the role in a file."""
    definition = invocation.read_object("file")
    refuse_partial(definition.get("role"), 'the member "role" of the file')
    return Result(invocation.call("create-blueprinter-role", body=definition), Message(""), changed=True)


def update(invocation: Invocation) -> Result:
    """Overwrite a role with a file."""
    role = invocation.read_object("file")
    name = invocation.arguments[0]
    refuse_partial(role, "the file")
    # Most likely the wrong file: sending it would overwrite one role with another.
    if role["id"] != name:
        raise UsageError(f'the file (--file) describes the role "{role["id"]}", not "{name}"')
    response = invocation.call("update-blueprinter-role", blueprinter_role_id=name, body=role)
    return Result(response, Message(""), changed=True)


def refuse_partial(role: object, where: str) -> None:
    """Raise UsageError for a role that lacks members, because the platform would clear them."""
    missing = [name for name in MEMBERS if not isinstance(role, dict) or name not in role]
    if missing:
        raise UsageError(
            f"{where} (--file) lacks {', '.join(missing)}",
            hint='the role is the member role.value in the output of "ecctl platform role show"',
        )


COMMANDS = (
    Command(
        "create",
        "Create a role from its definition (ECE only)",
        use="--file <filename.json>",
        options=(Option("file", "JSON file with the role and its blessings", required=True),),
        run=create,
    ),
    Command(
        "delete",
        "Delete a role (ECE only)",
        use="<role>",
        arguments=(1, 1),
        operation="delete-blueprinter-role",
        parameters={"blueprinter_role_id": Arg(0)},
        view=Message(""),
    ),
    Command("list", "List the roles (ECE only)", operation="list-blueprinter-roles", view=ROLES),
    Command(
        "show",
        "Show a role (ECE only)",
        use="<role>",
        arguments=(1, 1),
        operation="get-blueprinter-role",
        parameters={"blueprinter_role_id": Arg(0)},
    ),
    Command(
        "update",
        "Overwrite a role (ECE only)",
        use="<role> --file <filename.json>",
        arguments=(1, 1),
        options=(Option("file", "JSON file with the role", required=True),),
        run=update,
    ),
)
