"""Settings files in JSON or YAML, whose values are sent as they are written.

YAML 1.1 would turn `0777` into 511 and `2024-01-01` into a date. Here, only null, booleans and JSON's numbers
have a type, and all other plain scalars are strings, as are all keys. What JSON cannot express is refused:
aliases, tags, duplicate keys, a second document.
"""

from __future__ import annotations

import json
import re

import yaml

from ecctl.cli.files import read_bytes, shown
from ecctl.core.errors import UsageError
from ecctl.core.jsonio import Number, parse_exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    from ecctl.cli import Context

TAG = "tag:yaml.org,2002:"
TYPED = (f"{TAG}null", f"{TAG}bool")
"""Types of plain scalars that are resolved as in YAML 1.1; numbers are JSON's."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")
"""JSON number (RFC 8259, section 6)."""


class SettingsLoader(yaml.SafeLoader):
    """YAML loader limited to values that JSON has."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # overrides the library's table
        first: [(tag, pattern) for tag, pattern in found if tag in TYPED]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node. Refuse aliases and tags, which JSON lacks."""
        # Looked at before it is composed: an alias would already have been replaced afterwards.
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        problem = "an alias" if isinstance(event, yaml.AliasEvent) else ""
        if not problem and event.tag not in (None, "!", f"{TAG}str"):
            problem = "a tag"
        if problem:
            raise yaml.composer.ComposerError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002  # the library's signature
        """Return a mapping with its keys as strings."""
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_scalar(key_node)
            if key in mapping:
                again = f'duplicate key "{key}"'
                raise yaml.constructor.ConstructorError(None, None, again, key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


def _number(_: SettingsLoader, node: yaml.ScalarNode) -> int | Number:
    """Return a number that remembers how it is written."""
    text: str = node.value
    return int(text) if text.lstrip("-").isdigit() else Number(text)


SettingsLoader.add_implicit_resolver(f"{TAG}float", NUMBER, list("-0123456789"))
SettingsLoader.add_constructor(f"{TAG}float", _number)


def read_settings(path: str, flag: str, context: Context) -> dict[str, Any]:
    """Return the settings in a file. Raise UsageError with the flag, the file and the position."""
    name = shown(path, flag)
    try:
        settings = parse(read_bytes(path, flag, context).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text") from None
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"{name} is neither JSON nor YAML: {error}") from None
    if not isinstance(settings, dict):
        raise UsageError(f"{name} is not a mapping of settings")
    if not settings:
        raise UsageError(f"{name} contains no settings")
    return settings


def parse(text: str) -> Any:
    """Return the value of a JSON or YAML text. Raise ValueError with the problem and its position."""
    try:
        # JSON first: it is YAML as well, but YAML's reader would not keep the spelling of its numbers.
        return parse_exact(text)
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at line {error.lineno}, column {error.colno}"
    try:
        return yaml.load(text, SettingsLoader)  # noqa: S506  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        # A text that begins like JSON is meant as JSON, so its first error is the helpful one.
        if mark and not text.lstrip().startswith("{"):
            problem = f"{error.problem} at line {mark.line + 1}, column {mark.column + 1}"
    except yaml.YAMLError:
        problem = "it contains characters that YAML forbids"
    raise ValueError(problem)
