"""`serve audit --follow`: the entries of an audit log as they come, one line each."""

from __future__ import annotations

import json

from ecctl.cli.watching import pause
from ecctl.core.durations import SECOND, parse_duration
from ecctl.core.errors import UsageError
from ecctl.core.terminal_text import escape_json, escape_line
from ecctl.core.timefmt import parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAUSE = 0.5
"""Seconds between two looks at the log."""

OVERLAP = 10_000_000
"""How far a look reaches back, in microseconds."""

MEMBERS = ("at", "event", "subject", "principal", "by", "detail")
OUTPUTS = ("text", "json", "ndjson")


def start_of(invocation: Invocation) -> str:
    """Return the beginning of the ids from --since on, or "" without it; raise UsageError if it is invalid."""
    text: str = invocation.flag("since")
    if not invocation.given("since"):
        return ""
    moment = parse_time(text if len(text) != len("2026-01-31") else f"{text}T00:00:00Z")
    if moment is None:
        try:
            moment = invocation.context.clock() - parse_duration(text) / SECOND
        except ValueError:
            raise UsageError(
                f'--since "{text}" is neither a time nor a duration',
                hint="use 2026-01-31, 2026-01-31T12:00:00Z or 90m",
            ) from None
    return key_at(int(moment * 1_000_000))


def key_at(microseconds: int) -> str:
    """Return the beginning of the ids of a moment: ids begin with the time."""
    return f"{max(microseconds, 0):014x}"


def refuse_other_output(invocation: Invocation) -> None:
    """Raise UsageError for flags that need the whole result: an endless one has no table."""
    for key in ("format", "columns", "sort", "watch"):
        if invocation.given(key):
            raise UsageError(f"--follow and --{key} exclude each other")
    output = invocation.profile.text("output")
    if output not in OUTPUTS:
        raise UsageError(
            f"cannot follow the audit log with --output {output}", hint=f"use --output {', '.join(OUTPUTS)}"
        )


def follow(
    invocation: Invocation, read: Callable[[str], list[dict[str, Any]]], start: str, token: str
) -> None:
    """Write the entries after *start*, and then each new one, until Ctrl-C or until nobody reads them."""
    as_json = invocation.profile.text("output") != "text"
    try:
        for entry in entries_from(read, start, lambda: pause(invocation.context.stdout, PAUSE)):
            if not token or entry["subject"] == token:
                line = escape_json(json.dumps(entry, ensure_ascii=False)) if as_json else line_of(entry)
                invocation.show_line(line)
    except KeyboardInterrupt:
        return  # the normal end


def entries_from(
    read: Callable[[str], list[dict[str, Any]]], start: str, wait: Callable[[], bool]
) -> Iterator[dict[str, Any]]:
    """Yield each entry once, until *wait* returns that nobody reads them any more.

    Processes that share a store commit independently: an entry may appear after one with a later id. Each
    look therefore reaches back a little, and leaves out what it has seen.
    """
    after, seen = start, set[str]()
    while True:
        for entry in read(after):
            if entry["id"] not in seen:
                seen.add(entry["id"])
                yield entry
        if seen:
            # An id begins with its time in microseconds, in 14 hexadecimal digits.
            after = max(start, key_at(int(max(seen)[:14], 16) - OVERLAP))
            # Forgotten once it cannot appear again: the command may run for months.
            seen = {each for each in seen if each > after}
        if not wait():
            return


def line_of(entry: dict[str, Any]) -> str:
    """Return an entry as a line of text."""
    words = []
    for member in MEMBERS:
        value = entry.get(member) or ""
        words.append(value if isinstance(value, str) else " ".join(map(str, value)))
    return escape_line("  ".join(filter(None, words)))
