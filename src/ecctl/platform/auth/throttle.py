"""Failed logins: after some, the address and the user must wait (429)."""

from __future__ import annotations

from math import ceil

from ecctl.platform.responses import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.domain.clock import Clock

WINDOW_SECONDS = 60
PER_USER = 5
"""Failures of one address with one user's name in a window; others can still log in under that name."""
PER_PEER = 20
"""Failures of one address in a window."""
MOST = 10_000
"""Counters that are remembered; past this the oldest ones go."""


class Throttle:
    """Counts failures in windows that start with the first of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, ...], tuple[float, int]] = {}

    def attempt(self, peer: str, user: str) -> None:
        """Count an attempt as failed until it is known better; raise 429 where too many did."""
        now = self._clock.now()
        counted: dict[tuple[str, ...], tuple[float, int]] = {}
        for key, most in (((peer, user), PER_USER), ((peer,), PER_PEER)):
            started, count = self._failures.get(key, (now, 0))
            if started + WINDOW_SECONDS <= now:
                started, count = now, 0
            if count >= most:
                wait = str(ceil(started + WINDOW_SECONDS - now))
                raise Refusal(
                    429, "root.too_many_requests", "Too many failed logins", headers=(("retry-after", wait),)
                )
            counted[key] = started, count + 1
        self._failures.update(counted)
        while len(self._failures) > MOST:
            del self._failures[next(iter(self._failures))]

    def forgive(self, peer: str, user: str) -> None:
        """The attempt was right: forget what failed under this name, and take it from the address's count."""
        self._failures.pop((peer, user), None)
        started, count = self._failures.get((peer,), (0.0, 0))
        if count:
            self._failures[peer,] = started, count - 1
