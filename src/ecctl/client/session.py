"""Login, refresh, retries and redirects, as one generator that yields requests and is sent responses.

It does no I/O, so that a synchronous client, an asynchronous one and the embedded platform drive the same
code: see `drive` in `ecctl.client.connect`.
"""

from __future__ import annotations

from _thread import allocate_lock

from ecctl._version import __version__
from ecctl.client import reply
from ecctl.client.operations import BASE, Call, json_body
from ecctl.core.messages import Request, Response
from ecctl.core.redact import Secret, redact_text
from ecctl.errors import (
    ApiError,
    AuthenticationError,
    BadResponseError,
    EcctlError,
    NoResponseError,
    NotTheApiError,
    RedirectError,
)
from ecctl.transport import retry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ecctl.settings.profile import Profile

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
REDIRECT_LIMIT = 10
UNAUTHENTICATED = 401

LOGIN_PAUSE = 0.01
"""Seconds between two looks at a login that another call makes."""

SHORTEST_SECRET = 8
"""Characters of a credential that is hidden where a server repeats it: a shorter one may be a word."""

LOGIN = Call("POST", f"{BASE}/users/auth/_login")


class Pause:
    """What a session yields when it wants to wait; `seconds` is how long.

    `reason` says what failed, "" where nothing did.
    """

    __slots__ = ("reason", "seconds")

    def __init__(self, seconds: float, reason: str = "") -> None:
        self.seconds = seconds
        self.reason = reason


if TYPE_CHECKING:
    Step = Request | Pause


