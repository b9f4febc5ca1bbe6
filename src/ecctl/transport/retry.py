"""The retry policy: when a request is sent again, and after how long. It does no I/O.

Only a request that cannot be carried out twice is repeated: one of an idempotent method, or one that certainly
never arrived. A POST that may have arrived is never repeated.
"""

from __future__ import annotations

import time

from ecctl.core.errors import NoResponseError, RequestTimeoutError, TLSError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Response

BUSY = frozenset({429, 502, 503, 504})
"""Statuses after which a later attempt may succeed; 429 and 503 also say that nothing was done."""

UNDONE = frozenset({429, 503})

FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0


def delay(
    outcome: Response | NoResponseError, attempt: int, chance: Callable[[], float], *, repeatable: bool
) -> float | None:
    """Return the seconds to wait before the next attempt (`attempt` counts from 0), or None to give up.

    A `repeatable` request may be carried out twice without harm. `chance` gives numbers in [0, 1) for
    the jitter, so that many clients do not come back at once.
    """
    if isinstance(outcome, NoResponseError):
        # A certificate does not become trusted by trying again, and a time limit is not meant to be
        # multiplied.
        if isinstance(outcome, (TLSError, RequestTimeoutError)):
            return None
        if outcome.sent and not repeatable:
            return None
        return _backoff(attempt, chance)
    if outcome.status not in BUSY or (not repeatable and outcome.status not in UNDONE):
        return None
    asked = asked_for(outcome)
    if asked is not None:
        return asked if asked <= LONGEST_DELAY else None  # sooner than asked for is refused again
    # A 503 without Retry-After may also come from a proxy, after the platform has begun to work.
    if not repeatable:
        return None
    return _backoff(attempt, chance)


def asked_for(response: Response) -> float | None:
    """Return the seconds that a response asks to wait (RFC 9110, 10.2.3), or None if it does not say."""
    asked = response.header("retry-after").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:FIGURES])
    return _seconds_until(asked, response.header("date")) if asked else None


def _seconds_until(date: str, now: str) -> float | None:
    """Return the seconds until an HTTP date, by the server's clock if it sent its own, or None."""
    from email.utils import parsedate_to_datetime  # loaded only for a retry: it costs 20 ms

    try:
        at = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None
    try:
        start = parsedate_to_datetime(now).timestamp()
    except ValueError:
        start = time.time()
    return max(at - start, 0.0)


FIGURES = 300
"""Digits of a number that a float can hold."""


def _backoff(attempt: int, chance: Callable[[], float]) -> float:
    # Exponential, with jitter over the upper half: a retry is never immediate. The exponent is bounded,
    # because a float overflows at 2 to the power of 1024.
    ceiling = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempt, 10))
    return ceiling * (0.5 + chance() / 2)
