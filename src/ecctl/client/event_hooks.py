"""Tells a client's hooks, and the log, of each exchange: a generator around a session's own."""

from __future__ import annotations

from time import perf_counter

from ecctl.client.reply import request_id
from ecctl.client.session import Pause
from ecctl.errors import EcctlError
from ecctl.middleware.events import RequestRetried, RequestSent, ResponseMissed, ResponseReceived

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from logging import Logger
    from typing import Any

    from ecctl.client.session import Step
    from ecctl.core.messages import Response
    from ecctl.middleware.events import Event, Hook


def observed(
    steps: Generator[Step, Response | None, Any], hooks: Sequence[Hook]
) -> Generator[Step, Any, Any]:
    """The same steps; each hook is called with an event for each. What a hook raises ends the call."""

    def tell(event: Event) -> None:
        for hook in hooks:
            hook(event)

    attempt = 0
    what = ("", "")
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                if step.reason:
                    tell(RequestRetried(*what, attempt, step.reason, step.seconds))
                step = steps.send((yield step))
                continue
            asked = (step.method, step.url.redacted)
            attempt = attempt + 1 if asked == what else 1
            what = asked
            tell(RequestSent(*what, attempt))
            start = perf_counter()
            try:
                response = yield step
            except EcctlError as error:
                tell(ResponseMissed(*what, attempt, error.message, perf_counter() - start))
                step = steps.throw(error)
            else:
                seconds = perf_counter() - start
                tell(ResponseReceived(*what, attempt, response.status, seconds, request_id(response)))
                step = steps.send(response)
    except StopIteration as done:
        return done.value


class LogHook:
    """A hook that writes events down: retries at level INFO, all others at DEBUG."""

    def __init__(self, log: Logger) -> None:
        self._log = log

    def __call__(self, event: Event) -> None:
        """Write an event down."""
        log = self._log
        if isinstance(event, RequestRetried):
            log.info("%s %s again in %.2f s: %s", event.method, event.url, event.seconds, event.reason)
        elif isinstance(event, RequestSent):
            log.debug("%s %s", event.method, event.url)
        elif isinstance(event, ResponseReceived):
            log.debug("%s %s: status %d in %.3f s", event.method, event.url, event.status, event.seconds)
        else:
            log.debug("%s %s: %s", event.method, event.url, event.error)
