"""The tree of commands against the API's description: an entry that names what is not there fails here."""

from __future__ import annotations

import pytest

from ecctl.cli.command import Command, all_options
from ecctl.cli.commands.generate import walk
from ecctl.cli.commands.root import ROOT
from ecctl.client.operations import operation
from ecctl.output._generated.go_models import MODELS
from ecctl.output.result import Table

TREE = [(" ".join(path), command) for command, path in walk(ROOT, ["ecctl"])]
LEAVES = [(name, command) for name, command in TREE if not command.group]


def members(model: str) -> dict[str, str]:
    """The members of a model with the model or type of each; those of embedded ones included."""
    found = {}
    for line in MODELS.get(model, "").splitlines():
        key, kind = line.split(" ")
        if key == ".":
            found |= members(plain(kind))
        else:
            found[key] = plain(kind)
    return found


def plain(kind: str) -> str:
    return kind.rstrip("!").replace("map[string]", "").replace("[]", "").replace("*", "")


def problems(command: Command) -> list[str]:
    """What an entry names that the description, or the entry itself, does not have."""
    found = operation(command.operation)
    known = {*found.path_parameters, *(name for _, name, _, _ in found.parameters)}
    known |= {name.lower().replace("-", "_") for name in known}
    wrong = [f"parameter {name}" for name in command.parameters if name not in known]
    flags = {f"--{option.name}" for option in all_options(command)}
    sources = list(command.parameters.values())
    if isinstance(command.body, dict):
        if MODELS.get(found.body):
            wrong += [f"member {name}" for name in command.body if name not in members(found.body)]
        sources += command.body.values()
    for source in sources:
        if isinstance(source, str) and source.lstrip("!").startswith("--"):
            wrong += [] if source.lstrip("!") in flags else [f"flag {source}"]
    if isinstance(command.view, Table) and MODELS.get(found.reply):
        wrong += column_problems(command.view, found.reply)
    return wrong


def column_problems(table: Table, reply: str) -> list[str]:
    model = reply.removeprefix("[]")
    if table.rows:
        for name in table.rows.split("."):
            if name not in members(model):
                return [f"rows {table.rows}"]
            model = members(model)[name]
    wrong = []
    for heading, cell in table.columns:
        inside = model
        for name in cell.rstrip("?~").split(".") if isinstance(cell, str) and MODELS.get(model) else ():
            if name.startswith("$") or not MODELS.get(inside):
                break
            if name not in members(inside):
                wrong.append(f"column {heading}: {cell}")
                break
            inside = members(inside)[name]
    return wrong


@pytest.mark.parametrize(("name", "command"), [pair for pair in LEAVES if pair[1].operation])
def test_an_entry_names_what_the_description_has(name, command):
    assert problems(command) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"operation": "get-runner", "parameters": {"runner": "$1"}}, "parameter runner"),
        ({"operation": "get-users", "parameters": {"include_disabled": "--disabled"}}, "flag --disabled"),
        ({"operation": "create-user", "body": {"nickname": "$1"}}, "member nickname"),
        ({"operation": "get-users", "view": Table("people", ("X", "x"))}, "rows people"),
        ({"operation": "get-users", "view": Table("users", ("X", "nick.name"))}, "column X: nick.name"),
    ],
)
def test_an_entry_that_names_something_else_is_found(entry, said):
    assert said in problems(Command("x", "X", **entry))


@pytest.mark.parametrize(("name", "command"), LEAVES)
def test_a_leaf_does_something(name, command):
    assert bool(command.operation) != bool(command.run)
    least, most = command.arguments
    assert most == -1 or least <= most


@pytest.mark.parametrize(("name", "command"), TREE)
def test_names_are_used_once(name, command):
    if command.group:
        names = [word for child in command.subcommands() for word in (child.name, *child.aliases)]
        assert len(names) == len(set(names))
    options = all_options(command)
    assert len({option.name for option in options}) == len(options)
    shorthands = [option.short for option in options if option.short]
    assert len(shorthands) == len(set(shorthands))


@pytest.mark.parametrize(("name", "command"), TREE)
def test_help_of_every_command_fits_into_80_columns(ecctl, name, command):
    outcome = ecctl(*name.split()[1:], "--help", env={"COLUMNS": "80"})
    assert outcome.status == 0
    long = [line for line in outcome.out.splitlines() if len(line) > 80 and " " in line.strip()]
    long = [line for line in long if not line.startswith("  ecctl ")]
    assert long == []
