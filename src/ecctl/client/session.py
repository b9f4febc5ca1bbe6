"""Login, refresh, retries and redirects, as one generator that yields requests and is sent responses.

It does no I/O, so that Client, AsyncClient and the platform in this process drive the same code.
"""

from __future__ import annotations

from _thread import allocate_lock

from ecctl import __version__
from ecctl.client import Pause, region_missing, reply
from ecctl.core.errors import BadResponseError, EcctlError, NoResponseError, RequestTimeoutError
from ecctl.core.messages import Request, Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import Any

    from ecctl.client import Call, Step
    from ecctl.client.login import Login
    from ecctl.core.redact import Secret
    from ecctl.middleware.base import Middleware
    from ecctl.settings.profile import Profile

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD = frozenset({307, 308})
REDIRECT_LIMIT = 10
UNAUTHENTICATED = 401
ACCEPTED = 202
BAD_REQUEST = 400

UNDECIDED = frozenset({502, 504})
"""Statuses of a proxy that leave open whether the platform carried the request out."""

USER_AGENT = f"ecctl/{__version__}"


class SharedLogin:
    """The session token of a client, and the login under way: shared by the clients of `with_options`."""

    __slots__ = ("lock", "login", "token")

    def __init__(self) -> None:
        self.token: Secret | None = None
        self.login: Login | None = None
        self.lock = allocate_lock()


if TYPE_CHECKING:
    Steps = Generator[Step, Response | None, Any]


