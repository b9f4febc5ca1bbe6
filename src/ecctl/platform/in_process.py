"""The platform for callers without an event loop: the embedded transport, administration and tests."""

from __future__ import annotations

from ecctl.core.messages import Response
from ecctl.platform.auth.principal import OWNER
from ecctl.platform.responses import StreamedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator
    from typing import Any

    from ecctl.core.messages import Request
    from ecctl.platform.app import Platform
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.services import Services


class LocalPlatform:
    """A platform in this process; `principal` makes its requests.

    A store that never suspends needs no event loop: its coroutines are driven here, and asyncio, which
    takes longer to import than a command takes to run, is not loaded. Any other store gets a loop in a thread.
    """

    def __init__(self, platform: Platform, principal: Principal = OWNER) -> None:
        self.platform = platform
        self._principal = principal
        self._loop: Any = None
        if platform.services.store.suspends:
            from ecctl.platform.loop_thread import LoopThread

            self._loop = LoopThread()

    @property
    def services(self) -> Services:
        """The platform's services."""
        return self.platform.services

    def open(self) -> LocalPlatform:
        """Open the store."""
        try:
            self.run(self.services.store.open())
        except BaseException:
            if self._loop is not None:
                self._loop.stop()
            raise
        return self

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine of the platform to its end, and return its result."""
        return run_now(coroutine) if self._loop is None else self._loop.run(coroutine)

    def call(self, request: Request) -> Response:
        """Answer a request."""
        response: Response = self.run(self.platform.handle(request, self._principal))
        if isinstance(response, StreamedResponse):
            return Response(response.status, response.headers, self._parts(response.chunks))
        return response

    def _parts(self, parts: AsyncIterator[bytes]) -> Iterator[bytes]:
        """Return the parts of a streamed body."""
        while True:
            try:
                yield self.run(_next(parts))
            except StopAsyncIteration:
                return

    def close(self) -> None:
        """Finish all writes, and close the store."""
        try:
            self.run(self._finish())
        finally:
            if self._loop is not None:
                self._loop.stop()

    async def _finish(self) -> None:
        await self.services.store.drain()
        await self.services.store.close()


async def _next(parts: AsyncIterator[bytes]) -> bytes:
    return await parts.__anext__()


def run_now(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    # A suspended coroutine waits for a loop that does not exist; closing it releases what it holds.
    coroutine.close()
    # A bug of a backend, not a condition to handle.
    raise RuntimeError("the store has suspended, although it declares that it never does")
