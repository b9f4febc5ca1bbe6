"""The report of `doctor`: all findings, without secrets, so that it can be pasted into a ticket."""

from __future__ import annotations

from ecctl.cli.commands.doctor.checks import Examination
from ecctl.cli.commands.doctor.finding import FAIL, WARN
from ecctl.core.timefmt import format_time
from ecctl.errors import EcctlError
from ecctl.output import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation


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
    yield Result(value, Text(as_text))
    if failures:
        raise EcctlError(f"{failures} check{'s' * (failures > 1)} failed")


def as_text(value: dict[str, Any]) -> str:
    """Return the report as lines: status, check and detail, and the hint below."""
    lines = []
    for found in value["checks"]:
        lines.append(f"{found['status']:<4}  {found['check']:<12}  {found['detail']}")
        if found["hint"]:
            lines.append(f"{'':<20}hint: {found['hint']}")
    return "\n".join(lines) + "\n"
