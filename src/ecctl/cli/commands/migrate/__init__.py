"""`ecctl migrate-check`: what scripts for the Go ecctl have to change."""

from __future__ import annotations

from ecctl.cli.commands.migrate.rules import findings, line_findings
from ecctl.cli.commands.migrate.shell import calls
from ecctl.core.errors import EcctlError, UsageError
from ecctl.output import Result, Text, cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation


def check(invocation: Invocation) -> Generator[Result, None, None]:
    """Name each line that behaves differently, and what to write instead."""
    found = [each for path in invocation.arguments for each in check_script(path)]
    yield Result({"scripts": list(invocation.arguments), "findings": found}, Text(as_text))
    if found:
        count = len({(each["script"], each["line"]) for each in found})
        raise EcctlError(
            "one line behaves differently" if count == 1 else f"{count} lines behave differently"
        )


def check_script(path: str) -> list[dict[str, Any]]:
    """Return the findings for a script, in the order of its lines."""
    from ecctl.cli.commands import ROOT

    text = read(path)
    found = [(call.line, finding) for call in calls(text) for finding in findings(call, ROOT)]
    if any(calls(text)):
        for number, line in enumerate(text.split("\n"), 1):
            found += [(number, finding) for finding in line_findings(line)]
    unique = dict.fromkeys(sorted(found, key=lambda each: each[0]))
    return [
        {"script": path, "line": line, "differs": differs, "instead": instead}
        for line, (differs, instead) in unique
    ]


def read(path: str) -> str:
    """Return the text of a script."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError as error:
        raise UsageError(f'cannot read the script "{path}": {error.strerror}') from None


def as_text(value: dict[str, Any]) -> str:
    """Return two lines per finding, or one line if there are none."""
    if not value["findings"]:
        return "No differences found.\n"
    return "".join(
        f"{cell_text(each['script'])}:{each['line']}: {cell_text(each['differs'])}\n"
        f"    instead: {cell_text(each['instead'])}\n"
        for each in value["findings"]
    )
