"""The command tree as JSON, for programs and agents. Everything is read from the tree and the API description."""

from __future__ import annotations

from ecctl import __version__
from ecctl.cli.command import HELP, SHORT_FORMS, inherited_options, usage_lines
from ecctl.cli.effects import DELETED, RETURNS, changes_nothing, path_of
from ecctl.cli.help_topics import EXIT_STATUSES, OUTPUT_MEANINGS
from ecctl.cli.parser import LISTS
from ecctl.core.durations import format_duration
from ecctl.output import Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ecctl.cli.command import Command
    from ecctl.settings import Option

VERSION = 1
"""Version of this format; it grows if a member changes its meaning or disappears."""

SCALARS = {
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date-time"},
    "float32": {"type": "number"},
    "float64": {"type": "number"},
    "int": {"type": "integer"},
    "int32": {"type": "integer"},
    "int64": {"type": "integer"},
    "string": {"type": "string"},
}
"""Types of members, by the names that the models use; any other name is a model or any JSON."""

ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "message": {"type": "string"},
                "exit_status": {"type": "integer"},
                "hint": {"type": "string", "description": "What to do"},
                "status": {"type": "integer", "description": "HTTP status"},
                "sent": {"type": "boolean", "description": "The request may have been carried out"},
                "errors": {
                    "type": "array",
                    "description": "What the API said, or an object for each failure",
                },
                "request_id": {"type": "string"},
            },
            "required": ["message", "exit_status"],
        }
    },
    "required": ["error"],
}
"""What standard error holds after a failure with JSON output."""


def tree(command: Command, path: Sequence[str]) -> dict[str, Any]:
    """Return a command and all below it, with what is common to all commands."""
    models: set[str] = set()
    commands = [entry(each, words, models) for each, words in walk(command, path)]
    return {
        "schema_version": VERSION,
        "version": __version__,
        "commands": commands,
        **common(command, models),
    }


def one(command: Command, path: Sequence[str]) -> dict[str, Any]:
    """Return a single command, with what is common to all commands."""
    models: set[str] = set()
    return {**entry(command, path, models), **common(command, models)}


def common(command: Command, models: set[str]) -> dict[str, Any]:
    """Return the parts that all commands share, and the models that the described ones refer to."""
    return {
        "global_flags": [flag(option) for option in inherited_options(command)],
        "outputs": OUTPUT_MEANINGS,
        "exit_statuses": {str(status): meaning for status, meaning in EXIT_STATUSES.items()},
        "error": ERROR,
        "$defs": definitions(models),
    }


# Sorted by name, so that nothing depends on the order of the source.
def walk(command: Command, path: Sequence[str]) -> Iterator[tuple[Command, Sequence[str]]]:
    """Yield a command and all visible ones below it, each with its path."""
    yield command, path
    if command.group:
        for child in sorted(command.subcommands(), key=lambda each: each.name):
            if not child.hidden:
                yield from walk(child, [*path, child.name])


def entry(command: Command, path: Sequence[str], models: set[str]) -> dict[str, Any]:
    """Return the description of a command; add the models that its output refers to."""
    least, most = command.arguments
    aliases = [*command.aliases, *(short for short, name in SHORT_FORMS.items() if name == command.name)]
    runs = bool(command.run or command.operation)
    return {
        "command": " ".join(path),
        "summary": command.short,
        "description": command.long or f"{command.short}.",
        "usage": usage_lines(command, path),
        "aliases": aliases,
        "examples": list(command.examples),
        "runs": runs,
        "changes": runs and not changes_nothing(command, path),
        "asks": bool(command.confirm or command.each),
        "operation": command.operation or None,
        "arguments": {"usage": command.use, "min": least, "max": most if most >= 0 else None},
        "flags": [flag(option) for option in [*command.options, HELP] if not option.hidden],
        "subcommands": [child.name for child in command.subcommands() if not child.hidden],
        "output": output_of(command, path, models) if runs else None,
    }


