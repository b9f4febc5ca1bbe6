"""The platform: requests in, responses out, without I/O of its own except its store's."""

from __future__ import annotations

from ecctl.platform.auth.access import PUBLIC, VIEW, authorize
from ecctl.platform.request import RequestContext
from ecctl.platform.responses import CHALLENGE, CONSOLE_CHALLENGE, HTTPError, not_found
from ecctl.platform.routing import find
from ecctl.platform.services import Services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request, Response
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.request import Authenticator
    from ecctl.platform.services import Work
    from ecctl.platform.store.base import Store

METHOD_NOT_ALLOWED = 405


class Platform:
    """An ECE of one region over an open store.

    `handle` is the interface for adapters. A server that logs requests calls `context` and `answer` instead.
    `in_process.LocalPlatform` is for callers without an event loop.
    """

    def __init__(self, store: Store, clock: Clock, work: Work | None = None) -> None:
        self.services = Services(store, clock, work)
        self._authenticate: Authenticator | None = None

    def context(self, request: Request, peer: str = "") -> RequestContext:
        """Return the context of a request from an address."""
        return RequestContext(self.services, request, peer)

    async def handle(self, request: Request, principal: Principal | None = None, peer: str = "") -> Response:
        """Answer a request; authenticate it unless a principal is given."""
        context = self.context(request, peer)
        context.principal = principal
        return await self.answer(context)

    async def answer(self, context: RequestContext) -> Response:
        """Answer a request, with an error response if it is invalid; raise PlatformError if the store fails."""
        # Cheap after the first time; before it, the clock may be behind the latest time that the store has seen.
        await self.services.start()
        try:
            response = await self._respond(context)
        except HTTPError as error:
            is_console = context.request.header("x-ecctl-console")
            response = error.response(CONSOLE_CHALLENGE if is_console else CHALLENGE)
        # On every response: an operator finds the request in the log by it, also if it failed.
        response.headers += (("x-request-id", context.request_id), *context.headers)
        return response

    async def _respond(self, context: RequestContext) -> Response:
        path = context.request.target.partition("?")[0]
        access, problem = VIEW, None
        try:
            found = find(context.request.method, path)
        except HTTPError as error:
            # Authentication comes first: a stranger does not learn which paths exist.
            found, problem = None, error
        if found:
            route, context.params = found
            context.route, access = route, route.access
        if access != PUBLIC and context.principal is None:
            await context.authenticate(self._authenticator())
        if not found:
            raise _no_route(context.request.method, path, problem)
        if access != PUBLIC:
            authorize(context.caller, access)
        return await route.handler(context)

    def _authenticator(self) -> Authenticator:
        """Return the function that authenticates; the owner of a data directory never loads it."""
        if self._authenticate is None:
            from ecctl.platform.auth.authenticate import authenticate

            self._authenticate = authenticate
        return self._authenticate


def _no_route(method: str, path: str, problem: HTTPError | None) -> HTTPError:
    """Return 501 if ECE defines the operation, else the problem that routing found, or 404."""
    from ecctl.platform.handlers.not_implemented import not_implemented

    # A 405 may only mean that a segment of ECE's path looked like a parameter of ours.
    if problem is not None and problem.status != METHOD_NOT_ALLOWED:
        return problem
    return not_implemented(method, path) or problem or not_found()
