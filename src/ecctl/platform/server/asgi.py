"""ASGI adapter: the same platform under uvicorn, hypercorn or granian instead of `ecctl serve`."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from urllib.parse import quote

from ecctl.core.errors import EcctlError
from ecctl.core.messages import Request, Response
from ecctl.platform.responses import StreamedResponse
from ecctl.platform.server import limits
from ecctl.platform.server.request_policy import body_too_large, over_budget, refusal_of_head
from ecctl.platform.server.runtime import prepared, served_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ecctl.platform.responses import HTTPError
    from ecctl.platform.server.dispatcher import Dispatcher
    from ecctl.platform.server.options import Options

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

WITHOUT_LIFESPAN = "this ASGI server does not start applications: switch its lifespan support on"


class Application:
    """ASGI application (version 3) with lifespan support; `options` is called at startup."""

    def __init__(self, options: Callable[[], Options]) -> None:
        self._options = options
        self._dispatcher: Dispatcher | None = None
        self._budget = limits.Budget()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Open the platform at startup, and drain it at shutdown."""
        await receive()
        async with AsyncExitStack() as stack:
            try:
                options = self._options()
                lock = stack.enter_context(prepared(options))
                served = await stack.enter_async_context(served_platform(options, lock))
            except EcctlError as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            self._dispatcher = served.dispatcher
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self._dispatcher = None
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        dispatcher = self._dispatcher
        if dispatcher is None:
            raise RuntimeError(WITHOUT_LIFESPAN)
        peer = str((scope.get("client") or ("",))[0])
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        # Reversed, so that the first of several headers of one name wins, as in our own server.
        fields = dict(reversed(headers))
        refusal = refusal_of_head(headers, fields, "1.1" if "host" in fields else "1.0")
        body = bytearray()
        try:
            if refusal is None:
                refusal = await self._read(receive, body)
            if refusal is not None:
                response = dispatcher.refused(refusal, peer)
            else:
                request = Request(scope["method"], _target(scope), headers, bytes(body), fields=fields)
                response = await dispatcher.answer(dispatcher.context(request, peer))
        except asyncio.IncompleteReadError:
            return  # the client is gone
        finally:
            self._budget.release(len(body))
        await _respond(response, send, with_body=scope["method"] != "HEAD")

    async def _read(self, receive: Receive, body: bytearray) -> HTTPError | None:
        """Read the request's body. Return the error response if it is too large."""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise asyncio.IncompleteReadError(b"", None)
            part = message.get("body", b"")
            if len(body) + len(part) > limits.BODY_BYTES:
                return body_too_large()
            if not self._budget.take(len(part)):
                return over_budget()
            body += part
            if not message.get("more_body", False):
                return None


def _target(scope: Message) -> str:
    """Return the request target below the path that the application is mounted at."""
    raw = scope.get("raw_path")
    path = raw.decode("latin-1").partition("?")[0] if raw else quote(scope["path"])
    # raw_path keeps %2F apart from a slash; ASGI servers that leave it out have decoded the path already.
    path = path.removeprefix(scope.get("root_path", "").rstrip("/"))
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


async def _respond(response: Response, send: Send, *, with_body: bool) -> None:
    """Send a response, part by part if it is streamed."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    start: Message = {"type": "http.response.start", "status": response.status, "headers": headers}
    if isinstance(response, StreamedResponse):
        await send(start)
        if with_body:
            async for part in response.chunks:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    body = response.read()
    headers.append((b"content-length", str(len(body)).encode()))
    await send(start)
    await send({"type": "http.response.body", "body": body if with_body else b""})
