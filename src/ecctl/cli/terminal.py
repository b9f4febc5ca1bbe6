"""Colors and a spinner, for a terminal only. Without one, this module is not imported."""

from __future__ import annotations

import threading

from ecctl.cli import is_terminal
from ecctl.core.terminal_text import CLEAR_LINE
from ecctl.middleware.base import Middleware
from ecctl.output.styling import TerminalStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from ecctl.cli import Context
    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

RED, RESET = "\x1b[31m", "\x1b[0m"
FRAMES = "|/-\\"
WAITING = "waiting for the platform"
PATIENCE = 0.5
FRAME_TIME = 0.1
"""Seconds before the spinner appears, and seconds for each of its frames."""


def wants_colour(setting: str, environ: Mapping[str, str]) -> bool:
    """Return whether to use colour: as --color says, else unless $NO_COLOR is set or the terminal is dumb."""
    if setting in ("always", "never"):
        return setting == "always"
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def style_of(context: Context, setting: str) -> TerminalStyle:
    """Return how a result looks."""
    width = context.width if is_terminal(context.stdout) else 0
    return TerminalStyle(colour=wants_colour(setting, context.environ), now=context.clock(), width=width)


def highlighted_error(text: str, setting: str, environ: Mapping[str, str]) -> str:
    """Return the text of an error with its first word in red."""
    if not wants_colour(setting, environ):
        return text
    first, colon, rest = text.partition(":")
    return f"{RED}{first}{colon}{RESET}{rest}"


def can_animate(context: Context) -> bool:
    """Return whether stderr is a terminal that shows animations: not a dumb one, nor the log of a CI job."""
    return (
        context.talks_to_terminal()
        and context.environ.get("TERM") != "dumb"
        and not context.environ.get("CI")
    )


class Progress(Middleware):
    """A spinner on a terminal for a call that takes longer than half a second.

    It also says why and when a request is sent again. A terminal that cannot animate gets that as a line.
    """

    def __init__(self, context: Context, retries: int) -> None:
        self._context = context
        self._retries = retries
        self._text = WAITING
        self._animated = can_animate(context)

    def exchange(self, request: Request) -> Exchange:
        """Send the request."""
        self._text = WAITING
        return (yield request)

    def retrying(self, request: Request, reason: str, seconds: float) -> None:
        """Say why and when the request is sent again."""
        why = f"busy ({reason.removeprefix('status ')})" if reason.startswith("status ") else reason
        self._text = f"{why}, again in {max(seconds, 1):.0f} s ({request.attempt} of {self._retries})"
        if not self._animated:
            self._context.note(f"{self._text}\n")

    def shown(self) -> Spinner:
        """Return the spinner to show during a call."""
        return Spinner(self._context.note, lambda: self._text, animated=self._animated)


class Spinner:
    """A spinner with a text, used as `with`; it is erased at the end.

    Only the main thread shows one: threads that work at the same time would overwrite each other's line.
    """

    def __init__(self, write: Callable[[str], None], text: Callable[[], str], *, animated: bool) -> None:
        self._write = write
        self._text = text
        self._animated = animated
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if self._animated and threading.current_thread() is threading.main_thread():
            # A daemon, so that an interpreter that ends does not wait for it.
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
            # Waited for, so that the spinner is erased before the result is written.
            self._thread.join()

    def _turn(self) -> None:
        turn = 0
        pause = PATIENCE
        shown = ""
        while not self._over.wait(pause):
            clear = "" if self._text() == shown else CLEAR_LINE
            shown = self._text()
            self._write(f"{clear}\r{FRAMES[turn % len(FRAMES)]} {shown} ")
            turn += 1
            pause = FRAME_TIME
        if turn:
            self._write(CLEAR_LINE)