def flag(option: Option) -> dict[str, Any]:
    """Return the description of a flag."""
    found: dict[str, Any] = {
        "name": f"--{option.name}",
        "type": option.kind,
        "description": option.help,
        "required": option.required,
        "repeatable": option.kind in LISTS,
        "default": default_of(option),
    }
    if option.short:
        found["shorthand"] = f"-{option.short}"
    if option.aliases:
        found["aliases"] = [f"--{alias}" for alias in option.aliases]
    if option.choices:
        found["values"] = list(option.choices)
    if option.suggested:
        found["suggested_values"] = list(option.suggested)
    if option.bare:
        found["value_if_bare"] = option.bare
    if option.secret:
        found["secret"] = True
    return found


def default_of(option: Option) -> Any:
    """Return the default as the command line would give it."""
    if option.kind == "duration":
        return format_duration(option.default) if isinstance(option.default, int) else None
    return option.default


def output_of(command: Command, path: Sequence[str], models: set[str]) -> Any:
    """Return the JSON Schema of a command's output; {} if it can be any JSON, None without output."""
    if path_of(path) in RETURNS:
        known = RETURNS[path_of(path)]
        return known if known is None or isinstance(known, dict) else one_of(known, models)
    if command.each or (isinstance(command.view, Message) and command.name == "delete"):
        return DELETED
    if isinstance(command.view, Message):
        return None
    if not command.operation:
        return {}
    from ecctl.client import operation

    return schema_of(operation(command.operation).reply, models)


def members_of(command: Command, path: Sequence[str]) -> list[str]:
    """Return the members that the elements of a command's output may have."""
    models: set[str] = set()
    shape = output_of(command, path, models) or {}
    known = definitions(models)
    while True:
        if "$ref" in shape:
            shape = known[shape["$ref"].rpartition("/")[2]]
        members = shape.get("properties", {})
        lists = [each for each in members.values() if each.get("type") == "array"]
        inside = shape.get("items") or (
            lists[0].get("items", {}) if len(lists) == 1 and "id" not in members else {}
        )
        if not inside.get("properties") and "$ref" not in inside:
            return sorted(members)
        shape = inside


def one_of(kinds: str | Sequence[str], models: set[str]) -> dict[str, Any]:
    """Return the JSON Schema of a type, or of one of several."""
    if isinstance(kinds, str):
        return schema_of(kinds, models)
    return {"anyOf": [schema_of(kind, models) for kind in kinds]}


def schema_of(kind: str, models: set[str]) -> dict[str, Any]:
    """Return the JSON Schema of a type, as models and the catalogue of operations write it."""
    kind = kind.removeprefix("*")
    if kind.startswith("[]"):
        return {"type": "array", "items": schema_of(kind[2:], models)}
    if kind.startswith("map[string]"):
        return {"type": "object", "additionalProperties": schema_of(kind[len("map[string]") :], models)}
    if kind in SCALARS:
        return SCALARS[kind]
    from ecctl.output._generated.go_models import MODELS

    if kind not in MODELS:
        return {}
    models.add(kind)
    return {"$ref": f"#/$defs/{kind}"}


def definitions(models: set[str]) -> dict[str, Any]:
    """Return the schemas of models and of all models that they refer to."""
    from ecctl.output._generated.go_models import MODELS

    found: dict[str, Any] = {}
    left = set(models)
    while left:
        name = left.pop()
        found[name] = definition(MODELS[name], left)
        left -= found.keys()
    return dict(sorted(found.items()))


def definition(lines: str, models: set[str]) -> dict[str, Any]:
    """Return the schema of a model. A platform may leave out a required member, or send more: nothing is closed."""
    members, required, embedded = {}, [], []
    for line in lines.splitlines():
        key, _, kind = line.partition(" ")
        schema = schema_of(kind.rstrip("!"), models)
        if key == ".":
            embedded.append(schema)
            continue
        members[key] = schema
        if kind.endswith("!"):
            required.append(key)
    found: dict[str, Any] = {"type": "object", "properties": members}
    if required:
        found["required"] = required
    if embedded:
        found["allOf"] = embedded
    return found
