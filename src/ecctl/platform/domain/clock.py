"""The platform's time: the system's clock, kept from running back, which would revive what has expired."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MARK_SECONDS = 30
"""How often the latest time seen is stored. Setting the clock back and restarting can lengthen what a token
has left by this at most."""


class Clock:
    """Seconds since 1970 that never decrease.

    When the system's clock is set back, time goes on from the latest one seen, at the pace of the
    monotonic clock, until the system's has caught up: a token asked for one hour is valid for one.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._lead = wall() - steady()

    def now(self) -> float:
        """The time."""
        steady = self._steady()
        lead = self._wall() - steady
        self._lead = max(self._lead, lead)
        return steady + self._lead

    def at_least(self, seconds: float) -> None:
        """Go on from a time that was seen before, if it is ahead."""
        self._lead = max(self._lead, seconds - self._steady())
