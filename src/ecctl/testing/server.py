"""Platform over HTTPS on loopback, in a thread of this process, with real sockets, TLS and faults."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
import threading

from ecctl.core.errors import EcctlError, PlatformError
from ecctl.core.messages import Request, Response
from ecctl.platform.app import Platform
from ecctl.platform.domain.clock import Clock
from ecctl.platform.in_process import LocalPlatform
from ecctl.platform.store.memory import MemoryStore
from ecctl.testing.platform import PASSWORD, TESTER, PlatformUnderTest, add_tester

try:
    from ecctl.platform.server.acceptor import Acceptor
    from ecctl.platform.server.certificates import Certificate
    from ecctl.platform.server.dispatcher import Dispatcher
    from ecctl.platform.server.server import Server
except ImportError as error:
    from ecctl.platform.server.serve import missing_library

    raise missing_library(error) from error

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl

    from ecctl.platform.request import RequestContext
    from ecctl.platform.store.base import Store
    from ecctl.testing.faults import Faults

HOST = "127.0.0.1"
START_SECONDS = 20.0


class FaultyPlatform(Platform):
    """Platform that applies the injected faults."""

    def __init__(self, faults: Faults, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._faults = faults
        self.ended = asyncio.Event()

    async def answer(self, context: RequestContext) -> Response:
        """Answer a request, unless a fault is due."""
        fault = self._faults.take(context.request)
        if fault.seconds:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(fault.seconds):
                    await self.ended.wait()
        response = Response(0)
        if fault.refusal is not None:
            response = fault.refusal.response()
        elif not fault.drop or fault.carried_out:
            response = self._faults.set_answer(context.request) or await super().answer(context)
        self._faults.note(context.request, 0 if fault.drop else response.status)
        return Response(0) if fault.drop else response


class FaultyDispatcher(Dispatcher):
    """Dispatcher that closes the connection in place of some responses."""

    async def answer(self, context: RequestContext) -> Response:
        """Answer a request, or raise ConnectionAbortedError if a fault drops the response."""
        response = await super().answer(context)
        if not response.status:
            raise ConnectionAbortedError
        return response


class EceServer(PlatformUnderTest):
    """Platform in memory, served over HTTPS on loopback until it is closed.

    Its certificate is stored in `folder`, so that servers can share one; without `folder` a temporary one is
    used. Raises PlatformError if the server cannot start. Also a context manager, like EcePlatform.
    """

    host: str
    """URL of the server, `https://127.0.0.1:…`."""

    api_key: str
    """API key of `tester`, an administrator."""

    ca_file: str
    """Path of the CA certificate that clients must trust."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        super().__init__()
        self._scratch = tempfile.mkdtemp(prefix="ecctl-") if folder is None else ""
        directory = self._scratch or os.fspath(folder or "")
        clock = Clock(lambda: self.clock.now, lambda: self.clock.now)
        store = MemoryStore(clock)
        self._platform = FaultyPlatform(self, store, clock)
        # A second application over the same store: it serves `seed` without faults.
        self._direct = Platform(store, clock)
        self.api_key = first_key(LocalPlatform(self._direct, TESTER))
        self.ca_file = os.path.join(directory, "ca.pem")
        self.host = ""
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        # A thread, not a process: a test sets the clock and the faults directly. A daemon, so that a test
        # which hangs does not keep the run from ending.
        self._thread = threading.Thread(
            target=self._run, args=(Certificate(directory, HOST, print).context,), daemon=True
        )
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or self._failure is not None:
            raise PlatformError("cannot start the server") from self._failure

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables that lead the command and `Client.from_env` to this server."""
        return {"EC_HOST": self.host, "EC_API_KEY": self.api_key, "EC_CA_FILE": self.ca_file}

    def environ_of(self, user: str) -> dict[str, str]:
        """Return the variables that lead to this server as a user, with the password that `seed` sets."""
        password = PASSWORD.format(user)
        return {"EC_HOST": self.host, "EC_USER": user, "EC_PASS": password, "EC_CA_FILE": self.ca_file}

    def _run(self, tls: ssl.SSLContext) -> None:
        try:
            asyncio.run(self._serve(tls))
        except (OSError, EcctlError) as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self, tls: ssl.SSLContext) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        server = Server(FaultyDispatcher(self._platform, None, print))
        acceptor = Acceptor(server, HOST, 0, tls, print)
        self.host = f"https://{HOST}:{acceptor.port}"
        self._ready.set()
        await self._stopped.wait()
        acceptor.close()
        self._platform.ended.set()
        server.abort()
        await server.stop()

    def _handle(self, request: Request) -> Response:
        done = asyncio.run_coroutine_threadsafe(self._direct.handle(request, TESTER), self._loop)
        response: Response = done.result()
        return response

    def close(self) -> None:
        """Stop at once, aborting open connections."""
        super().close()
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def __repr__(self) -> str:
        return f"EceServer({self.host!r})"


def first_key(platform: LocalPlatform) -> str:
    """Create the tester and return an API key."""
    add_tester(platform)
    body = json.dumps({"description": "tests", "expiration": "3650d"}).encode()
    request = Request("POST", "/api/v1/users/auth/keys", (), body)
    return str(json.loads(platform.call(request).read())["key"])
