"""The client for programs that run on asyncio."""

from __future__ import annotations

import asyncio

from ecctl.client.base import BaseClient, named
from ecctl.client.connect import transport_settings
from ecctl.client.operation_method import Plan
from ecctl.client.session import Pause
from ecctl.errors import EcctlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Any, Protocol, Self

    from ecctl.client._generated.calls import AsyncCalls, PagedAsyncCalls
    from ecctl.client.base import Steps
    from ecctl.core.messages import Request, Response, Transport
    from ecctl.middleware.events import Hook
    from ecctl.settings.profile import Profile

    class AsyncTransport(Protocol):
        """A transport whose methods are awaited, and whose responses have been read."""

        async def send(self, request: Request) -> Response:
            """Send, and return once the whole response is there; raise NoResponseError where none came."""

        async def close(self) -> None:
            """Give up connections and files."""


class AsyncClient(BaseClient):
    """A platform, and who asks it, for asyncio: the methods of `Client`, to be awaited.

        async with AsyncClient(host="https://ece.example.com:12443", api_key="…") as client:
            made = await client.enrollment_tokens.create(roles=["allocator"], validity="2h")

    Tasks may share one; 64 requests are under way at a time, the others wait for their turn. A task that is
    cancelled gives up its connection.
    """

    def _set_up(self, profile: Profile, environ: Mapping[str, str], hooks: Iterable[Hook]) -> None:
        super()._set_up(profile, environ, hooks)
        self._shared = self._session()
        self._transport = self._open_async_transport()

    def _open_async_transport(self) -> AsyncTransport:
        if self._profile.embedded:
            return ThreadTransport(self._open_transport())
        from ecctl.transport.http_async import AsyncHttpTransport

        return AsyncHttpTransport(**transport_settings(self._profile), environ=self._environ)

    async def _carry_out(self, plan: Plan[Any], *, pages: bool = False) -> Any:
        self._check_open()
        reply = await drive(self._steps(self._shared, plan, pages=pages), self._transport)
        return plan.then(reply) if plan.then else reply

    if TYPE_CHECKING:  # the stub has them operation by operation
        call: AsyncCalls
        call_all: PagedAsyncCalls
    else:

        async def call(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
            """Call an operation of the API by its id, and return its reply: see `Client.call`."""
            return await self._carry_out(Plan(operation_id, named(parameters), body))

        async def call_all(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
            """The same, and its pages followed: the reply has the elements of all."""
            return await self._carry_out(Plan(operation_id, named(parameters), body), pages=True)

    async def close(self) -> None:
        """Give up connections and files; the client is of no more use."""
        self._closed = True
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def drive(steps: Steps, transport: AsyncTransport) -> Any:
    """Carry out what a session's generator yields, and return what it returns."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
                step = steps.send(None)
                continue
            try:
                response = await transport.send(step)
            except EcctlError as error:
                step = steps.throw(error)
            else:
                step = steps.send(response)
    except StopIteration as done:
        return done.value


class ThreadTransport:
    """Another transport, in threads: the embedded platform waits for the disk, and the event loop must not."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    async def send(self, request: Request) -> Response:
        """Send, and read the response to its end."""
        return await asyncio.to_thread(self._send, request)

    def _send(self, request: Request) -> Response:
        response = self._inner.send(request)
        response.read()
        return response

    async def close(self) -> None:
        """Close the transport below."""
        await asyncio.to_thread(self._inner.close)
