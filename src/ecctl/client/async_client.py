"""The client for programs that run on asyncio."""

from __future__ import annotations

import asyncio
import inspect

from ecctl.client import Pause
from ecctl.client.base import BaseClient, named, transport_settings
from ecctl.client.resource_properties import resource
from ecctl.client.resources import OperationSpec
from ecctl.core.errors import EcctlError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from types import TracebackType
    from typing import Any, Protocol, Self

    from ecctl.client import Call
    from ecctl.client._generated.async_api import AsyncApi
    from ecctl.client.iteration import AsyncElements
    from ecctl.client.resources import Resource
    from ecctl.client.session import Session, Steps
    from ecctl.core.messages import Request, Response, Transport
    from ecctl.settings.profile import Profile

    class AsyncTransport(Protocol):
        """A transport whose methods are awaited, and whose responses have been read."""

        async def send(self, request: Request) -> Response:
            """Send a request and return its complete response. Raise NoResponseError if none arrives."""

        async def close(self) -> None:
            """Close connections and files."""


def coroutine_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that returns a coroutine, so that `iscoroutinefunction` is true for it."""
    if hasattr(inspect, "markcoroutinefunction"):  # Python 3.12
        return inspect.markcoroutinefunction(function)  # type: ignore[no-any-return]  # as above
    function._is_coroutine = asyncio.coroutines._is_coroutine  # type: ignore[attr-defined]  # noqa: SLF001  # what 3.11 looks at
    return function


class AsyncClient(BaseClient):
    """A platform and the credentials for it, for asyncio: the methods of `Client`, to be awaited.

        async with AsyncClient(host="https://ece.example.com:12443", api_key="…") as client:
            made = await client.enrollment_tokens.create(roles=["allocator"], validity="2h")

    Tasks may share one client; it sends `max_connections` requests at a time (64 unless given), the others
    wait. A task that is cancelled closes its connection. A client needs asyncio (or uvloop) and cannot be used
    under trio. The methods of a `transport` are awaited.
    """

    def _set_up(self, profile: Profile, environ: Mapping[str, str], **parts: Any) -> None:
        super()._set_up(profile, environ, **parts)
        self._shared = self._session()
        self._transport = self._open_async_transport()

    @resource
    def api(self) -> AsyncApi:
        """Every operation of the API as a method with its exact signature, to be awaited."""
        from ecctl.client._generated.async_api import AsyncApi

        return AsyncApi if isinstance(self, type) else AsyncApi(self)  # type: ignore[return-value]  # see `resource`

    def _open_async_transport(self) -> AsyncTransport:
        if self._given_transport is not None:
            given: AsyncTransport = self._given_transport
            return given
        if self._profile.embedded:
            return ThreadTransport(self._open_transport())
        from ecctl.transport.http_async import AsyncHttpTransport

        settings = transport_settings(self._profile, self._connection)
        transport = AsyncHttpTransport(**settings, environ=self._environ)
        if self._has_tls_files():
            transport.load_files()
        return transport

    @staticmethod
    def _resource_class(kind: type[Resource[Any]]) -> type[Resource[Any]]:
        found = _awaited.get(kind)
        if found is None:
            found = _awaited[kind] = awaited(kind)
        return found

    def _perform(
        self, spec: OperationSpec[Any], *, pages: bool = False, name: str = "AsyncClient.call"
    ) -> Coroutine[Any, Any, Any]:
        """Check a call now, and return a coroutine that makes it."""
        # Arguments are checked when the method is called, not when its result is awaited: the traceback then
        # shows the caller's line.
        self._check_open()
        session, transport = self._engine()
        steps = self._steps(session, spec, pages=pages)
        coroutine = self._finish(steps, spec.then, transport)
        coroutine.__qualname__ = name  # type: ignore[attr-defined]  # of every coroutine, in a warning
        return coroutine

    def _engine(self) -> tuple[Session, AsyncTransport]:
        """Return the session and the transport: with `with_options`, over those that are shared."""
        if self._origin is None:
            return self._shared, self._transport
        from ecctl.client.options import engine_for

        return engine_for(self, *self._origin._engine())  # noqa: SLF001  # the same class

    async def _finish(
        self, steps: Steps, then: Callable[[Any], Any] | None, transport: AsyncTransport
    ) -> Any:
        self._check_open()
        check_loop()
        if self._deadline is None:
            result = await drive(steps, transport)
        else:
            from ecctl.client.options import bounded, out_of_time

            try:
                async with asyncio.timeout(self._deadline):
                    result = await drive(bounded(steps, self._deadline), transport)
            except TimeoutError:
                raise out_of_time(self._deadline) from None
        return then(result) if then else result

    async def execute(self, call: Call) -> Any:
        """Make a call that the API description lacks: see `Client.execute`."""
        session, transport = self._engine()
        return await self._finish(session.call(call), None, transport)

    @coroutine_function
    def call(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API by its id, and return its response: see `Client.call`."""
        return self._perform(OperationSpec(operation_id, named(parameters), body))

    @coroutine_function
    def call_all(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation that returns pages, and return the elements of all: see `Client.call_all`."""
        spec: OperationSpec[Any] = OperationSpec(operation_id, named(parameters), body)
        return self._perform(spec, pages=True, name="AsyncClient.call_all")

    def iterate(
        self, operation_id: str, /, *, body: object = None, limit: int | None = None, **parameters: Any
    ) -> AsyncElements[Any]:
        """Return an asynchronous iterator over the elements of an operation with pages: see `Client.iterate`."""
        from ecctl.client.iteration import elements, paged

        spec: OperationSpec[Any] = OperationSpec(operation_id, named(parameters), body)
        return elements(self, paged(spec, limit), limit)  # type: ignore[no-any-return]  # of this kind

    async def close(self) -> None:
        """Close connections and files. A closed client cannot be used again."""
        self._closed = True
        if self._origin is None:
            # A derived client leaves the connections to the one that it was made of.
            await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


_awaited: dict[type[Resource[Any]], type[Resource[Any]]] = {}
"""Classes of resources whose methods are marked as coroutine functions, by the plain class."""


def awaited(kind: type[Resource[Any]]) -> type[Resource[Any]]:
    """Return a subclass of a resource for AsyncClient: `iscoroutinefunction` is true for its methods."""
    members: dict[str, Any] = {"__doc__": kind.__doc__, "__module__": kind.__module__}
    for name, function in vars(kind).items():
        if hasattr(function, "async_annotations"):
            members[name] = asynchronous_iterator(function)
        # The others need no request, and return at once.
        elif hasattr(function, "__wrapped__"):
            members[name] = coroutine_function(renewed(function))
    return type(kind.__name__, (kind,), members)


def asynchronous_iterator(function: Any) -> Callable[..., Any]:
    """Return a copy of a method that returns an iterator, whose annotations name the asynchronous one."""
    copy: Any = renewed(function)
    copy.__wrapped__ = renewed(function.__wrapped__)
    copy.__wrapped__.__annotations__ = copy.__annotations__ = function.async_annotations
    return copy  # type: ignore[no-any-return]  # a function


def renewed(function: Any) -> Callable[..., Any]:
    """Return a copy of a function, so that a mark on it does not mark the original."""
    # Marked on a copy: Client and AsyncClient share the original.
    copy = type(function)(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__dict__.update(function.__dict__)
    copy.__qualname__, copy.__module__, copy.__doc__ = (
        function.__qualname__,
        function.__module__,
        function.__doc__,
    )
    copy.__annotations__ = function.__annotations__
    return copy  # type: ignore[no-any-return]  # a function


def check_loop() -> None:
    """Raise UsageError unless asyncio runs: under trio, its own error would not say what to do."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise UsageError(
            "AsyncClient needs asyncio, which is not running",
            hint="under trio, use a Client in a thread: trio.to_thread.run_sync(client.users.list)",
        ) from None


async def drive(steps: Steps, transport: AsyncTransport) -> Any:
    """Send what a session's generator yields, and return what it returns.

    The generator is always closed: see the synchronous driver. A cancelled login would otherwise block all
    other calls of the client.
    """
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
    finally:
        steps.close()


class ThreadTransport:
    """Runs another transport in threads: the embedded platform blocks on the disk."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    async def send(self, request: Request) -> Response:
        """Send a request and return its complete response."""
        # A thread for each request rather than one for all: the transport orders them by its own lock.
        return await asyncio.to_thread(self._send, request)

    def _send(self, request: Request) -> Response:
        response = self._inner.send(request)
        response.read()
        return response

    async def close(self) -> None:
        """Close the transport below."""
        await asyncio.to_thread(self._inner.close)
