"""The client for programs that wait for each answer."""

from __future__ import annotations

import os

from ecctl.client.base import BaseClient, named
from ecctl.client.connect import Connection
from ecctl.client.operation_method import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Any, Self

    from ecctl.client._generated.calls import Calls, PagedCalls
    from ecctl.client.base import Carrier
    from ecctl.middleware.events import Hook
    from ecctl.settings.profile import Profile


class Client(BaseClient):
    """A platform, and who asks it; threads may share one.

        with Client(host="https://ece.example.com:12443", api_key="…", ca_file="ca.pem") as client:
            made = client.enrollment_tokens.create(roles=["allocator"], validity="2h")

    A request that is safe to repeat is repeated twice where that may help. Connections are kept, eight idle
    ones at most. A child made by `fork` has connections and a login of its own. Raises SettingsError for
    settings that are missing or contradict each other; every call raises NoResponseError or BadResponseError.
    """

    def _set_up(self, profile: Profile, environ: Mapping[str, str], hooks: Iterable[Hook]) -> None:
        super()._set_up(profile, environ, hooks)
        self._connections: dict[int, Connection] = {}
        self._first: Carrier | None = None

    def _connection(self) -> Connection:
        """The connection of this process: what a child got from its parent it must neither use nor close."""
        self._check_open()
        process = os.getpid()
        found = self._connections.get(process)
        if found is None:
            transport = self._open_transport(self._first)
            self._first = self._first or transport
            found = self._connections.setdefault(process, Connection(self._session(), transport))
        return found

    def _carry_out(self, plan: Plan[Any], *, pages: bool = False) -> Any:
        connection = self._connection()
        reply = connection.carry_out(self._steps(connection.session, plan, pages=pages))
        return plan.then(reply) if plan.then else reply

    if TYPE_CHECKING:  # the stub has them operation by operation
        call: Calls
        call_all: PagedCalls
    else:

        def call(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
            """Call an operation of the API by its id, and return its reply (None for an empty one).

            Parameters have the API's names; `from_` is `from`. A `body` is a JSON value, or bytes to be sent as
            they are. Raises UsageError for an operation or a parameter that does not exist or is missing.
            """
            return self._carry_out(Plan(operation_id, named(parameters), body))

        def call_all(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
            """The same, and its pages followed: the reply has the elements of all."""
            return self._carry_out(Plan(operation_id, named(parameters), body), pages=True)

    def close(self) -> None:
        """Give up connections and files; the client is of no more use."""
        self._closed = True
        connection = self._connections.get(os.getpid())
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
