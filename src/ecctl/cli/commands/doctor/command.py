"""The report of `doctor`: all findings, without secrets, so that it can be pasted into a ticket."""

from __future__ import annotations

from ecctl.cli.commands.doctor.checks import Examination
from ecctl.cli.commands.doctor.finding import FAIL, WARN
from ecctl.cli.help import described
from ecctl.core.errors import EcctlError
from ecctl.core.timefmt import format_time
from ecctl.output import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation

HINT_INDENT = 17
"""Width of status and check, with their gap."""

UNFOLDED = 1 << 20
"""A width that no line reaches."""


def doctor(invocation: Invocation) -> Generator[Result, None, None]:
    """Run all checks and show the report. Raise EcctlError afterwards if a check failed."""
    findings = [
        {"check": found.check, "status": found.status, "detail": found.detail, "hint": found.hint or None}
        for found in Examination(invocation).findings()
    ]
    failures = sum(found["status"] == FAIL for found in findings)
    warnings = sum(found["status"] == WARN for found in findings)
    value = {
        "time": format_time(invocation.context.clock()),
        "failures": failures,
        "warnings": warnings,
        "checks": findings,
    }
    # Before the error: a failed check is what the report is for.
    context = invocation.context
    # Elsewhere, a line for each finding is easier to search.
    width = context.width if context.shows_on_terminal() else UNFOLDED
    yield Result(value, Text(lambda value: as_text(value, width)))
    if failures:
        raise EcctlError(f"{failures} check{'s' * (failures > 1)} failed")


def as_text(value: dict[str, Any], width: int) -> str:
    """Return the report as lines: status, check and detail, and the hint below."""
    lines = []
    for found in value["checks"]:
        lines += described(f"{found['status']:<4}  {found['check']:<11}", found["detail"], width)
        if found["hint"]:
            lines += described(" " * HINT_INDENT, f"hint: {found['hint']}", width)
    return "".join(f"{line}\n" for line in lines if line)
