"""The client for programs that wait for each response."""

from __future__ import annotations

import os
import time

from ecctl.client import Pause, prepare
from ecctl.client.base import BaseClient, named
from ecctl.client.resource_properties import resource
from ecctl.core.errors import EcctlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any, Self

    from ecctl.client import Call
    from ecctl.client._generated.api import Api
    from ecctl.client.iteration import Elements
    from ecctl.client.resources import OperationSpec
    from ecctl.client.session import Session, Steps
    from ecctl.core.messages import Transport
    from ecctl.settings.profile import Profile


class Client(BaseClient):
    """A platform and the credentials for it. Threads may share one client.

        with Client(host="https://ece.example.com:12443", api_key="…", ca_file="ca.pem") as client:
            made = client.enrollment_tokens.create(roles=["allocator"], validity="2h")

    Requests that are safe to repeat are retried twice. At most eight idle connections are stored. A child
    made by `fork` has connections and a login of its own. `middleware` (`ecctl.Middleware`) sees and may
    change each attempt of a request, the first one outermost; `hooks` are functions of events; `transport`
    replaces the connection to the platform by an object with `send(request)` and `close()`.

    Raises SettingsError for settings that are missing or contradict each other. A call that fails raises an
    `EcctlError`: `NoResponseError` if no complete response arrived, `BadResponseError` (`NotFoundError`,
    `AuthenticationError` and other `ApiError`s) for a response other than the expected one, `UsageError`
    for an argument, `SettingsError` for a file that cannot be read.
    """

    _engines: dict[int, tuple[Session, Transport]]

    def _set_up(self, profile: Profile, environ: Mapping[str, str], **parts: Any) -> None:
        super()._set_up(profile, environ, **parts)
        if self._has_tls_files():
            self._engine()[1].load_files()  # type: ignore[attr-defined]  # of an HttpTransport

    @resource
    def api(self) -> Api:
        """Every operation of the API as a method with its exact signature."""
        from ecctl.client._generated.api import Api

        return Api if isinstance(self, type) else Api(self)  # type: ignore[return-value]  # see `resource`

    def _engine(self) -> tuple[Session, Transport]:
        """Return the session and transport of this process: a child must not use or close its parent's."""
        self._check_open()
        if self._origin is not None:
            from ecctl.client.options import engine_for

            return engine_for(self, *self._origin._engine())  # noqa: SLF001  # the same class
        engines = self.__dict__.setdefault("_engines", {})
        process = os.getpid()
        found: tuple[Session, Transport] | None = engines.get(process)
        if found is None:
            first = next(iter(engines.values()), (None, None))[1]
            # setdefault is atomic: if two threads arrive first, one pair wins, and the other was never
            # connected.
            found = engines.setdefault(process, (self._session(), self._open_transport(first)))
        return found

    def _perform(self, spec: OperationSpec[Any], *, pages: bool = False, name: str = "") -> Any:  # noqa: ARG002  # for coroutines
        session, transport = self._engine()
        result = self._drive(self._steps(session, spec, pages=pages), transport)
        return spec.then(result) if spec.then else result

    def _drive(self, steps: Steps, transport: Transport) -> Any:
        if self._deadline is not None:
            from ecctl.client.options import bounded

            steps = bounded(steps, self._deadline)
        return drive(steps, transport)

    def execute(self, call: Call) -> Any:
        """Make a call that the API description lacks, and return its response."""
        session, transport = self._engine()
        return drive(session.call(call), transport)

    def has_sent(self, call: Call) -> bool:
        """Return whether the latest request was that of a call, and not a login for it."""
        session, _ = self._engine()
        return session.latest == call.operation

    def execute_all(self, spec: OperationSpec[Any]) -> Any:
        """Carry out an operation and return its response with the elements of all pages."""
        return self._perform(spec, pages=True)

    def call(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API by its id, and return its response (None for an empty one).

        `client.api` has the same operations as methods, with exact types.
        Parameters have the API's names; `from_` is `from`. A `body` is a JSON value, or bytes to send
        unchanged. Raises UsageError for an operation or a parameter that does not exist or is missing.
        """
        # Not by an OperationSpec, whose module a first call then need not load: 1 of its 28 million instructions.
        session, transport = self._engine()
        call = prepare(operation_id, named(parameters), self._profile, body=body)
        return self._drive(session.call(call), transport)

    def call_all(self, operation_id: str, /, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation that returns pages, and return one response with the elements of all pages.

        `size` is the size of a page (default 100), not a limit. Takes `get-allocators` and the `search-…`
        operations; raises UsageError for others.
        """
        from ecctl.client.resources import OperationSpec

        return self._perform(OperationSpec(operation_id, named(parameters), body), pages=True)

    def iterate(
        self, operation_id: str, /, *, body: object = None, limit: int | None = None, **parameters: Any
    ) -> Elements[Any]:
        """Return an iterator over the elements of an operation with pages, at most *limit* of them.

        It requests a page when it needs one. If that fails, the error is raised, and the next step requests
        the same page again.
        """
        from ecctl.client.iteration import elements, paged
        from ecctl.client.resources import OperationSpec

        spec: OperationSpec[Any] = OperationSpec(operation_id, named(parameters), body)
        return elements(self, paged(spec, limit), limit)  # type: ignore[no-any-return]  # of this kind

    def close(self) -> None:
        """Close connections and files. A closed client cannot be used again."""
        self._closed = True
        # Only this process's: a child that closed its parent's TLS connection would end it for the parent.
        engine = self.__dict__.get("_engines", {}).get(os.getpid())
        if engine is not None:
            engine[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def drive(steps: Steps, transport: Transport) -> Any:
    """Send what a session's generator yields, and return what it returns.

    The generator is always closed: an interrupted one would otherwise hold what it has acquired, such as the
    login that other threads wait for, as long as anything refers to the traceback.
    """
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                time.sleep(step.seconds)
                step = steps.send(None)
                continue
            try:
                response = transport.send(step)
                response.read()
            except EcctlError as error:
                step = steps.throw(error)
            else:
                step = steps.send(response)
    except StopIteration as done:
        return done.value
    finally:
        steps.close()
