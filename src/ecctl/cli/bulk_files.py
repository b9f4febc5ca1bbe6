"""Files with a row for each request of a bulk run: CSV with a header, or YAML (JSON included).

A YAML file is a list of mappings, or a mapping from the first column's values to the others: to a mapping, or
to a list, which is then the second column. All values are text. Anchors, aliases, tags and repeated keys are
refused: they make a file mean something else than it seems to say.
"""

from __future__ import annotations

from ecctl.cli.files import read_bytes, shown
from ecctl.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

MOST_ROWS = 1_000_000
TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str"))
"""What nodes without a tag have."""
DEEPEST = 100
"""Levels of nesting in a YAML file. Rows need three."""


class Row:
    """One row: its values by column, lists as written, and the place for errors."""

    __slots__ = ("place", "values")

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self.values = values
        self.place = place

    @property
    def key(self) -> str:
        """The value of the first column, which names the row."""
        return str(next(iter(self.values.values())))

    def text(self, column: str) -> str:
        """Return a value that must be text, "" if there is none."""
        value = self.values.get(column, "")
        if not isinstance(value, str):
            raise UsageError(f"{self.place}: {column} must be text")
        return value.strip()

    def words(self, column: str) -> list[str]:
        """Return the words of a list, or of a text with commas, semicolons or blanks between them."""
        value = self.values.get(column, "")
        if isinstance(value, list):
            if not all(isinstance(item, str) for item in value):
                raise UsageError(f"{self.place}: {column} must be a list of texts")
            return [item.strip() for item in value]
        return self.text(column).replace(",", " ").replace(";", " ").split()


def read_rows(invocation: Invocation, flag: str, columns: Sequence[str]) -> list[Row]:
    """Return the rows of the file that a flag names; raise UsageError for a file or a row that is invalid.

    The first column must be there and must not occur twice.
    """
    path = invocation.flag(flag)
    name = shown(path, flag.replace("_", "-"))
    content = read_bytes(path, flag.replace("_", "-"), invocation.context)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8 text") from None
    rows = yaml_rows(text, name, columns) if is_yaml(path, text) else csv_rows(text, name, columns)
    found: list[Row] = []
    places: dict[str, str] = {}
    for row in rows:
        first = row.text(columns[0])
        if not first:
            raise UsageError(f"{row.place}: {columns[0]} is empty")
        if first in places:
            raise UsageError(f'{row.place}: "{first}" occurs twice, first at {places[first]}')
        # The name of the file is in the message already.
        places[first] = row.place.partition(" of ")[0]
        found.append(row)
        if len(found) > MOST_ROWS:
            raise UsageError(f"{name} has more than {MOST_ROWS:,} rows")
    if not found:
        raise UsageError(f"{name} contains no rows")
    return found


def is_yaml(path: str, text: str) -> bool:
    """Return whether a file is YAML: by its name, else by its first line."""
    if path.endswith((".csv", ".yaml", ".yml", ".json")):
        return not path.endswith(".csv")
    first = text.lstrip().partition("\n")[0]
    # The headings of CSV have no colon, and a key like "10.0.0.1: [proxy, director]" has no comma before its colon.
    key, colon, _ = first.partition(":")
    return first[:1] in ("-", "[", "{", "#") or bool(colon and "," not in key)