class Session:
    """Who asks, and the credentials that are got on the way.

    One session serves many calls, at the same time as well: threads and tasks may share it.
    """

    def __init__(
        self, profile: Profile, *, retries: int, chance: Callable[[], float], exact: bool = False
    ) -> None:
        self.profile = profile
        self._retries = retries
        self._chance = chance
        self._exact = exact
        self._bearer = Secret("")
        self._login = allocate_lock()

    def __repr__(self) -> str:
        return f"Session({self.profile!r})"

    def call(self, call: Call) -> Generator[Step, Response | None, Any]:
        """Make a call and return the JSON value of its reply (None for an empty one)."""
        try:
            response = yield from self.exchange(call)
            return reply.decode(response, call, exact=self._exact)
        except BadResponseError as error:
            failure = self._redacted(error)
        raise failure  # outside of the handler: the error that quotes the credentials must not be its context

    def _redacted(self, error: BadResponseError) -> BadResponseError:
        """Return the error without this session's credentials, which the server may have repeated."""
        profile = self.profile
        known = (profile.text("api_key"), profile.text("pass"), self._bearer.reveal())
        own = [secret for secret in known if len(secret) >= SHORTEST_SECRET]
        changes: dict[str, Any] = {
            "message": redact_text(error.message, own),
            "hint": redact_text(error.hint, own),
        }
        if isinstance(error, ApiError):
            changes["errors"] = tuple(_redacted(each, own) for each in error.errors)
        return error.replaced(**changes)

    def exchange(self, call: Call) -> Generator[Step, Response | None, Response]:
        """Make a call and return its response as it came, logging in before where that is needed."""
        profile = self.profile
        with_password = not profile.embedded and bool(profile.text("pass"))
        bearer = self._bearer
        had_bearer = bool(bearer)
        if with_password and not had_bearer:
            bearer = yield from self._renewed(bearer)
        response = yield from self._send(call, bearer)
        if response.status == UNAUTHENTICATED:
            if with_password and had_bearer:
                response = yield from self._send(call, (yield from self._renewed(bearer)))
            elif not profile.embedded:
                raise self._explained(response, call)
        return response

    def _renewed(self, old: Secret) -> Generator[Step, Response | None, Secret]:
        """A bearer token in place of an old one: that of a login which another call makes, or by logging in."""
        first = self._login.acquire(blocking=False)
        try:
            while not first and self._login.locked():
                yield Pause(LOGIN_PAUSE)
            if self._bearer == old:
                self._bearer = yield from self._log_in()
        finally:
            if first:
                self._login.release()
        return self._bearer

    def _log_in(self) -> Generator[Step, Response | None, Secret]:
        """Get a bearer token for user and password (operation `login`)."""
        body = {"username": self.profile.text("user"), "password": self.profile.text("pass")}
        login = Call(LOGIN.method, LOGIN.path, body=json_body(body))
        del body  # a traceback with its locals would show the password
        response = yield from self._send(login, Secret(""))
        try:
            token = reply.decode(response, LOGIN)
        except BadResponseError as error:
            error = error.prefixed(f"failed to log in as {self.profile.text('user')}: ")
            if isinstance(error, AuthenticationError):
                check = f"check user ({self.profile.source('user')}) and pass ({self.profile.source('pass')})"
                error = error.with_hint(error.hint or check)
            raise error from None
        if not isinstance(token, dict) or not isinstance(token.get("token"), str) or not token["token"]:
            raise NotTheApiError("the reply to the login holds no token", status=response.status)
        if not token["token"].isprintable():
            raise NotTheApiError("the token that the login gave cannot stand in a header")
        return Secret(token["token"])

    def _explained(self, response: Response, call: Call) -> EcctlError:
        """A refusal of credentials, with which they were and where they came from."""
        error = reply.failure(response, call)
        key = next((key for key in ("api_key", "user") if self.profile.text(key)), "")
        if key and not error.hint:
            return error.with_hint(f"the platform did not take {key} ({self.profile.source(key)})")
        return error

    def _send(self, call: Call, bearer: Secret) -> Generator[Step, Response | None, Response]:
        """Send a call's request, again where the policy says so, and follow redirects."""
        request = self._request(call, bearer)
        for _ in range(REDIRECT_LIMIT):
            response = yield from self._attempts(request)
            if response.status not in REDIRECTS or not response.header("location"):
                return response
            request = self._redirected(request, response, call)
        raise RedirectError(f"{call.shown} was redirected {REDIRECT_LIMIT} times")

    def _attempts(self, request: Request) -> Generator[Step, Response | None, Response]:
        for attempt in range(self._retries + 1):
            outcome: Response | NoResponseError
            try:
                outcome = _answered((yield request))
            except NoResponseError as error:
                outcome = error
            seconds = retry.delay(request.method, attempt, outcome, self._chance)
            if seconds is None or attempt == self._retries:
                break
            yield Pause(
                seconds,
                outcome.message if isinstance(outcome, NoResponseError) else f"status {outcome.status}",
            )
        if isinstance(outcome, NoResponseError):
            raise outcome
        return outcome

    def _request(self, call: Call, bearer: Secret) -> Request:
        headers = [("User-Agent", f"ecctl/{__version__}"), ("Accept", "application/json")]
        profile = self.profile
        if profile.text("api_key"):
            headers.append(("Authorization", f"ApiKey {profile.text('api_key')}"))
        elif bearer:
            headers.append(("Authorization", f"Bearer {bearer.reveal()}"))
        if call.body is not None or not call.changes_nothing:
            headers.append(("Content-Type", call.content_type))
        headers += call.headers
        return Request(call.method, profile.url.with_target(call.target), tuple(headers), call.body or b"")

    def _redirected(self, request: Request, response: Response, call: Call) -> Request:
        """The request that a redirect asks for; RedirectError where that would be another request."""
        try:
            url = request.url.resolve(response.header("location"))
        except ValueError as error:
            raise RedirectError(
                f"{call.shown} was redirected to an address that is not valid: {error}",
                status=response.status,
            ) from None
        shown = url.redacted
        if request.method not in ("GET", "HEAD") and response.status not in KEEPS_METHOD:
            raise RedirectError(
                f"{call.shown} was redirected to {shown} with status {response.status}, "
                "which would turn it into a GET: nothing more was sent",
                status=response.status,
                hint="if that is the right address, set it as the host",
            )
        headers = request.headers
        if url.origin != request.url.origin:
            if request.method not in ("GET", "HEAD"):
                raise RedirectError(
                    f"{call.shown} was redirected to another server, {shown}: "
                    "neither the request nor credentials follow there",
                    status=response.status,
                    hint="if that is the right platform, set it as the host",
                )
            headers = tuple(pair for pair in headers if pair[0] != "Authorization")
        return request.replaced(url=url, headers=headers)


def _redacted(value: Any, own: list[str]) -> Any:
    """A JSON value whose texts hold none of these secrets."""
    if isinstance(value, dict):
        return {name: _redacted(each, own) for name, each in value.items()}
    if isinstance(value, list):
        return [_redacted(each, own) for each in value]
    return redact_text(value, own) if isinstance(value, str) else value


def _answered(response: Response | None) -> Response:
    """What a driver sends back for a request is always a response."""
    if response is None:
        raise TypeError("a session was sent nothing for a request")
    return response
