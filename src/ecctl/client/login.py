"""The login with user and password, which the calls of a client share."""

from __future__ import annotations

from time import monotonic

from ecctl.client import BASE, Call, Pause, json_body, reply
from ecctl.core.errors import (
    BadResponseError,
    EcctlError,
    NoResponseError,
    NotTheApiError,
    RequestTimeoutError,
)
from ecctl.core.redact import Secret
from ecctl.errors import AuthenticationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, Protocol

    from ecctl.client import Step
    from ecctl.core.messages import Response
    from ecctl.settings.profile import Profile

    Send = Callable[[Call, Secret | None], Generator[Step, Response | None, Response]]

    class SharedLogin(Protocol):
        """What the clients of `with_options` share: see the session."""

        token: Secret | None
        login: Login | None
        lock: Any


LOGIN = Call("POST", f"{BASE}/users/auth/_login")

LOGIN_PAUSE = 0.01
"""Seconds between two looks at a login that another call makes."""


class Login:
    """A login under way, for the calls that wait for it. `error` is set if it fails."""

    __slots__ = ("error", "over")

    def __init__(self) -> None:
        self.error: EcctlError | None = None
        self.over = False


def renewed(
    shared: SharedLogin, old: Secret | None, profile: Profile, send: Send
) -> Generator[Step, Response | None, Secret]:
    """Return a session token other than *old*, from a login of this call or of another one.

    Calls that need a token at the same time share one login and its outcome. If each made its own, a
    wrong password would be refused once for every call, and the platform would lock the address out.
    A login that was cancelled has no outcome: the next of the waiting calls logs in. The lock is
    held only to look, never while the generator is suspended: a suspended generator may never go on.
    """
    while True:
        with shared.lock:
            token = shared.token
            if token is not None and token != old:
                return token
            login, mine = shared.login, shared.login is None
            if login is None:
                login = shared.login = Login()
        if mine:
            return (yield from _shared_login(shared, login, profile, send))
        yield from _wait_for(login, profile.timeout)
        if login.error is not None:
            # A copy for each call: an exception collects the traceback of the thread that raises it.
            raise login.error.replaced()


def _shared_login(
    shared: SharedLogin, login: Login, profile: Profile, send: Send
) -> Generator[Step, Response | None, Secret]:
    """Log in, and report the outcome to the calls that wait for this login."""
    try:
        token = shared.token = yield from _log_in(profile, send)
    except (NoResponseError, BadResponseError) as error:
        # The login may have reached the platform, but the request of the call was not sent.
        login.error = error.replaced(sent=False)
        raise login.error from None
    finally:
        with shared.lock:
            shared.login = None
        # Last: a waiting call that sees it looks for the token next.
        login.over = True
    return token


def _wait_for(login: Login, limit: float) -> Generator[Step, Response | None, None]:
    """Wait until the login of another call is over, for at most the time limit of a request."""
    end = monotonic() + limit
    while not login.over:
        if limit and monotonic() >= end:
            raise RequestTimeoutError(f"cannot log in: waited {limit:g} s for the login of another call")
        # Polling, because code without I/O has no event that works for threads and for tasks.
        yield Pause(LOGIN_PAUSE)


def _log_in(profile: Profile, send: Send) -> Generator[Step, Response | None, Secret]:
    """Return a session token for user and password (operation `login`)."""
    body = {"username": profile.text("user"), "password": profile.text("pass")}
    login = Call(LOGIN.method, LOGIN.path, body=json_body(body))
    del body  # a traceback with its locals would show the password
    response = yield from send(login, None)
    try:
        token = reply.decode(response, LOGIN)
    except BadResponseError as error:
        error = error.prefixed(f"cannot log in as {profile.text('user')}: ")
        if isinstance(error, AuthenticationError):
            check = f"check user ({profile.source('user')}) and pass ({profile.source('pass')})"
            error = error.with_hint(error.hint or check)
        raise error from None
    if not isinstance(token, dict) or not isinstance(token.get("token"), str) or not token["token"]:
        raise NotTheApiError("the response to the login contains no token", status=response.status)
    # A line break would end the header and begin another one.
    if not token["token"].isprintable():
        raise NotTheApiError("the token in the response to the login contains a control character")
    return Secret(token["token"])
