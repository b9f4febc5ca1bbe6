"""The command tree, checked against the API description."""

from __future__ import annotations

import pytest

from ecctl.cli.command import HELP, Command, Lazy, all_options
from ecctl.cli.commands import ROOT
from ecctl.cli.schema import walk
from ecctl.cli.sources import Arg, FileBody, Flag, Not, Source
from ecctl.client import operation
from ecctl.core import Frozen
from ecctl.output import NAME, Column, Table
from ecctl.output._generated.go_models import MODELS

TREE = [(" ".join(path), command) for command, path in walk(ROOT, ["ecctl"])]
LEAVES = [(name, command) for name, command in TREE if not command.group]


def members(model: str) -> dict[str, str]:
    """Return the members of a model, embedded ones included, each with its model or type."""
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
    """Return what an entry refers to that neither the description nor the entry has."""
    found = operation(command.operation)
    known = {*found.path_parameters, *(name for _, name, _, _ in found.parameters)}
    known |= {name.lower().replace("-", "_") for name in known}
    wrong = [f"parameter {name}" for name in command.parameters if name not in known]
    sources = list(command.parameters.values())
    if isinstance(command.body, dict):
        if MODELS.get(found.body):
            wrong += [f"member {name}" for name in command.body if name not in members(found.body)]
        sources += command.body.values()
    elif isinstance(command.body, Source):
        sources.append(command.body)
    wrong += [problem for source in sources for problem in source_problems(command, source)]
    if isinstance(command.view, Table) and MODELS.get(found.reply):
        wrong += column_problems(command.view, found.reply)
    return wrong


def source_problems(command: Command, source: object) -> list[str]:
    """Return what a source refers to that the command line cannot hold."""
    if isinstance(source, Not):
        return source_problems(command, source.flag)
    if isinstance(source, Flag | FileBody):
        name = source.name if isinstance(source, Flag) else source.flag
        return [] if name in {option.name for option in all_options(command)} else [f"flag --{name}"]
    if isinstance(source, Arg) and 0 <= command.arguments[1] <= source.index:
        return [f"argument {source.index}"]
    return []


def column_problems(table: Table, reply: str) -> list[str]:
    model = reply.removeprefix("[]")
    if table.rows:
        for name in table.rows.split("."):
            if name not in members(model):
                return [f"rows {table.rows}"]
            model = members(model)[name]
    wrong = []
    for column in table.columns:
        inside, path = model, column.source
        for name in path.split(".") if isinstance(path, str) and path != NAME and MODELS.get(model) else ():
            if not MODELS.get(inside):
                break
            if name not in members(inside):
                wrong.append(f"column {column.heading}: {path}")
                break
            inside = members(inside)[name]
    return wrong


@pytest.mark.parametrize(("name", "command"), [pair for pair in LEAVES if pair[1].operation])
def test_entry_matches_the_api_description(name, command):
    assert problems(command) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"operation": "get-runner", "parameters": {"runner": Arg(0)}}, "parameter runner"),
        ({"operation": "get-users", "parameters": {"include_disabled": Flag("disabled")}}, "flag --disabled"),
        ({"operation": "get-users", "parameters": {"include_disabled": Not(Flag("off"))}}, "flag --off"),
        ({"operation": "get-users", "parameters": {"include_disabled": Arg(0)}}, "argument 0"),
        ({"operation": "create-user", "body": FileBody("payload")}, "flag --payload"),
        ({"operation": "create-user", "body": {"nickname": Arg(0)}}, "member nickname"),
        ({"operation": "get-users", "view": Table("people", Column("X", "x"))}, "rows people"),
        ({"operation": "get-users", "view": Table("users", Column("X", "nick.name"))}, "column X: nick.name"),
    ],
)
def test_entry_with_unknown_name_is_reported(entry, said):
    assert said in problems(Command("x", "X", **entry))


@pytest.mark.parametrize(("name", "command"), LEAVES)
def test_leaf_has_one_action(name, command):
    assert bool(command.operation) != bool(command.run)
    least, most = command.arguments
    assert most == -1 or least <= most


@pytest.mark.parametrize(("name", "command"), TREE)
def test_names_are_unique(name, command):
    if command.group:
        names = [word for child in command.subcommands() for word in (child.name, *child.aliases)]
        assert len(names) == len(set(names))
    options = all_options(command)
    assert len({option.name for option in options}) == len(options)
    shorthands = [option.short for option in options if option.short]
    assert len(shorthands) == len(set(shorthands))


@pytest.mark.parametrize(("name", "command"), TREE)
def test_help_fits_into_80_columns(ecctl, name, command):
    outcome = ecctl(*name.split()[1:], "--help", env={"COLUMNS": "80"})
    assert outcome.status == 0
    long = [line for line in outcome.out.splitlines() if len(line) > 80 and " " in line.strip()]
    long = [line for line in long if not line.startswith("  ecctl ")]
    assert long == []


@pytest.mark.parametrize(("name", "command"), [pair for pair in TREE if pair[0] != "ecctl"])
def test_summary_starts_with_a_verb_in_the_imperative(name, command):
    verb = command.short.split()[0]
    assert verb[0].isupper()
    assert not verb.endswith("s") or verb in ("Pass", "Bless")
    assert not command.short.endswith(".")


def test_entries_are_immutable():
    command = Command("x", "Do something", options=())
    for entry, name in (
        (command, "run"),
        (Arg(0), "index"),
        (Column("X", "x"), "missing"),
        (Table(""), "rows"),
    ):
        with pytest.raises(AttributeError, match=f"cannot set {name}"):
            setattr(entry, name, None)
        with pytest.raises(AttributeError, match=f"cannot delete {name}"):
            delattr(entry, name)
    assert command.run is None


def test_lazy_reference_names_what_it_refers_to():
    assert Lazy("ecctl.cli.command", "HELP").load() is HELP
    assert repr(Lazy("module", "name")) == "Lazy(module='module', name='name')"


@pytest.mark.parametrize(("name", "command"), [pair for pair in TREE if not pair[1].group])
def test_usage_names_required_flags_and_arguments(name, command):
    for option in command.options:
        if option.required and name != "ecctl auth key create":  # its help is recorded
            assert f"--{option.name}" in command.use or f"-{option.short} " in command.use
    assert command.arguments == (0, 0) or "<" in command.use or name in ("ecctl help", "ecctl schema")


def test_entries_have_only_known_fields():
    """Type checkers refuse others; at run time, nothing does."""
    assert {name for _, command in TREE for name in vars(command)} <= set(Command.__annotations__)


def test_value_types_with_fields_have_no_subclasses():
    """Type checkers take a subclass to inherit the fields; its constructor does not know them."""
    kinds = [Frozen]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert Arg in kinds
    assert [kind for kind in kinds if kind.__annotations__ and kind.__subclasses__()] == []
