"""In-process platform for tests, and what it has in common with the server."""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod

from ecctl.client.arguments import text
from ecctl.client.async_client import AsyncClient
from ecctl.client.client import Client
from ecctl.core.errors import ArgumentTypeError, ConnectionLostError, UsageError
from ecctl.platform.app import Platform
from ecctl.platform.auth.principal import ADMIN, Principal
from ecctl.platform.domain.accounts import Account, find_account
from ecctl.platform.domain.clock import Clock
from ecctl.platform.in_process import LocalPlatform
from ecctl.platform.store.memory import MemoryStore
from ecctl.testing.clock import SettableClock
from ecctl.testing.faults import Faults
from ecctl.transport.embedded import IN_MEMORY, RUNNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Self, TypedDict, Unpack

    from ecctl.client.duration import Duration
    from ecctl.core.messages import Request, Response
    from ecctl.middleware.base import Middleware
    from ecctl.middleware.events import Hook
    from ecctl.models import RequestEnrollmentTokenReply

    class ClientSettings(TypedDict, total=False):
        """Arguments of `client()` and `async_client()`, those of `Client.from_env`."""

        timeout: Duration | None
        retries: int | None
        hooks: Iterable[Hook]
        middleware: Iterable[Middleware]
        trust_env: bool
        max_connections: int | None
        user_agent: str


PASSWORD = "password-of-{}"  # noqa: S105  # of test users
"""Template of the passwords that `seed` sets."""


TESTER = Principal("tester", (ADMIN,), "test")
"""Principal of in-process requests: not a built-in administrator, because those cannot have API keys."""


def add_tester(platform: LocalPlatform) -> None:
    """Create the tester on a fresh platform, without a password."""
    user = Account(TESTER.name, None)
    user.data |= {"builtin": False, "security": {"enabled": True, "roles": [*TESTER.roles]}}
    platform.run(platform.services.commit(user.write()))


class DirectTransport:
    """Transport that bypasses faults and the list of requests."""

    def __init__(self, send: Callable[[Request], Response]) -> None:
        self.send = send

    def close(self) -> None:
        """Do nothing; the platform stays open."""


