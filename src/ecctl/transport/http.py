"""The transport over HTTP/1.1: which connection a request takes, and whether it may be sent again."""

from __future__ import annotations

import os
from time import monotonic

from ecctl.core.errors import ConnectionLostError, RequestTimeoutError
from ecctl.core.messages import RESENDABLE
from ecctl.transport import Deadline
from ecctl.transport.connection import Connection, IdleConnections, connect
from ecctl.transport.exchange import Exchange, wants_https, write_head

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from threading import Semaphore

    from ecctl.core.messages import Request, Response
    from ecctl.core.url import Url
    from ecctl.transport.http_proxy import Proxy

IDLE_LIMIT = 30.0
"""Seconds after which an idle connection is not used again."""
IDLE_LIMIT_ONCE = 1.0
"""The same for a request that must not be sent twice: the server may be closing an idle connection."""

# Upper case first, as in Go's httpproxy.
PROXY_VARIABLES = {
    "http": ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"),
    "https": ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"),
}
"""Variables that set a proxy, by the scheme of the URL; the first one that is set counts."""


# Written by hand for the sake of start-up: importing urllib3 or httpx takes 54 to 60 ms, a whole command here
# 27. What makes HTTP clients hard (framing, TLS, proxies, reuse of connections) is in a module each, and
# tested against a corpus of responses.
class HttpTransport:
    """Sends requests over HTTP; threads may share one.

    `timeout` is in seconds and bounds a whole exchange, including reading its response; 0 is no limit. For a body
    that comes from an iterable, it bounds the time without progress instead. `end` is the moment of
    `time.monotonic` by which every exchange must be over. The files are in PEM form; a client certificate's key
    may be in the same file. `environ` names the proxies, by default the process's environment; `proxy` is used
    for every host instead. A TLS `context` replaces the files. With `max_connections`, further requests wait.
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
        end: float | None = None,
        proxy: Proxy | None = None,
        context: ssl.SSLContext | None = None,
        max_connections: int | None = None,
    ) -> None:
        self._timeout = timeout
        self._end = end
        self._insecure = insecure
        self._ca_file = ca_file
        self._client_cert = client_cert
        self._client_key = client_key
        # A copy: a program that changes its environment later must not redirect a client that is in use.
        self._environ = dict(os.environ if environ is None else environ)
        self._proxy = proxy
        self._context = context
        self._max_connections = max_connections
        self._turns: Semaphore | None = None
        if max_connections is not None:
            from threading import Semaphore

            self._turns = Semaphore(max_connections)
        self._idle: dict[tuple[str, str], IdleConnections] = {}

    def send(self, request: Request) -> Response:
        """Send, and return once the response's headers have arrived.

        If an idle connection breaks before any byte of a response, the request is sent again on a new one, if
        its method is in RESENDABLE. Raise NoResponseError, NotTheApiError, UsageError and
        SettingsError, and whatever an iterable body raises.
        """
        if self._turns is None:
            return self._send(request)
        end = earlier(self._end, request.end)
        if not self._turns.acquire(timeout=None if end is None else max(0, end - monotonic())):
            raise no_turn(request, self._max_connections)
        try:
            response = self._send(request)
            response.read()  # the connection is in use until then
        finally:
            self._turns.release()
        return response

    def _send(self, request: Request) -> Response:
        origin = request.url
        proxy = self._proxy or proxy_for(origin, self._environ)
        response = self._exchange(request, origin, proxy)
        check_sender(response, origin, proxy)
        return response

    def _exchange(self, request: Request, origin: Url, proxy: Proxy | None) -> Response:
        """Send on an idle connection, or else on a new one."""
        deadline = deadline_for(origin, proxy, self._timeout, earlier(self._end, request.end))
        head = write_head(request, proxy.login_for(origin) if proxy else None)
        # The address names the proxy as well, because a tunnel leads to one host only.
        idle = self._idle.setdefault((origin.scheme, deadline.address), IdleConnections())
        # An idle connection may be closed by the server just as the request is sent. Nobody can tell this from a
        # request that was carried out, so only what may happen twice is repeated, and the rest avoids connections
        # that have been idle for long. An iterable body is used up by the first attempt.
        repeatable = request.method in RESENDABLE and isinstance(request.body, bytes)
        reused = idle.take(IDLE_LIMIT if repeatable else IDLE_LIMIT_ONCE)
        if reused is not None:
            exchange = Exchange(reused, request.method, deadline, idle.keep)
            try:
                return exchange.run(head, request.body)
            except ConnectionLostError:
                if exchange.answered or not repeatable:
                    raise
        fresh = self._open(origin, proxy, deadline)
        return Exchange(fresh, request.method, deadline, idle.keep).run(head, request.body)

    def sibling(self) -> HttpTransport:
        """Return a transport with the same settings and its own connections: for a forked child.

        It shares the TLS context: if a thread was in OpenSSL when the process forked, a lock may stay held in the
        child, and creating a context needs all of them (see `tls.IN_OPENSSL`).
        """
        return HttpTransport(
            timeout=self._timeout,
            insecure=self._insecure,
            ca_file=self._ca_file,
            client_cert=self._client_cert,
            client_key=self._client_key,
            environ=self._environ,
            end=self._end,
            proxy=self._proxy,
            context=self._context,
            max_connections=self._max_connections,
        )

    def limited(self, *, timeout: float) -> HttpTransport:
        """Return a transport with another time limit over the same connections."""
        copy = object.__new__(HttpTransport)
        copy.__dict__.update(self.__dict__)
        copy._timeout = timeout  # the same class
        return copy

    def _open(self, origin: Url, proxy: Proxy | None, deadline: Deadline) -> Connection:
        """Open a connection for requests to *origin*."""
        # Before connecting: a file that cannot be used is an error of the settings, whatever the network
        # does.
        context = self.load_files() if origin.scheme == "https" else None
        plain = (
            connect(origin.host, origin.port, deadline) if proxy is None else proxy.connect(origin, deadline)
        )
        if context is None:
            return Connection(plain)
        from ecctl.transport import tls

        try:
            return tls.secure(plain, context, origin.host, deadline)
        except BaseException:
            plain.close()
            raise

    def load_files(self) -> ssl.SSLContext:
        """Return the TLS context, which holds the CA file and client certificate once they are read.

        Raise SettingsError for a file that is not usable.
        """
        from ecctl.transport import tls

        if self._context is None:
            self._context = tls.make_context(
                insecure=self._insecure,
                ca_file=self._ca_file,
                client_cert=self._client_cert,
                client_key=self._client_key,
            )
        return self._context

    def close(self) -> None:
        """Close idle connections; those in use are closed when their responses have been read."""
        for idle in self._idle.values():
            idle.close()


def proxy_for(origin: Url, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy through which a host is reached, or None."""
    variables = PROXY_VARIABLES[origin.scheme]
    if not any(map(environ.get, variables)):
        return None
    from ecctl.transport.proxy import find_proxy

    return find_proxy(origin, variables, environ)


