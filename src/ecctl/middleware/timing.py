"""How long each exchange takes, for the timeline of `--trace`."""

from __future__ import annotations

from time import perf_counter

from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange


class Timing(Middleware):
    """Calls *record* with the name and the start of each exchange at its end, also if it failed."""

    def __init__(self, record: Callable[[str, float], None]) -> None:
        self._record = record

    def exchange(self, request: Request) -> Exchange:
        """Send the request and record its duration."""
        start = perf_counter()
        try:
            return (yield request)
        finally:
            self._record(f"{request.method} {request.url.redacted.partition('?')[0]}", start)