def csv_rows(text: str, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file."""
    import csv
    from io import StringIO

    # Not text.splitlines(): it would drop the line breaks within quotes.
    reader = csv.reader(StringIO(text, newline=""), strict=True, skipinitialspace=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        check_columns(header, columns, f"line 1 of {name}")
        for cells in reader:
            # Spreadsheets end their exports with lines of commas.
            if not any(cell.strip() for cell in cells):
                continue
            place = f"line {reader.line_num} of {name}"
            # Refused rather than filled up: a comma that is missing or not quoted moves values into other
            # columns.
            if len(cells) != len(header):
                raise UsageError(f"{place} has {len(cells)} values, but the header has {len(header)}")
            values = dict(zip(header, cells, strict=True))
            yield Row({columns[0]: values[columns[0]], **values}, place)
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} of {name} is not CSV: {error}") from None


def check_columns(found: Sequence[str], columns: Sequence[str], place: str) -> None:
    """Raise UsageError for an unknown or a repeated column, and without the first one."""
    for column in found:
        if column not in columns:
            from ecctl.core.suggest import nearest

            near = nearest(column, columns)
            hint = f"did you mean {near[0]}?" if near else f"columns: {', '.join(columns)}"
            if any(separator in column for separator in ";\t"):
                hint = "separate columns with commas"
            raise UsageError(f'{place}: unknown column "{column}"', hint=hint)
        if found.count(column) > 1:
            raise UsageError(f'{place}: column "{column}" occurs twice')
    if columns[0] not in found:
        raise UsageError(
            f"{place} lacks the column {columns[0]}",
            hint=f"the first line of a CSV file is {','.join(columns)}",
        )


def yaml_rows(text: str, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a YAML file."""
    import yaml

    refuse_deep(text, name)
    loader_class = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # text, lists and mappings only
    if text.lstrip()[:1] in ("{", "["):
        # PyYAML without libyaml refuses tabs, with which JSON may be indented; there, indentation means nothing.
        text = "\n".join(line.lstrip() for line in text.split("\n"))
    try:
        loader = loader_class(text)
        node = loader.get_single_node()
        loader.dispose()
    except yaml.MarkedYAMLError as error:
        at = f" at line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{name} is not YAML: {error.problem}{at}") from None
    except yaml.YAMLError:
        raise UsageError(f"{name} is not YAML: it contains characters that YAML forbids") from None
    # An alias is the node that it repeats, so a node that is met twice was named by one. Following aliases
    # would let a small file grow without bounds.
    seen: set[int] = set()
    if node is not None:
        refuse_tag(node, name)
    if isinstance(node, yaml.MappingNode):
        for key, value in members(node, name, seen).items():
            rest = plain(value, name, seen)
            place = f"line {value.start_mark.line + 1} of {name}"
            if isinstance(rest, dict):
                yield row_of({columns[0]: key, **rest}, place, columns)
            else:
                yield row_of({columns[0]: key, columns[1]: rest}, place, columns)
        return
    if not isinstance(node, yaml.SequenceNode):
        raise UsageError(f"{name} must be a list of mappings, or a mapping")
    for item in node.value:
        place = f"line {item.start_mark.line + 1} of {name}"
        value = plain(item, name, seen)
        if not isinstance(value, dict):
            raise UsageError(f"{place} must be a mapping with {columns[0]}")
        yield row_of(value, place, columns)


def refuse_deep(text: str, name: str) -> None:
    """Raise UsageError for a text that may be nested more than DEEPEST levels deep."""
    import re

    # libyaml recurses without a limit, and overflows the stack of the process. This is an upper bound that needs
    # no parser: the open brackets, and the columns before a value, since each level of a block begins further right.
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        if depth > DEEPEST:
            raise UsageError(f"{name} is nested too deeply")
    is_flow = text.lstrip()[:1] in ("{", "[")
    if not is_flow and any(len(line) - len(line.lstrip(" -?")) > DEEPEST for line in text.split("\n")):
        raise UsageError(f"{name} is nested too deeply")


def row_of(values: dict[str, Any], place: str, columns: Sequence[str]) -> Row:
    """Return a row; raise UsageError for unknown columns."""
    check_columns(list(values), columns, place)
    return Row({columns[0]: values[columns[0]], **values}, place)


def members(node: Any, name: str, seen: set[int]) -> dict[str, Any]:
    """Return the nodes of a mapping by key; raise UsageError for a repeated key."""
    found: dict[str, Any] = {}
    for key, value in node.value:
        text = plain(key, name, seen)
        if not isinstance(text, str) or text in found:
            problem = f'"{text}" occurs twice' if isinstance(text, str) else "a key must be text"
            raise UsageError(f"line {key.start_mark.line + 1} of {name}: {problem}")
        found[text] = value
    return found


def refuse_tag(node: Any, name: str) -> None:
    """Raise UsageError for a node with a tag, which would give it another meaning."""
    if node.tag not in TAGS:
        raise UsageError(f"line {node.start_mark.line + 1} of {name}: tags are not supported")


def plain(node: Any, name: str, seen: set[int]) -> Any:
    """Return the value of a node; raise UsageError for one that an alias repeats."""
    import yaml

    if id(node) in seen:
        raise UsageError(f"line {node.start_mark.line + 1} of {name}: aliases are not supported")
    seen.add(id(node))
    refuse_tag(node, name)
    if isinstance(node, yaml.MappingNode):
        return {key: plain(value, name, seen) for key, value in members(node, name, seen).items()}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, name, seen) for item in node.value]
    return node.value
