"""Times as the API writes them: RFC 3339, in UTC, with milliseconds."""

from __future__ import annotations

import time


def written(seconds: float) -> str:
    """A time in seconds since 1970 as text: 2026-01-02T03:04:05.678Z."""
    millis = int(seconds * 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(millis // 1000))}.{millis % 1000:03}Z"
