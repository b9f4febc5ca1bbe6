"""The platform's time: the system clock, prevented from going back."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MARK_SECONDS = 30
"""How often the latest time is stored. Setting the clock back and restarting can lengthen the life of a token
by at most this much."""
JUMP_SECONDS = 3600
"""A step of the system clock beyond this is a jump, which has to last before it is trusted."""
SETTLE_SECONDS = 300
"""How long a jump has to last."""


class Clock:
    """Seconds since 1970 that do not decrease.

    If the system clock is set back, time continues from the latest one seen, at the pace of the monotonic
    clock, until the system clock has caught up: a token that was issued for one hour is valid for one hour.

    The price of that rule is that a clock which is wrong for a moment, and ahead, would stay wrong for ever.
    A jump is therefore followed at once, so that nothing expired is accepted, but it only becomes permanent
    (and is only stored) after SETTLE_SECONDS. `warn` is told about jumps.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._lead = wall() - steady()
        self._jumped: float | None = None
        self.warn: Callable[[str], None] | None = None

    def now(self) -> float:
        """Return the time."""
        steady = self._steady()
        lead = self._wall() - steady
        # `lead` is the distance between both clocks: the wall clock was set forward if it grew.
        if lead > self._lead:
            if lead - self._lead > JUMP_SECONDS and not self._has_settled(steady, lead):
                return steady + lead
            self._lead = lead
        self._jumped = None
        return steady + self._lead

    def _has_settled(self, steady: float, lead: float) -> bool:
        """Return whether a jump has lasted, and report it when it is first seen."""
        if self._jumped is None:
            self._jumped = steady
            self._say(f"the system clock jumped ahead by {lead - self._lead:.0f} seconds")
        return steady - self._jumped >= SETTLE_SECONDS

    def settled(self) -> float:
        """Return the time without a jump that has not lasted yet."""
        self.now()
        return self._steady() + self._lead

    @property
    def lead(self) -> float:
        """Seconds by which the platform's time is ahead of the system clock."""
        return self.now() - self._wall()

    def resume_from(self, seconds: float) -> None:
        """Continue from a time that was stored earlier, if it is ahead."""
        behind = seconds - self._steady() - self._lead
        if behind > JUMP_SECONDS:
            self._say(
                f"the system clock is {behind:.0f} seconds behind the latest time that the platform has seen"
            )
        self._lead = max(self._lead, seconds - self._steady())

    def _say(self, what: str) -> None:
        if self.warn is not None:
            self.warn(f"warning: {what}; if the system clock is right, run: ecctl serve reset-clock")
