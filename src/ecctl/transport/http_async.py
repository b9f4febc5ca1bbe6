"""The transport over HTTP/1.1 for asyncio: the same requests, parser, errors and rules on an event loop."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

from ecctl.core.errors import ConnectionLostError
from ecctl.core.messages import RESENDABLE, RESPONSE_LIMIT, Response, too_long
from ecctl.transport.asyncio_stream import Link, dial
from ecctl.transport.exchange import pieces, refusal, unanswered, uncoded, write_head
from ecctl.transport.http import IDLE_LIMIT, IDLE_LIMIT_ONCE, check_sender, deadline_for, no_turn, proxy_for
from ecctl.transport.reply_parser import CutOffReplyError, MalformedReplyError, ReplyParser

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from typing import Any

    from ecctl.core.messages import Body, Request
    from ecctl.core.url import Url
    from ecctl.transport import Deadline
    from ecctl.transport.http_proxy import Proxy

CONNECTIONS = 64
"""Default number of connections of an event loop at a time; further requests wait."""


class Pool:
    """The connections of one event loop."""

    def __init__(self, size: int) -> None:
        self.turns = asyncio.Semaphore(size)
        self._closed = False
        self._idle: dict[tuple[str, str], list[Link]] = {}

    def take(self, key: tuple[str, str], limit: float) -> Link | None:
        """Return the connection that became idle last, if it is still usable."""
        idle = self._idle.get(key, [])
        while idle:
            link = idle.pop()
            if link.wake_up(limit):
                return link
            link.close()
        return None

    def keep(self, key: tuple[str, str], link: Link) -> None:
        """Pool a connection on which another request may follow."""
        if self._closed:
            link.close()
            return
        link.rest()
        self._idle.setdefault(key, []).append(link)

    async def close(self) -> None:
        """Close idle connections now, and those in use when their responses are complete."""
        self._closed = True
        links = [link for idle in self._idle.values() for link in idle]
        self._idle.clear()
        # Aborting only schedules `connection_lost`. If the loop ended before it ran, asyncio would warn about
        # unclosed transports; hence the wait.
        for link in links:
            link.close()
        await asyncio.gather(*(link.closed() for link in links))


class AsyncHttpTransport:
    """Sends requests over HTTP from the tasks of an event loop; the arguments are those of HttpTransport.

    Each event loop has a pool of its own, because a connection belongs to the loop that opened it. The pools
    are held by weak references to their loops, so that programs that run one loop after another leak none.
    """

    def __init__(  # noqa: PLR0913  # one for each setting of the profile
        self,
        *,
        timeout: float = 30.0,
        insecure: bool = False,
        ca_file: str = "",
        client_cert: str = "",
        client_key: str = "",
        environ: Mapping[str, str] | None = None,
        proxy: Proxy | None = None,
        context: ssl.SSLContext | None = None,
        max_connections: int = CONNECTIONS,
    ) -> None:
        self._timeout = timeout
        self._trust: dict[str, Any] = {
            "insecure": insecure,
            "ca_file": ca_file,
            "client_cert": client_cert,
            "client_key": client_key,
        }
        self._environ = dict(os.environ if environ is None else environ)
        self._proxy = proxy
        self._context = context
        self._max_connections = max_connections
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()
        self._lock = Lock()

    async def send(self, request: Request) -> Response:
        """Send, and return the complete response. Raise and repeat as HttpTransport does."""
        origin = request.url
        proxy = self._proxy or proxy_for(origin, self._environ)
        head = write_head(request, proxy.login_for(origin) if proxy else None)
        pool = self._pool_of_this_loop()
        # The time limit starts with the request's turn: waiting for a free connection is not the server's delay.
        await self._turn(pool, request)
        try:
            deadline = deadline_for(origin, proxy, self._timeout, request.end)
            try:
                # One timer for the whole exchange instead of one for each read; progress of an upload
                # postpones it.
                async with asyncio.timeout(deadline.left()) as guard:
                    deadline.extended = partial(_postpone, guard)
                    response = await self._exchange(request, head, origin, proxy, deadline, pool)
            except TimeoutError:
                raise deadline.timed_out() from None
        finally:
            pool.turns.release()
        check_sender(response, origin, proxy)
        return response

    async def _turn(self, pool: Pool, request: Request) -> None:
        """Wait for a free connection. Raise RequestTimeoutError at the end that the request names."""
        if request.end is None:
            await pool.turns.acquire()
            return
        try:
            async with asyncio.timeout(request.end - monotonic()):
                await pool.turns.acquire()
        except TimeoutError:
            raise no_turn(request, self._max_connections) from None

    def limited(self, *, timeout: float) -> AsyncHttpTransport:
        """Return a transport with another time limit over the same connections."""
        copy = object.__new__(AsyncHttpTransport)
        copy.__dict__.update(self.__dict__)
        copy._timeout = timeout  # the same class
        return copy

    def _pool_of_this_loop(self) -> Pool:
        loop = asyncio.get_running_loop()
        # Each thread may run an event loop of its own.
        with self._lock:
            pool = self._pools.get(loop)
            if pool is None:
                pool = self._pools[loop] = Pool(self._max_connections)
            return pool

    async def _exchange(  # noqa: PLR0913  # what `send` has found out
        self,
        request: Request,
        head: bytes,
        origin: Url,
        proxy: Proxy | None,
        deadline: Deadline,
        pool: Pool,
    ) -> Response:
        """Send on an idle connection, or else on a new one."""
        key = (origin.scheme, deadline.address)
        repeatable = request.method in RESENDABLE and isinstance(request.body, bytes)
        reused = pool.take(key, IDLE_LIMIT if repeatable else IDLE_LIMIT_ONCE)
        if reused is not None:
            parser = ReplyParser(request.method)
            try:
                return await run(reused, request, head, parser, deadline, lambda: pool.keep(key, reused))
            except ConnectionLostError:
                if parser.started or not repeatable:
                    raise
        link = await self._open(origin, proxy, deadline)
        return await run(
            link, request, head, ReplyParser(request.method), deadline, lambda: pool.keep(key, link)
        )

    async def _open(self, origin: Url, proxy: Proxy | None, deadline: Deadline) -> Link:
        """Open a connection for requests to *origin*."""
        context = self.load_files() if origin.scheme == "https" else None
        if proxy is None:
            link = await dial(origin.host, origin.port, deadline)
        else:
            link = await proxy.dial(origin, deadline)
        try:
            if context is not None:
                await link.secure_with(context, origin.host, deadline)
        except BaseException:
            link.close()
            raise
        return link

    def load_files(self) -> ssl.SSLContext:
        """Return the TLS context, and raise SettingsError for a file that is not usable: see HttpTransport."""
        if self._context is None:
            from ecctl.transport.tls import make_context

            self._context = make_context(**self._trust)
        return self._context

    async def close(self) -> None:
        """Close idle connections, and let those in use close once their responses are complete.

        The connections of other event loops are closed by those, if they are running; else they stay until
        `close` is called there.
        """
        here = asyncio.get_running_loop()
        with self._lock:
            pools = [(loop, self._pools.pop(loop)) for loop in list(self._pools) if loop.is_running()]
        for loop, pool in pools:
            if loop is here:
                await pool.close()
            else:
                asyncio.run_coroutine_threadsafe(pool.close(), loop)


def _postpone(guard: asyncio.Timeout, seconds: float) -> None:
    guard.reschedule(asyncio.get_running_loop().time() + seconds)


async def run(  # noqa: PLR0913  # the parts of one exchange
    link: Link,
    request: Request,
    head: bytes,
    parser: ReplyParser,
    deadline: Deadline,
    keep: Callable[[], None],
) -> Response:
    """Send a request and return its complete response; *keep* is called if another request may follow."""
    try:
        lost = await send_all(link, head, request.body, deadline)
        deadline.doing = "waiting for the response"
        try:
            body = await receive_all(link, parser, deadline)
        except ConnectionLostError as error:
            if parser.started:
                raise
            raise unanswered(lost or error, secure=link.secure) from error
        headers, parts = uncoded(parser, iter((body,)), deadline.address)
        response = Response(parser.status, headers, parts if headers is not parser.headers else body)
        response.read()
    except BaseException:
        # Cancellation included: the rest of this response would be read as the next one.
        link.close()
        raise
    # After a response to half a request the server still waits for the rest: see `Exchange`.
    if parser.reusable and lost is None:
        keep()
    else:
        link.close()
    return response


async def send_all(link: Link, head: bytes, body: Body, deadline: Deadline) -> ConnectionLostError | None:
    """Send a request. Return the failure if the server stops reading: it may have responded early."""
    deadline.doing = "sending the request"
    deadline.sent = True
    for piece in pieces(head, body):
        try:
            await link.send(piece, deadline)
        except ConnectionLostError as error:
            return error
        if not isinstance(body, bytes):
            deadline.extend()
    return None


async def receive_all(link: Link, parser: ReplyParser, deadline: Deadline) -> bytes:
    """Return the body of a response. Raise NoResponseError or NotTheApiError."""
    parts = []
    size = 0
    while not parser.complete:
        data = await link.receive(deadline)
        try:
            part = parser.feed(data)
        except (CutOffReplyError, MalformedReplyError) as error:
            raise refusal(error, deadline.address, parser.status) from error
        if parser.head_complete:
            deadline.doing = "reading the response"
        if part:
            parts.append(part)
            size += len(part)
        if size > RESPONSE_LIMIT:
            raise too_long(RESPONSE_LIMIT, parser.status)
    return b"".join(parts)
