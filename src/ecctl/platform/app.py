"""The platform: requests in, responses out, and no input or output of its own but its store's."""

from __future__ import annotations

from ecctl.core.messages import Response, StreamedResponse
from ecctl.platform.domain.clock import MARK_SECONDS
from ecctl.platform.domain.signing_keys import SigningKeys
from ecctl.platform.request import ADMIN, OWNER, VIEWER, Call
from ecctl.platform.responses import Refusal, not_found
from ecctl.platform.routing import ADMINISTER, PUBLIC, VIEW, find, without_region
from ecctl.platform.store.base import SETTINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
    from typing import Any

    from ecctl.core.messages import Request
    from ecctl.platform.auth.logins import Logins
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.request import Principal
    from ecctl.platform.server.metrics import Metrics
    from ecctl.platform.store.base import Check, Store, Write

    Work = Callable[..., Awaitable[Any]]

_LATEST = "latest_time"


class Platform:
    """An ECE of one region over a store. `work` runs what takes long: a server's, in a thread."""

    def __init__(self, store: Store, clock: Clock, work: Work | None = None) -> None:
        self.store = store
        self.clock = clock
        self.work = work or _here
        self.keys = SigningKeys(store, clock)
        self._marked: float | None = None
        self._authenticate: Callable[[Call], Awaitable[Principal]] | None = None
        self._logins: Logins | None = None
        self._metrics: Metrics | None = None

    async def handle(self, request: Request, principal: Principal | None = None) -> Response:
        """Answer a request; without a principal, the request must show who asks."""
        call = Call(self, request)
        call.principal = principal
        return await self.answer(call)

    async def answer(self, call: Call) -> Response:
        """Answer a call, whatever is wrong with it; raises PlatformError where the store fails."""
        if self._marked is None:
            await self._start()
        try:
            response = await self._answer(call)
        except Refusal as refusal:
            response = refusal.response()
        response.headers += (("x-request-id", call.request_id), *call.headers)
        return response

    @property
    def authenticate(self) -> Callable[[Call], Awaitable[Principal]]:
        """Finds who asks by the credentials of a request; a data directory's owner needs none."""
        if self._authenticate is None:
            from ecctl.platform.auth.authenticate import authenticate

            self._authenticate = authenticate
        return self._authenticate

    @property
    def logins(self) -> Logins:
        """What is remembered of logins that went well, and of those that did not."""
        if self._logins is None:
            from ecctl.platform.auth.logins import Logins

            self._logins = Logins(self.clock)
        return self._logins

    @property
    def metrics(self) -> Metrics:
        """Counters of what was answered; an adapter counts."""
        if self._metrics is None:
            from ecctl.platform.server.metrics import Metrics

            self._metrics = Metrics()
        return self._metrics

    async def _answer(self, call: Call) -> Response:
        path = call.request.target.partition("?")[0]
        needs, refusal = VIEW, None
        try:
            found = find(call.request.method, path)
        except Refusal as refused:
            found, refusal = None, refused  # who asks is to be known before what there is
        if found:
            call.route, call.params = found
            needs = call.route.needs
        if needs != PUBLIC and call.principal is None:
            call.principal = await self.authenticate(call)
        if call.route is None:
            raise refusal or self._unknown(call.request.method, path)
        if needs in {VIEW, ADMINISTER}:
            _allow(call.who, needs)
        return await call.route.handler(call)

    def _unknown(self, method: str, path: str) -> Refusal:
        """Why there is no route: the platform has not what ECE has, or nobody has it."""
        from ecctl.platform.handlers.not_implemented import absent

        return absent(method, without_region(path)) or not_found()

    def commit(self, *writes: Write, checks: Sequence[Check] = ()) -> Coroutine[Any, Any, bool]:
        """Write to the store, durably; False, and nothing is written, where a check does not hold."""
        return self.store.commit(writes + self._mark(), checks)

    def note(self, *writes: Write) -> Coroutine[Any, Any, None]:
        """Write to the store soon."""
        return self.store.note(writes + self._mark())

    async def _start(self) -> None:
        """Go on from the latest time that the store has seen, if the clock was set back meanwhile."""
        self._marked = float(await self.store.get(SETTINGS, _LATEST) or 0)
        self.clock.at_least(self._marked)

    def _mark(self) -> tuple[Write, ...]:
        """Now and then, the write that keeps how late it is, for a clock that is set back later."""
        now = self.clock.now()
        if now - (self._marked or 0) < MARK_SECONDS:
            return ()
        self._marked = now
        return ((SETTINGS, _LATEST, str(int(now)), None),)

    def call(self, request: Request) -> Response:
        """Answer in this process, as the owner of the data; for a store that never suspends."""
        response: Response = run_now(self.handle(request, OWNER))
        if isinstance(response, StreamedResponse):
            return Response(response.status, response.headers, _drain(response.chunks))
        return response

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


async def _here(function: Callable[..., Any], *arguments: object) -> Any:
    """Run what takes long at once, where there is nobody else to be kept waiting."""
    return function(*arguments)


def _allow(who: Principal, needs: str) -> None:
    """ECE's platform roles: admins may do everything, viewers may look."""
    if ADMIN in who.roles or (needs == VIEW and VIEWER in who.roles):
        return
    raise Refusal(403, "root.unauthorized.rbac", "Unauthorized action")


def run_now(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the store has suspended a call in this process")


def _drain(parts: AsyncIterator[bytes]) -> Iterator[bytes]:
    while True:
        try:
            parts.__anext__().__await__().__next__()
        except StopIteration as stop:
            yield stop.value
        except StopAsyncIteration:
            return
