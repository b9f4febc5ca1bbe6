"""A platform in this process, and what it has in common with the server."""

from __future__ import annotations

import os
import threading
import time
from abc import ABC, abstractmethod

from ecctl.client.async_client import AsyncClient
from ecctl.client.client import Client
from ecctl.errors import ConnectionLostError
from ecctl.platform.app import Platform, run_now
from ecctl.platform.domain.accounts import Account
from ecctl.platform.domain.clock import Clock
from ecctl.platform.request import ADMIN, Principal
from ecctl.platform.store.base import USERS
from ecctl.platform.store.memory import MemoryStore
from ecctl.testing.clock import SettableClock
from ecctl.testing.faults import Faults
from ecctl.transport.embedded import IN_MEMORY, RUNNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ecctl.core.messages import Request, Response
    from ecctl.models import RequestEnrollmentTokenReply

PASSWORD = "password-of-{}"  # noqa: S105  # of the users that a test wants
"""Of the users that `seed` makes."""


TESTER = Principal("tester", (ADMIN,), "test")
"""Who asks: an administrator that is not built in, so that it can have API keys."""


def add_tester(platform: Platform) -> None:
    """Put the user that asks on a fresh platform; nobody can log in as it."""
    user = Account(TESTER.name, None)
    user.data |= {"builtin": False, "security": {"enabled": True, "roles": [*TESTER.roles]}}
    run_now(platform.commit((USERS, TESTER.name, user.stored(), None)))


class TestersPlatform(Platform):
    """A platform that takes every request for the tester's."""

    async def handle(self, request: Request, principal: Principal | None = None) -> Response:  # noqa: ARG002  # there is one
        """Answer a request, whoever the principal is."""
        return await super().handle(request, TESTER)


class PlatformUnderTest(Faults, ABC):
    """What the platform in this process and the server have in common."""

    clock: SettableClock
    """The platform's time."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SettableClock()

    @property
    @abstractmethod
    def environ(self) -> dict[str, str]:
        """Variables with which the command, and `Client.from_env`, find this platform."""

    def client(self, **settings: Any) -> Client:
        """A client of this platform; `settings` are those of `Client.from_env`."""
        return Client.from_env(self.environ, **settings)

    def async_client(self, **settings: Any) -> AsyncClient:
        """The same for asyncio."""
        return AsyncClient.from_env(self.environ, **settings)

    def seed(
        self,
        *,
        users: Mapping[str, Iterable[str]] | None = None,
        runners: Mapping[str, Iterable[str]] | None = None,
        tokens: Iterable[Iterable[str]] = (),
    ) -> list[RequestEnrollmentTokenReply]:
        """Put things there: users and hosts, by name with their roles, and tokens that do not expire, by roles.

        Returns the tokens. The password of a user is `password-of-NAME`.
        """
        with self.client() as client:
            for name, roles in (users or {}).items():
                client.users.create(name, password=PASSWORD.format(name), roles=roles)
            for name, roles in (runners or {}).items():
                listed = list(roles)
                token = client.enrollment_tokens.create(roles=listed, validity=60)["token"]
                client.runners.create(name, token=token, roles=listed)
            made = [client.enrollment_tokens.create(roles=roles) for roles in tokens]
        self.requests.clear()
        return made


class EcePlatform(PlatformUnderTest):
    """A platform in this process, found through `environ` or `client()` as long as it is open."""

    def __init__(self) -> None:
        super().__init__()
        clock = Clock(lambda: self.clock.now, lambda: self.clock.now)
        self._platform = TestersPlatform(MemoryStore(clock), clock)
        add_tester(self._platform)
        self._turn = threading.Lock()
        self._name = f"{IN_MEMORY}{os.getpid()}-{id(self)}"
        RUNNING[self._name] = self

    @property
    def environ(self) -> dict[str, str]:
        """Variables with which the command, and `Client.from_env`, find this platform in this process."""
        return {"EC_CONFIG": "embedded", "ECCTL_DATA_DIR": self._name}

    def send(self, request: Request) -> Response:
        """Answer a request as the tester, in turn, unless a fault is due."""
        fault = self.take(request.target)
        time.sleep(fault.seconds)
        with self._turn:
            if fault.refusal is not None:
                response = fault.refusal.response()
            elif not fault.drop or fault.carried_out:
                response = self._platform.call(request)
                response.read()
            self.note(request, 0 if fault.drop else response.status)
        if fault.drop:
            raise ConnectionLostError("the connection broke, as a test asked for", sent=True)
        return response

    def close(self) -> None:
        """Forget the platform."""
        RUNNING.pop(self._name, None)

    def __repr__(self) -> str:
        return f"EcePlatform({self._name!r})"
