"""Events that a client sends to its hooks and to the log: frozen, without headers, bodies and secrets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from ecctl.core.errors import EcctlError
from ecctl.core.messages import request_id
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange


@dataclass(frozen=True, slots=True)
class RequestSent:
    """A request is about to be sent. `attempt` counts from 1; secrets in the `url` are redacted.

    `operation` is the operation's id, such as `get-users`, or "" for a login or a call without one.
    """

    method: str
    url: str
    attempt: int
    operation: str = ""


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """A complete response arrived, good or bad, `seconds` after the request.

    `request_id` is the request's id from the response headers, or "".
    """

    method: str
    url: str
    attempt: int
    status: int
    seconds: float
    request_id: str
    operation: str = ""


@dataclass(frozen=True, slots=True)
class ResponseMissed:
    """No complete response arrived; `error` says why, "cancelled" if the call was."""

    method: str
    url: str
    attempt: int
    error: str
    seconds: float
    operation: str = ""


@dataclass(frozen=True, slots=True)
class RequestRetried:
    """The request will be sent again in `seconds`, because of `reason`."""

    method: str
    url: str
    attempt: int
    reason: str
    seconds: float
    operation: str = ""


Event = RequestSent | ResponseReceived | ResponseMissed | RequestRetried
"""What a hook is called with."""

Hook = Callable[[Event], object]
"""A plain function of an event."""


class Events(Middleware):
    """Sends events to hooks. An error that a hook raises ends the call."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        self._hooks = hooks

    def exchange(self, request: Request) -> Exchange:
        """Send the request, an event before it, and exactly one event after it."""
        what = (request.method, request.url.redacted, request.attempt)
        self._send(RequestSent(*what, request.operation))
        start = perf_counter()
        try:
            response = yield request
        except EcctlError as error:
            self._missed(what, error.message, start, request.operation)
            raise
        # Cancellation and Ctrl-C included: a hook that counts requests in flight needs an end for each
        # beginning.
        except BaseException as error:
            cancelled = isinstance(error, GeneratorExit)
            self._missed(what, "cancelled" if cancelled else type(error).__name__, start, request.operation)
            raise
        seconds = perf_counter() - start
        identifier = request_id(response)
        self._send(ResponseReceived(*what, response.status, seconds, identifier, request.operation))
        return response

    def retrying(self, request: Request, reason: str, seconds: float) -> None:
        """Send an event about a retry."""
        url = request.url.redacted
        self._send(RequestRetried(request.method, url, request.attempt, reason, seconds, request.operation))

    def _missed(self, what: tuple[str, str, int], error: str, start: float, operation: str) -> None:
        self._send(ResponseMissed(*what, error, perf_counter() - start, operation))

    def _send(self, event: Event) -> None:
        for hook in self._hooks:
            hook(event)
