"""How far something has come, on stderr: in place on a terminal, elsewhere a line for every change."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ecctl.cli.context import Context

CLEAR_LINE = "\r\x1b[K"


class StatusLine:
    """The line of one piece of work, used as `with`; `show` says where it stands."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._in_place = context.talks_to_terminal()
        self._shown = ""

    def show(self, text: str, clock: str = "") -> None:
        """Show how things are; only a terminal also gets the time, which would make every line a new one."""
        if self._in_place:
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
