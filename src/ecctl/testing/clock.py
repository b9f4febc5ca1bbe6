"""Clock of a platform under test."""

from __future__ import annotations

import time

from ecctl.client.arguments import nanoseconds
from ecctl.core.durations import SECOND
from ecctl.core.errors import ArgumentTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ecctl.client.duration import Duration


class SettableClock:
    """Clock that stands still until a test moves it. It starts at the system's time."""

    def __init__(self) -> None:
        # Whole seconds, so that the expiry times in tokens compare exactly.
        self._seconds = float(int(time.time()))

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._seconds

    def set(self, moment: datetime | float) -> None:
        """Set the time to a datetime, or to seconds since 1970."""
        if hasattr(moment, "timestamp"):
            moment = moment.timestamp()
        if isinstance(moment, bool) or not isinstance(moment, (int, float)):
            raise ArgumentTypeError(f"moment must be a datetime or seconds, not {type(moment).__name__}")
        self._seconds = float(moment)

    def advance(self, span: Duration) -> None:
        """Move the clock by a timedelta, a string such as "2h", or seconds."""
        self._seconds += nanoseconds(span, "span") / SECOND

    def __repr__(self) -> str:
        return f"SettableClock({self._seconds})"