class PlatformUnderTest(Faults, ABC):
    """Common part of EcePlatform and EceServer."""

    clock: SettableClock
    """Clock of the platform."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SettableClock()
        # Clients find a platform by the name of a data directory. This one cannot exist on disk, so that a
        # platform that is already closed is never opened again as a new one.
        self._name = f"{IN_MEMORY}{os.getpid()}-{id(self)}"
        RUNNING[f"{self._name}-direct"] = DirectTransport(self._handle)

    @property
    @abstractmethod
    def environ(self) -> dict[str, str]:
        """Environment variables that lead the command and `Client.from_env` to this platform."""

    @abstractmethod
    def _handle(self, request: Request) -> Response:
        """Answer a request of the tester, without faults."""

    @abstractmethod
    def environ_of(self, user: str) -> dict[str, str]:
        """Return the variables that lead to this platform as a user that `seed` has created."""

    def client(self, user: str = "", **settings: Unpack[ClientSettings]) -> Client:
        """Return a client of this platform, of the tester or of a user that `seed` has created.

        `settings` are arguments of `Client.from_env`.
        """
        return Client.from_env(self.environ_of(user) if user else self.environ, **settings)

    def async_client(self, user: str = "", **settings: Unpack[ClientSettings]) -> AsyncClient:
        """Return an asyncio client of this platform: see `client`."""
        return AsyncClient.from_env(self.environ_of(user) if user else self.environ, **settings)

    def seed(
        self,
        *,
        users: Mapping[str, Iterable[str]] | None = None,
        runners: Mapping[str, Iterable[str]] | None = None,
        tokens: Iterable[Iterable[str]] = (),
    ) -> list[RequestEnrollmentTokenReply]:
        """Create users and hosts (name to roles), and a persistent token for each set of roles.

        Returns the tokens. The password of a user is `password-of-NAME`. Seeding does not meet faults, and does
        not appear in `requests`.
        """
        for label, given in (("users", users), ("runners", runners)):
            if given is not None and not hasattr(given, "items"):
                raise ArgumentTypeError(
                    f"{label} must be a mapping of names to roles, not {type(given).__name__}"
                )
        if isinstance(tokens, str) or not hasattr(tokens, "__iter__"):
            raise ArgumentTypeError(f"tokens must be a list of lists of roles, not {type(tokens).__name__}")
        # A client, so that invalid arguments and refusals raise the same errors as in a test; but past the faults,
        # which are meant for the code under test.
        with Client.from_env({"EC_CONFIG": "embedded", "ECCTL_DATA_DIR": f"{self._name}-direct"}) as client:
            for name, roles in (users or {}).items():
                client.users.create(name, password=PASSWORD.format(name), roles=list(roles))
            for name, roles in (runners or {}).items():
                listed = list(roles)
                token = client.enrollment_tokens.create(roles=listed, validity=60)["token"]
                client.runners.create(name, token=token, roles=listed)
            return [client.enrollment_tokens.create(roles=list(roles)) for roles in tokens]

    def close(self) -> None:
        """Close the platform. Clients of it fail from then on."""
        RUNNING.pop(f"{self._name}-direct", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        # An error of the test itself explains more than the fault that it kept from being met.
        if error is None:
            self.assert_faults_met()


class EcePlatform(PlatformUnderTest):
    """Platform in memory, reached from this process through `environ` or `client()` until it is closed.

    Also a context manager, which closes the platform and raises AssertionError if a fault was never met.
    """

    def __init__(self) -> None:
        super().__init__()
        clock = Clock(lambda: self.clock.now, lambda: self.clock.now)
        self._platform = LocalPlatform(Platform(MemoryStore(clock), clock), TESTER)
        add_tester(self._platform)
        self._lock = threading.Lock()
        self._users: set[str] = set()
        RUNNING[self._name] = self

    @property
    def environ(self) -> dict[str, str]:
        """Environment variables that lead the command and `Client.from_env` to this platform, in this process."""
        return {"EC_CONFIG": "embedded", "ECCTL_DATA_DIR": self._name}

    def environ_of(self, user: str) -> dict[str, str]:
        """Return the variables that lead to this platform as a user, in this process."""
        # Not authenticated: checking a password takes 40 ms, and access to this process is access to everything.
        name = f"{self._name}-as-{text(user, 'user')}"
        RUNNING[name] = DirectTransport(lambda request: self.send(request, user))
        self._users.add(name)
        return {"EC_CONFIG": "embedded", "ECCTL_DATA_DIR": name}

    def send(self, request: Request, user: str = "") -> Response:
        """Answer a request of the tester or of a user, unless a fault is due."""
        fault = self.take(request)
        # Outside of the lock: a delayed request must not delay those of other threads.
        time.sleep(fault.seconds)
        if fault.refusal is not None:
            response = fault.refusal.response()
        elif not fault.drop or fault.carried_out:
            response = self.set_answer(request) or self._handle(request, user)
        self.note(request, 0 if fault.drop else response.status)
        if fault.drop:
            raise ConnectionLostError("the connection was dropped (drop_next)", sent=True)
        return response

    def _handle(self, request: Request, user: str = "") -> Response:
        with self._lock:
            platform = self._platform
            if user:
                # Looked up for each request: roles change, and users are deleted.
                account = platform.run(find_account(platform.services.store, user))
                if account is None or not account.enabled:
                    raise UsageError(
                        f'the platform has no enabled user "{user}"', hint=f'seed(users={{"{user}": […]}})'
                    )
                platform = LocalPlatform(platform.platform, Principal(user, account.roles, "test"))
            response = platform.call(request)
            response.read()
        return response

    def close(self) -> None:
        """Close the platform. Clients of it fail from then on."""
        super().close()
        for name in (self._name, *self._users):
            RUNNING.pop(name, None)

    def __repr__(self) -> str:
        return f"EcePlatform({self._name!r})"
