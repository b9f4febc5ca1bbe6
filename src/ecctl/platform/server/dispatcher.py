"""Dispatcher: answers requests with the platform, counts them, and logs them."""

from __future__ import annotations

import traceback
from time import perf_counter

from ecctl.core.errors import PlatformError
from ecctl.core.messages import Request
from ecctl.platform.responses import server_error
from ecctl.platform.server import process
from ecctl.platform.server.request_policy import refusal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.request import RequestContext
    from ecctl.platform.responses import HTTPError
    from ecctl.platform.server.access_log import RequestLog

NO_STORE = (("cache-control", "no-store"),)
"""Header of every response with data: tokens, keys and passwords must not end up in a cache."""
LIVENESS = "/healthz"


class Dispatcher:
    """Adapter between HTTP servers and the platform.

    `unavailable`, once set, is the response to every request but the liveness probe.
    """

    def __init__(self, platform: Platform, log: RequestLog | None, complain: Callable[[str], None]) -> None:
        self.platform = platform
        self.unavailable: HTTPError | None = None
        self._log = log
        self._complain = complain

    def context(self, request: Request, peer: str) -> RequestContext:
        """Return the context of a request from an address; set its `is_gone` if the client disconnects."""
        return self.platform.context(request, peer)

    async def answer(self, context: RequestContext) -> Response:
        """Answer a request. A failure is a 5xx response; its cause is in the log only."""
        started = perf_counter()
        error = ""
        request = context.request
        try:
            # Before authentication: a browser attaches valid credentials to a forged request.
            refusal = refusal_of(request)
            if self.unavailable is not None and request.target.partition("?")[0] != LIVENESS:
                refusal = self.unavailable
            response = await self.platform.answer(context) if refusal is None else refusal.response()
        except PlatformError as cause:
            error = cause.message
            response = server_error(cause, committed=context.committed).response()
        except Exception as cause:  # noqa: BLE001 (the server goes on)
            error = type(cause).__name__
            self.report(cause)
            response = server_error(cause).response()
        if context.route is None or not context.route.is_static:
            response.headers += NO_STORE
        seconds = perf_counter() - started
        operation = context.route.operation if context.route else ""
        self.platform.services.metrics.count(operation, response.status, seconds)
        if self._log:
            self._log.add(context, response.status, seconds, error)
        return response

    def refused(self, refusal: HTTPError, peer: str) -> Response:
        """Return the response to input that is not an acceptable request; count and log it."""
        response = refusal.response()
        self.platform.services.metrics.count("", response.status, 0.0)
        if self._log:
            self._log.add(self.platform.context(Request("", ""), peer), response.status, 0.0)
        return response

    def report(self, error: Exception) -> None:
        """Report where an unexpected error happened, without the values there, which may be secret."""
        if isinstance(error, MemoryError):
            process.exit_out_of_memory()
        if isinstance(error, PlatformError):
            self._complain(f"a response was cut short: {error.message}")
            return
        # The traceback without the error's message: the message may quote a token or a password.
        frames = "".join(traceback.format_tb(error.__traceback__))
        self._complain(f"{type(error).__name__} in\n{frames}")
