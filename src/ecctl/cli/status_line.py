"""A progress line on stderr: rewritten in place on a terminal, elsewhere a new line for every change."""

from __future__ import annotations

from ecctl.core.terminal_text import CLEAR_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ecctl.cli import Context


class StatusLine:
    """The progress line of one task, used as `with`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._in_place = False
        if context.talks_to_terminal():
            from ecctl.cli.terminal import can_animate

            self._in_place = can_animate(context)
        self._shown = ""

    def show(self, text: str, clock: str = "") -> None:
        """Show the state. Only a terminal also gets the time, because every line would differ by it."""
        if self._in_place:
            # Shorter than the terminal is wide: a line that wraps cannot be erased.
            line = f"{text}, {clock}" if clock else text
            self._context.note(f"{CLEAR_LINE}{line[: self._context.width - 1]}")
        elif text != self._shown:
            self._context.note(f"{text}\n")
        self._shown = text

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._in_place and self._shown:
            self._context.note("\n" if error else CLEAR_LINE)