# Threads, event loops and in-process calls need the same login, refresh, retries and redirects. Two classes,
# one of them async, drift apart; generating one from the other (unasync) doubles the code that is loaded and
# tested. So the rules are one generator that yields what to send or how long to wait, and is sent the
# response. A driver of 20 lines does the I/O. The price is that everything between has to say `yield from`.
class Session:
    """The credentials of a client, and the session token that a login returns for them.

    One session serves many calls, also at the same time: threads and tasks may share it. `middleware` is
    called for each attempt and returns the stack for it. If `exact`, numbers with a fraction remember their
    spelling. The login is that of the session *shared*, if one is given.
    """

    def __init__(  # noqa: PLR0913  # what differs between clients
        self,
        profile: Profile,
        *,
        retries: int,
        chance: Callable[[], float],
        middleware: Callable[[], Sequence[Middleware]] = tuple,
        exact: bool = False,
        shared: Session | None = None,
        user_agent: str = USER_AGENT,
    ) -> None:
        self.profile = profile
        self._user_agent = user_agent
        self._retries = retries
        self._chance = chance
        self._middleware = middleware
        self._exact = exact
        self.latest = ""  # operation of the latest request: a login has none
        self._shared: SharedLogin = SharedLogin() if shared is None else shared._shared  # noqa: SLF001  # the same class

    def __repr__(self) -> str:
        return f"Session({self.profile!r})"

    def call(self, call: Call) -> Steps:
        """Make a call and return the JSON value of its response (None for an empty one)."""
        try:
            response = yield from self.exchange(call)
            return reply.decode(response, call, exact=self._exact)
        except BadResponseError as error:
            failure = self._redacted(error)
        raise failure  # outside of the handler: the error that quotes the credentials must not be its context

    def _redacted(self, error: BadResponseError) -> BadResponseError:
        """Return the error without this session's credentials, which the server may have repeated."""
        from ecctl.core.redact import SHORTEST_SECRET, redact_text
        from ecctl.errors import ApiError

        profile, token = self.profile, self._shared.token
        known = (profile.text("api_key"), profile.text("pass"), token.reveal() if token is not None else "")
        own = [secret for secret in known if len(secret) >= SHORTEST_SECRET]
        changes: dict[str, Any] = {
            "message": redact_text(error.message, own),
            "hint": redact_text(error.hint, own),
        }
        if isinstance(error, ApiError):
            changes["errors"] = tuple(_redacted(each, own) for each in error.errors)
        return error.replaced(**changes)

    def exchange(self, call: Call) -> Generator[Step, Response | None, Response]:
        """Make a call and return its response as it came, after a login if one is needed."""
        profile = self.profile
        if call.lacks_region:
            raise region_missing()
        # The embedded platform needs no login: access to its folder is access to everything in it.
        with_password = not profile.embedded and bool(profile.text("pass"))
        token = self._shared.token
        had_token = token is not None
        if with_password and not had_token:
            token = yield from self._renewed(token)
        response = yield from self._send(call, token)
        if response.status == UNAUTHENTICATED:
            # Only a token of an earlier call can have expired. If a fresh one is refused, another login does
            # not help.
            if with_password and had_token:
                response = yield from self._send(call, (yield from self._renewed(token)))
            elif not profile.embedded:
                raise self._explained(response, call)
        return response

    def _renewed(self, old: Secret | None) -> Generator[Step, Response | None, Secret]:
        """Return a session token other than *old*, from a login of this call or of another one."""
        # Only with user and password: its module takes 0.2 of the 26 million instructions of a first call.
        from ecctl.client.login import renewed

        return renewed(self._shared, old, self.profile, self._send)

    def _explained(self, response: Response, call: Call) -> EcctlError:
        """Return the error of refused credentials, with a hint that names them and their source."""
        from ecctl.client.refusal import failure

        error: EcctlError = failure(response, call)
        key = next((key for key in ("api_key", "user") if self.profile.text(key)), "")
        if key and not error.hint:
            return error.with_hint(
                f"check {key} ({self.profile.source(key)}): the platform did not accept it"
            )
        return error

    def _send(self, call: Call, token: Secret | None) -> Generator[Step, Response | None, Response]:
        """Send a call's request, with retries, and follow redirects."""
        request = self._request(call, token)
        redirects = 0
        while True:
            try:
                response = yield from self._attempts(request, repeatable=call.repeatable)
            except NoResponseError as error:
                if not redirects:
                    raise
                moved = error.prefixed(f"{call.shown} was redirected to {request.url.redacted}: ")
                raise moved.with_hint("the host redirects there: is it the address of the API?") from None
            if response.status not in REDIRECTS or not response.header("location"):
                return response
            redirects += 1
            request = self._redirected(request, response, call, redirects)

    def _attempts(self, request: Request, *, repeatable: bool) -> Generator[Step, Response | None, Response]:
        """Send a request, again as the retry policy and the deadline of the call permit.

        A 404 to a repeated DELETE is a success if an earlier attempt may have been carried out.
        """
        undecided = False
        self.latest = request.operation
        while True:
            outcome: Response | NoResponseError
            stack = self._middleware()
            try:
                outcome = checked((yield from exchange_of(stack, request)))
            except NoResponseError as error:
                outcome = error
            attempt = request.attempt - 1
            # Before the import: neither the command, which does not retry by default, nor a call that succeeds
            # loads the policy (0.4 of the 30 million instructions of a first call).
            if attempt == self._retries or (isinstance(outcome, Response) and outcome.status < BAD_REQUEST):
                break
            from ecctl.transport import retry

            seconds = retry.delay(outcome, attempt, self._chance, repeatable=repeatable)
            if seconds is None:
                break
            if isinstance(outcome, NoResponseError):
                undecided, reason = undecided or outcome.sent, outcome.message
            else:
                undecided, reason = undecided or outcome.status in UNDECIDED, f"status {outcome.status}"
            for middleware in stack:
                middleware.retrying(request, reason, seconds)
            try:
                yield Pause(seconds)
            except RequestTimeoutError:
                # The deadline of the call comes before the next attempt: the last one says more than that.
                break
            request = request.replaced(attempt=request.attempt + 1)
        if isinstance(outcome, NoResponseError):
            raise outcome
        if undecided and request.method == "DELETE":
            from ecctl.client.refusal import is_not_found

            if is_not_found(outcome):
                return Response(ACCEPTED, outcome.headers)
        return outcome

    def _request(self, call: Call, token: Secret | None) -> Request:
        headers = [("User-Agent", self._user_agent), ("Accept", "application/json")]
        profile = self.profile
        if profile.text("api_key"):
            headers.append(("Authorization", f"ApiKey {profile.text('api_key')}"))
        elif token is not None:
            headers.append(("Authorization", f"Bearer {token.reveal()}"))
        if call.body is not None or not call.changes_nothing:
            headers.append(("Content-Type", call.content_type))
        headers += call.headers
        url = profile.url.with_target(call.target)
        return Request(call.method, url, tuple(headers), call.body or b"", operation=call.operation)

    def _redirected(self, request: Request, response: Response, call: Call, count: int) -> Request:
        """Return the request that a redirect asks for. Raise RedirectError if it would be a different one.

        *count* is the number of redirects of this call, this one included.
        """
        from ecctl.errors import RedirectError

        if count == REDIRECT_LIMIT:
            raise RedirectError(f"{call.shown} was redirected {REDIRECT_LIMIT} times")
        try:
            url = request.url.resolve(response.header("location"))
        except ValueError as error:
            raise RedirectError(
                f"{call.shown} was redirected to an address that is not valid: {error}",
                status=response.status,
            ) from None
        shown = url.redacted
        # User agents change POST to GET after 301 and 302 (RFC 9110, 15.4). The GET would succeed, and hide
        # that nothing was created.
        if request.method not in ("GET", "HEAD") and response.status not in KEEPS_METHOD:
            raise RedirectError(
                f"{call.shown} was redirected to {shown} with status {response.status}, "
                "which would turn it into a GET: nothing more was sent",
                status=response.status,
                hint="if that is the right address, set it with the setting host",
            )
        headers = request.headers
        if url.origin != request.url.origin:
            if request.method not in ("GET", "HEAD"):
                raise RedirectError(
                    f"{call.shown} was redirected to another server, {shown}: "
                    "neither the request nor credentials follow there",
                    status=response.status,
                    hint="if that is the right platform, set it with the setting host",
                )
            # The credentials are for the platform's origin, not for wherever it points.
            headers = tuple(pair for pair in headers if pair[0] != "Authorization")
        return request.replaced(url=url, headers=headers, attempt=1)


def _redacted(value: Any, own: list[str]) -> Any:
    """Return a JSON value without these secrets."""
    from ecctl.core.redact import redact_text

    if isinstance(value, dict):
        return {name: _redacted(each, own) for name, each in value.items()}
    if isinstance(value, list):
        return [_redacted(each, own) for each in value]
    return redact_text(value, own) if isinstance(value, str) else value


def exchange_of(
    stack: Sequence[Middleware], request: Request
) -> Generator[Step, Response | None, Response | None]:
    """Send a request, through middleware if there is any: only then is its room imported."""
    if not stack:
        return (yield request)
    from ecctl.middleware.base import through

    return (yield from through(stack, request))


def checked(response: Response | None) -> Response:
    """Raise TypeError if a driver sends no response for a request."""
    if response is None:
        raise TypeError("a session was sent nothing for a request")
    return response
