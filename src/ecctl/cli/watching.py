"""`--watch`: a command that only reads, repeated until Ctrl-C.

A terminal shows the newest result in place of the last one. Elsewhere a result is written if it differs from
the last one, so that a log or a program gets the changes. Neither a platform that does not answer for a while
ends the watch, nor a result that a command calls an error, such as hosts without their roles: the end of either
is often what one waits for.
"""

from __future__ import annotations

import time

from ecctl.cli import Context
from ecctl.cli.effects import CHANGES_WITH, changes_nothing, path_of
from ecctl.core.durations import SECOND, format_duration
from ecctl.core.errors import BadResponseError, EcctlError, NoResponseError, UsageError
from ecctl.core.terminal_text import cut, escape_line
from ecctl.output.styling import BOLD, RESET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from ecctl.cli.parser import Parsed
    from ecctl.settings.profile import Profile

SHORTEST = SECOND // 10
HOME, CLEAR_SCREEN, CLEAR_REST, CLEAR_BELOW = "\x1b[H", "\x1b[2J", "\x1b[K", "\x1b[J"
BETWEEN = {"text": "\n", "wide": "\n", "yaml": "---\n"}
"""What separates two results, by the output."""


class Recorder(Context):
    """A context that collects what is written to stdout; without a style unless *animated*."""

    __slots__ = ("_parts",)

    def __init__(self, context: Context, *, animated: bool) -> None:
        stdout = context.stdout if animated else None
        super().__init__(context.argv, context.environ, context.stdin, stdout, context.stderr, context.clock)
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        """Collect a text."""
        self._parts.append(text)

    def taken(self) -> str:
        """Return the text written since the last call."""
        text = "".join(self._parts)
        self._parts.clear()
        return text


class Watch:
    """The repetition of one command. `context` is where the command writes to."""

    def __init__(self, context: Context, parsed: Parsed, profile: Profile) -> None:
        self._interval = interval_of(parsed)
        refuse_changes(parsed)
        environ = context.environ
        self._animated = (
            context.shows_on_terminal() and environ.get("TERM") != "dumb" and not environ.get("CI")
        )
        self._terminal = context
        self._title = f"Every {format_duration(self._interval)}: {parsed.name}"
        self._between = BETWEEN.get(profile.text("output"), "")
        # The line that names the platform is cleared with the screen.
        named = self._animated and parsed.command.setup and not profile.flag("quiet")
        self._place = escape_line(f"   {profile.place}") if named else ""
        self._shown: str | None = None
        self._problem = ""
        self.context = Recorder(context, animated=self._animated)

    def repeat(self, run: Callable[[], None]) -> None:
        """Run the command and show its result until Ctrl-C, or until nobody reads it.

        Raise an error that repeating does not mend.
        """
        try:
            while True:
                try:
                    run()
                    self._show(self.context.taken(), "")
                except (NoResponseError, BadResponseError) as error:
                    if self._shown is None or not is_temporary(error):
                        raise
                    self.context.taken()  # what a failed run has written is incomplete
                    self._show(self._shown, f"retrying: {error.message}")
                except EcctlError as error:
                    text = self.context.taken()
                    if not text:
                        raise
                    self._show(text, error.message)
                if not pause(self._terminal.stdout, self._interval / SECOND):
                    return
        except KeyboardInterrupt:
            # The normal end of a watch, not an interruption of something unfinished.
            if self._terminal.talks_to_terminal():
                self._terminal.note("\n")

    def _show(self, text: str, problem: str) -> None:
        if self._animated:
            self._draw(text, problem)
        else:
            if text != self._shown:
                self._terminal.write(text if self._shown is None else f"{self._between}{text}")
            if problem and problem != self._problem:
                self._terminal.note(f"ecctl: {problem}\n")
        self._shown, self._problem = text, problem

    def _draw(self, text: str, problem: str) -> None:
        """Redraw the screen without clearing it first, which would flicker."""
        width, height = self._terminal.width, self._terminal.height
        moment = time.strftime("%H:%M:%S", time.localtime(self._terminal.clock()))
        lines = [f"{self._title}   {moment}{self._place}", "", *text.splitlines()]
        if problem:
            lines[1] = escape_line(problem)
        if len(lines) >= height:
            hidden = len(lines) - height + 2
            lines = [*lines[: height - 2], f"… {hidden} more lines"]
        shown = [fitted(line, width) for line in lines]
        start = CLEAR_SCREEN + HOME if self._shown is None else HOME
        self._terminal.write(start + "".join(f"{line}{CLEAR_REST}\n" for line in shown) + CLEAR_BELOW)


def fitted(line: str, width: int) -> str:
    """Return a line that takes at most *width* columns; a heading that is cut loses its style."""
    plain = line.replace(BOLD, "").replace(RESET, "")
    short = cut(plain, width)
    return line if short == plain else short


def refuse_changes(parsed: Parsed) -> None:
    """Raise UsageError for a command that changes something, or does with one of the given flags."""
    flag = CHANGES_WITH.get(path_of(parsed.path), "")
    if parsed.flags.get(flag):
        raise UsageError(f"--watch and --{flag} exclude each other")
    if not (flag or changes_nothing(parsed.command, parsed.path)):
        raise UsageError(f"cannot watch {parsed.name}: it is not read-only")


def interval_of(parsed: Parsed) -> int:
    """Return the time between two runs; raise UsageError if it is too short."""
    interval = parsed.flags["watch"]
    if not isinstance(interval, int) or interval < SHORTEST:
        raise UsageError(f"--watch must be at least {format_duration(SHORTEST)}")
    return interval


def is_temporary(error: EcctlError) -> bool:
    """Return whether an error may be over at the next attempt."""
    return isinstance(error, NoResponseError) or getattr(error, "status", 0) in (429, 502, 503, 504)


def pause(stdout: BinaryIO | None, seconds: float) -> bool:
    """Wait; return False at once if the reader of a pipe is gone.

    Without this, as long as there is nothing new to write, the process would outlive its reader: only writing
    fails on a closed pipe.
    """
    try:
        from select import POLLERR, poll

        watched = poll()
        watched.register(stdout, POLLERR)  # type: ignore[arg-type]  # None is a TypeError
    except (ImportError, TypeError, ValueError, OSError):
        time.sleep(seconds)
        return True
    found = watched.poll(seconds * 1000)
    return not any(event & POLLERR for _, event in found)
