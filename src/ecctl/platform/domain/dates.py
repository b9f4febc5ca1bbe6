"""Times as the API writes them: RFC 3339, in UTC, with milliseconds."""

from __future__ import annotations

import time
from functools import lru_cache


def written(seconds: float) -> str:
    """A time in seconds since 1970 as text: 2026-01-02T03:04:05.678Z."""
    millis = int(seconds * 1000)
    return f"{_to_the_second(millis // 1000)}.{millis % 1000:03}Z"


@lru_cache(maxsize=16)
def _to_the_second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
