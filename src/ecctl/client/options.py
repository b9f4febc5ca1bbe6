"""Clients with other options that share connections and login: `Client.with_options`."""

from __future__ import annotations

from time import monotonic

from ecctl.client import Pause
from ecctl.client.arguments import limit, repeats, text_of
from ecctl.client.session import Session
from ecctl.core.durations import SECOND
from ecctl.core.errors import EcctlError, RequestTimeoutError, UsageError
from ecctl.settings.profile import Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    from ecctl.client.duration import Duration
    from ecctl.client.session import Steps

    C = TypeVar("C", bound=Any)

OWN = frozenset({"_engines", "_shared", "_transport"})
"""Attributes of a client that hold its connections and login."""


# A derived client shares connections and login, because both are expensive: a TLS handshake, and a password
# check of 40 ms on the platform. It is a copy of the original's attributes rather than a new client, so that
# an option added to the constructor cannot be forgotten here.
def derived(  # noqa: PLR0913  # one for each option
    client: C,
    *,
    timeout: Duration | None,
    retries: int | None,
    region: str | None,
    headers: Mapping[str, str] | None,
    deadline: Duration | None,
) -> C:
    """Return a client with other options, which uses the connections and the login of *client*."""
    made: Any = object.__new__(type(client))
    # Resources refer to the client that made them, and are made anew.
    cached = {name for name in vars(client) if any(name in vars(kind) for kind in type(client).__mro__)}
    made.__dict__.update({name: value for name, value in vars(client).items() if name not in OWN | cached})
    made._origin = client._origin or client  # noqa: SLF001  # one room
    changes: dict[str, Any] = {"region": text_of(region, "region")}
    changes["timeout"] = None if timeout is None else limit(timeout)
    profile = with_values(client._profile, {k: v for k, v in changes.items() if v is not None})  # noqa: SLF001
    made._profile = profile  # noqa: SLF001
    if retries is not None:
        made._retries = repeats(retries)  # noqa: SLF001
    if deadline is not None:
        made._deadline = limit(deadline, "deadline") / SECOND  # noqa: SLF001
        if not made._deadline:  # noqa: SLF001
            raise UsageError("deadline must be positive")
    if headers:
        from ecctl.middleware.extra_headers import ExtraHeaders

        added = ExtraHeaders(headers, profile.url.origin)
        made._middleware = (added, *client._middleware)  # noqa: SLF001
    derived_client: C = made
    return derived_client


def with_values(profile: Profile, changes: dict[str, Any]) -> Profile:
    """Return a profile with other values, which arguments have set."""
    if not changes:
        return profile
    values, sources = profile._values | changes, profile._sources | dict.fromkeys(changes, "argument")  # noqa: SLF001
    return Profile(
        values,
        sources,
        file=profile.file,
        embedded=profile.embedded,
        data_dir=profile.data_dir,
        warnings=profile.warnings,
    )


def engine_for(client: Any, session: Session, transport: Any) -> tuple[Session, Any]:
    """Return a session and a transport with the options of *client* over those that it shares."""
    if hasattr(transport, "limited"):
        if client._profile.url.scheme == "https":  # noqa: SLF001  # one room
            transport.load_files()  # once: a copy would store a context of its own
        transport = transport.limited(timeout=client._profile.timeout)  # noqa: SLF001
    return client._session(session), transport  # noqa: SLF001


def bounded(steps: Steps, seconds: float) -> Steps:
    """Carry steps out within some seconds.

    A pause that would outlast them raises RequestTimeoutError at once. Before a retry, the error of the last attempt
    is raised in its place.
    """
    end = monotonic() + seconds
    try:
        step = next(steps)
        while True:
            if isinstance(step, Pause):
                # Before the pause, not after it: a call that cannot be over in time should fail now.
                if monotonic() + step.seconds >= end:
                    step = steps.throw(out_of_time(seconds))
                    continue
            elif monotonic() >= end:
                raise out_of_time(seconds)
            else:
                step = step.replaced(end=end)
            try:
                response = yield step
            except EcctlError as error:
                step = steps.throw(error)
            else:
                step = steps.send(response)
    except StopIteration as done:
        return done.value
    finally:
        steps.close()


def out_of_time(seconds: float) -> RequestTimeoutError:
    """Return the error of a call that is not over by its deadline."""
    return RequestTimeoutError(
        f"the call exceeded its deadline of {seconds:g} s",
        hint="the platform may have carried out the last request",
        sent=True,
    )
