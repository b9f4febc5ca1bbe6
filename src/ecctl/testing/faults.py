"""What is to go wrong with the next requests, and what was asked so far."""

from __future__ import annotations

from typing import NamedTuple

from ecctl.client.arguments import nanoseconds
from ecctl.core.durations import SECOND
from ecctl.errors import UsageError
from ecctl.platform.responses import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.client.duration import Span
    from ecctl.core.messages import Request


class Asked(NamedTuple):
    """A request that a platform was asked; `status` is 0 where the connection was dropped."""

    method: str
    """GET, POST, …"""

    path: str
    """Path and query."""

    status: int
    """The answer's."""


class Fault(NamedTuple):
    """What happens to a request: a wait, then a refusal (or, with `status` 0, a dropped connection), or none."""

    path: str
    seconds: float = 0.0
    refusal: Refusal | None = None
    drop: bool = False
    carried_out: bool = False


class Faults:
    """What will go wrong with the next requests, and what was asked so far."""

    requests: list[Asked]
    """What the platform was asked, in order; a test may clear it."""

    def __init__(self) -> None:
        self._next: list[Fault] = []
        self.requests = []

    def fail_next(  # noqa: PLR0913  # what a refusal consists of
        self,
        *,
        status: int = 503,
        times: int = 1,
        path: str = "",
        code: str = "test.fault",
        message: str = "A fault that a test asked for",
        retry_after: int | None = 0,
    ) -> None:
        """Refuse the next requests whose path holds `path`, without carrying them out.

        `retry_after` is the seconds that the reply asks to wait, None for none.
        """
        if isinstance(status, bool) or not isinstance(status, int) or not 400 <= status <= 599:
            raise UsageError(f"a refusal has a status of 400 to 599, not {status!r}")
        headers = () if retry_after is None else (("retry-after", str(retry_after)),)
        self._next += [Fault(path, refusal=Refusal(status, code, message, headers=headers))] * counted(times)

    def delay_next(self, seconds: Span, *, times: int = 1, path: str = "") -> None:
        """Let the next requests whose path holds `path` wait before they are carried out.

        `seconds` may be a timedelta, or a text such as "200ms", as well.
        """
        wait = nanoseconds(seconds, "seconds") / SECOND
        if wait < 0:
            raise UsageError("seconds is negative")
        self._next += [Fault(path, wait)] * counted(times)

    def drop_next(self, *, times: int = 1, path: str = "", carried_out: bool = False) -> None:
        """Drop the connection of the next requests whose path holds `path`, carried out before or not."""
        self._next += [Fault(path, drop=True, carried_out=carried_out)] * counted(times)

    def take(self, path: str) -> Fault:
        """What happens to a request."""
        for index, fault in enumerate(self._next):
            if fault.path in path:
                return self._next.pop(index)
        return Fault("")

    def note(self, request: Request, status: int) -> None:
        """Write down what was asked, and how it went."""
        self.requests.append(Asked(request.method, request.target, status))


def counted(times: int) -> int:
    """How often a fault happens; UsageError for what is no such number."""
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        raise UsageError(f"times is a whole number from 1 on, not {times!r}")
    return times
