"""From a profile to a connection: the one place that joins settings, a transport and the platform."""

from __future__ import annotations

import time

from ecctl.client.operations import prepare
from ecctl.client.session import Pause, Session
from ecctl.errors import EcctlError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ecctl.client.operations import Call
    from ecctl.client.session import Step
    from ecctl.core.messages import Response, Transport
    from ecctl.settings.profile import Profile
    from ecctl.transport.embedded import EmbeddedTransport
    from ecctl.transport.http import HttpTransport


def open_transport(
    profile: Profile, environ: Mapping[str, str], end: float | None = None
) -> HttpTransport | EmbeddedTransport:
    """The transport that reaches a profile's platform; over a network, every exchange is over by `end`."""
    if profile.embedded:
        from ecctl.transport.embedded import EmbeddedTransport

        return EmbeddedTransport(profile.data_dir)
    from ecctl.transport.http import HttpTransport

    return HttpTransport(**transport_settings(profile), environ=environ, end=end)


def transport_settings(profile: Profile) -> dict[str, Any]:
    """What a profile says of the way to a platform over HTTP."""
    return {
        "timeout": profile.timeout or 0,
        "insecure": profile.flag("insecure"),
        "ca_file": profile.text("ca_file"),
        "client_cert": profile.text("client_cert"),
        "client_key": profile.text("client_key"),
    }


class Connection:
    """A session and the transport that carries it: makes calls. Threads may share it."""

    def __init__(
        self, session: Session, transport: Transport, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.session = session
        self._transport = transport
        self._sleep = sleep

    @property
    def profile(self) -> Profile:
        """The settings that this connection was made from."""
        return self.session.profile

    def operation(self, operation_id: str, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation by its id; returns the JSON value of its reply."""
        return self.call(prepare(operation_id, parameters, self.profile, body=body))

    def call(self, call: Call) -> Any:
        """Make a call; returns the JSON value of its reply, None for an empty one."""
        return self.carry_out(self.session.call(call))

    def carry_out(self, steps: Generator[Step, Response | None, Any]) -> Any:
        """Carry out what a generator of the session's yields, and return what it returns."""
        return drive(steps, self._transport, self._sleep)

    def close(self) -> None:
        """Give up the transport's connections and files."""
        self._transport.close()

    def __repr__(self) -> str:
        return f"Connection({self.profile!r})"


def drive(
    steps: Generator[Step, Response | None, Any], transport: Transport, sleep: Callable[[float], None]
) -> Any:
    """Carry out what a session's generator yields, and return what it returns."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                sleep(step.seconds)
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


def connect(
    profile: Profile,
    environ: Mapping[str, str],
    wrap: Callable[[Transport], Transport] | None = None,
    end: float | None = None,
) -> Connection:
    """A connection for a profile that has been checked; `wrap` puts something around its transport.

    `end` is the moment of `time.monotonic` by which every request has to be answered.
    """
    session = Session(profile, retries=profile.number("retries"), chance=chance, exact=True)
    transport = open_transport(profile, environ, end)
    return Connection(session, wrap(transport) if wrap else transport)


def chance() -> float:
    """A number in [0, 1); the generator is loaded at the first retry, not at start-up."""
    from random import random

    return random()  # noqa: S311  # jitter, not a secret
