"""A progress bar on a terminal; in a log, a line now and then."""

from __future__ import annotations

import time

from ecctl.cli.terminal import can_animate
from ecctl.core.terminal_text import CLEAR_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.cli import Context

FRAME_SECONDS = 0.1
LINE_SECONDS = 10.0
"""Seconds between two updates, on a terminal and in a log."""

CELLS = 24
SETTLING_SECONDS = 0.5
"""Seconds before a rate is shown: before that, it would jump."""


class ProgressBar:
    """The progress of *total* steps. `done` counts those of earlier runs, which do not count for the rate."""

    def __init__(
        self,
        context: Context,
        total: int,
        noun: str,
        *,
        done: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context = context
        self._total = total
        self._noun = noun
        self._first = done
        self._clock = clock
        self._animated = can_animate(context)
        self._start = self._shown_at = clock()
        self._visible = False

    def update(self, done: int) -> None:
        """Show how many steps are done, if the last update is long enough ago."""
        now = self._clock()
        if now - self._shown_at < (FRAME_SECONDS if self._animated else LINE_SECONDS):
            return
        self._shown_at = now
        if self._animated:
            line = self.line(done, now - self._start, self._context.width - 1)
            self._context.note(f"{CLEAR_LINE}{line}")
            self._visible = True
        else:
            self._context.note(f"{self.text(done, now - self._start)}\n")

    def clear(self) -> None:
        """Remove the bar, because something else is going to be written."""
        if self._visible:
            self._context.note(CLEAR_LINE)
            self._visible = False

    def line(self, done: int, seconds: float, width: int) -> str:
        """Return the bar with its text, or what of it fits: a number that is cut off would be another one."""
        filled = CELLS * done // max(self._total, 1)
        text = self.text(done, seconds)
        bar = f"[{'#' * filled}{'.' * (CELLS - filled)}]"
        percent = f"{100 * done // max(self._total, 1)}%"
        lines = (f"{bar} {text}", text, f"{done:,} of {self._total:,}", percent)
        return next((line for line in lines if len(line) <= width), "")

    def text(self, done: int, seconds: float) -> str:
        """Return counts, rate and time left."""
        text = f"{done:,} of {self._total:,} {self._noun}"
        made = done - self._first
        if made <= 0 or seconds < SETTLING_SECONDS:
            return text
        rate = made / seconds
        return f"{text}, {rate:,.0f}/s, {duration((self._total - done) / rate)} left"


def duration(seconds: float) -> str:
    """Return a duration in whole seconds, such as 1m05s."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m{rest:02}s"
