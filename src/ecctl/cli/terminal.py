"""What only a terminal gets: colour, and a sign of life during slow calls. Nothing here is loaded without one."""

from __future__ import annotations

import threading

from ecctl.output.styling import TerminalStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ecctl.cli.context import Context

RED, RESET = "\x1b[31m", "\x1b[0m"
CLEAR_LINE = "\r\x1b[K"
FRAMES = "|/-\\"
PATIENCE = 0.5
FRAME_TIME = 0.1
"""Seconds: how long a call is left alone, and how long a frame then stands."""


def wants_colour(setting: str, environ: Mapping[str, str]) -> bool:
    """Whether a terminal shows colour: as --color says, else unless $NO_COLOR or a dumb terminal forbids it."""
    if setting in ("always", "never"):
        return setting == "always"
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def look(context: Context, setting: str) -> TerminalStyle:
    """How a result looks."""
    return TerminalStyle(colour=wants_colour(setting, context.environ), now=context.clock())


def alarming(text: str, setting: str, environ: Mapping[str, str]) -> str:
    """An error's text with its first word in red."""
    if not wants_colour(setting, environ):
        return text
    first, colon, rest = text.partition(":")
    return f"{RED}{first}{colon}{RESET}{rest}"


class Spinner:
    """A sign of life while something takes longer than half a second; gone when it is over.

    It stays away from threads that work at the same time as others.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._thread = threading.Thread(target=self._turn, daemon=True)
            self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _turn(self) -> None:
        turn = 0
        pause = PATIENCE
        while not self._over.wait(pause):
            self._write(f"\r{FRAMES[turn % len(FRAMES)]} waiting for the platform ")
            turn += 1
            pause = FRAME_TIME
        if turn:
            self._write(CLEAR_LINE)