def deadline_for(origin: Url, proxy: Proxy | None, limit: float, end: float | None = None) -> Deadline:
    """Return the deadline of a new exchange with a host."""
    if proxy is None:
        return Deadline(origin.address, limit, end=end)
    return Deadline(proxy.way_to(origin), limit, proxy.hint, end)


def earlier(one: float | None, other: float | None) -> float | None:
    """Return the earlier of two moments, of which None never comes."""
    return other if one is None else one if other is None else min(one, other)


def no_turn(request: Request, limit: int | None) -> RequestTimeoutError:
    """Return the error of a request that has got no connection in time."""
    address = request.url.address
    return RequestTimeoutError(f"no connection to {address} was free in time: max_connections is {limit}")


def check_sender(response: Response, origin: Url, proxy: Proxy | None) -> None:
    """Raise if a response to plain http is not the platform's: a proxy refused, or the server requires https."""
    if origin.scheme != "http":
        return
    # Without a tunnel the proxy responds in the server's place.
    refusal = proxy.refusal_in(origin, response.status) if proxy else None
    if refusal is not None:
        response.close()
        raise refusal
    # Go's server and nginx respond to plain http on a TLS port with 400 and a sentence about HTTPS.
    if response.status == 400 and (
        "json" not in response.header("Content-Type") and b"HTTPS" in response.read()
    ):
        raise wants_https(origin.address, response.status)
