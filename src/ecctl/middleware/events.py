"""What a client tells its hooks of each exchange: frozen objects, without headers, bodies and secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request is about to go out. `attempt` counts from 1; secrets in the `url` are hidden."""

    method: str
    url: str
    attempt: int


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """A whole answer came, good or bad, `seconds` after the request.

    `request_id` is what the answer's headers call the request, or "".
    """

    method: str
    url: str
    attempt: int
    status: int
    seconds: float
    request_id: str


@dataclass(frozen=True, slots=True)
class ResponseMissed:
    """No whole answer came; `error` says why."""

    method: str
    url: str
    attempt: int
    error: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RequestRetried:
    """The request will be sent again in `seconds`, because of `reason`."""

    method: str
    url: str
    attempt: int
    reason: str
    seconds: float


Event = RequestSent | ResponseReceived | ResponseMissed | RequestRetried
"""What a hook is called with."""

Hook = Callable[[Event], object]
"""A plain function of an event."""
