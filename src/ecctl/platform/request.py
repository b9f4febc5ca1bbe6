"""A request under way: its principal, its parsed parts, and the limits on them."""

from __future__ import annotations

from ecctl.core.jsonio import JsonBytes, parse
from ecctl.platform.domain.ids import new_name
from ecctl.platform.responses import HTTPError, bad_parameter, bad_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Any, Protocol

    from ecctl.core.messages import Headers, Request, Response
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.services import Services
    from ecctl.platform.store.base import Require, Write

    Authenticator = Callable[["RequestContext"], Awaitable[Principal]]

    class Endpoint(Protocol):
        """The part of a route that a server needs."""

        operation: str
        members: str
        is_static: bool


COMMIT_ATTEMPTS = 5
"""How many times a commit is tried if the records that it relies on keep changing."""
MAX_DEPTH = 32
"""Maximum nesting of lists and objects in a body."""


class RequestContext:
    """A request with everything that the platform found out about it.

    `peer` is the client's address, or "". `headers` are added to the response. `is_gone` is set by a server
    whose client has disconnected: slow work for the request is skipped then. `committed` tells whether something
    was changed.
    """

    __slots__ = (
        "_authenticator",
        "committed",
        "headers",
        "is_gone",
        "now",
        "params",
        "peer",
        "principal",
        "request",
        "request_id",
        "route",
        "services",
    )

    def __init__(self, services: Services, request: Request, peer: str = "") -> None:
        self.services = services
        self.request = request
        self.peer = peer
        self.now = services.clock.now()
        self.request_id = new_name(self.now)
        self.principal: Principal | None = None
        self._authenticator: Authenticator | None = None
        self.route: Endpoint | None = None
        self.params: tuple[str, ...] = ()
        self.headers: Headers = ()
        self.is_gone = False
        self.committed = False

    @property
    def caller(self) -> Principal:
        """The authenticated principal; HTTPError 401 if there is none."""
        if self.principal is None:
            raise HTTPError(401, "root.unauthenticated", "Unauthenticated")
        return self.principal

    async def authenticate(self, authenticator: Authenticator) -> None:
        """Set the principal that *authenticator* returns. `commit` may need to call it again."""
        self._authenticator = authenticator
        self.principal = await authenticator(self)

    async def commit(self, *writes: Write, checks: Sequence[Require] = ()) -> bool:
        """Write durably on behalf of the caller; return False if one of *checks* does not hold.

        The records that authenticated the caller are checked in the same commit. If they have changed meanwhile,
        the caller is authenticated again: HTTPError 401 is raised if, for example, another process has just deleted
        the user, but not if it has only changed the user's email address.
        """
        for _ in range(COMMIT_ATTEMPTS):
            required = self.principal.requires if self.principal else ()
            if await self.services.commit(*writes, checks=(*checks, *required)):
                self.committed = True
                return True
            # A check failed: find out whether it was one of the caller's, which the handler knows nothing about.
            if await self._hold(required):
                return False
            await self._authenticate_again(self.caller)
        raise HTTPError(409, "user.version_conflict", "Other requests change the user at the same time")

    async def until_committed(
        self, attempt: Callable[[], Awaitable[Response | None]], code: str, conflict: str
    ) -> Response:
        """Return the response of an attempt to read, decide and commit; it returns None if a check failed.

        A failed check says only that what was read has changed. The attempt is repeated, so that the response is
        about what is stored now. If others keep changing it, raise HTTPError 409 with *code* and *conflict*.
        """
        for _ in range(COMMIT_ATTEMPTS):
            response = await attempt()
            if response is not None:
                return response
        raise HTTPError(409, code, conflict)

    async def _hold(self, required: Sequence[Require]) -> bool:
        store = self.services.store
        return all([each.holds(await store.get(each.kind, each.key)) for each in required])

    async def _authenticate_again(self, before: Principal) -> None:
        """Raise HTTPError 401 unless the credentials still stand for the same user with the same roles."""
        # Only an authenticator returns a principal with records that can change.
        if self._authenticator is not None:
            headers = self.headers
            # The commit has just seen the change, but the store's versions may follow later (etcd: a watch), and
            # then the cache would return the same principal again and again.
            self.services.caches.forget(before)
            await self.authenticate(self._authenticator)
            self.headers = headers
        if (self.caller.name, self.caller.roles) != (before.name, before.roles):
            raise HTTPError(401, "root.unauthenticated", "The supplied authentication is invalid")

    def query(self) -> dict[str, str]:
        """Return the parameters of the query; the last of a name wins."""
        found = {}
        for pair in self.request.target.partition("?")[2].split("&"):
            name, _, value = pair.partition("=")
            found[unquote(name)] = unquote(value.replace("+", " "))
        return found

    def flag(self, name: str) -> bool:
        """Return a boolean parameter of the query (default false)."""
        value = self.query().get(name, "false").lower()
        if value not in {"true", "false"}:
            raise bad_parameter(name, "true or false")
        return value == "true"

    def json(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object."""
        body = self.request.body
        if not isinstance(body, bytes):
            body = b"".join(body)
        media_type = self.request.header("content-type", "application/json")
        if media_type != "application/json":
            media_type = media_type.partition(";")[0].strip().lower()
            if media_type != "application/json" and not media_type.endswith("+json"):
                raise HTTPError(415, "root.unsupported_media_type", "The body must be application/json")
        # In-process callers pass the value along, so that it need not be parsed again.
        value = body.value if isinstance(body, JsonBytes) else _parsed(body)
        if not isinstance(value, dict):
            raise bad_request("The body must be a JSON object", "root.invalid_json_request")
        # Counting brackets rules out deep nesting in nearly all bodies, without walking the value.
        if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
            raise bad_request(
                f"The body is nested more than {MAX_DEPTH} levels deep", "root.invalid_json_request"
            )
        return value


def _parsed(body: bytes) -> object:
    """Parse a JSON text; raise HTTPError 400 if it is invalid."""
    try:
        return parse(body.decode())
    except (ValueError, RecursionError):
        raise bad_request("The body is not valid JSON", "root.invalid_json_request") from None


def _is_deeper(value: object, levels: int) -> bool:
    """Return whether lists and objects are nested beyond *levels*, without recursion."""
    # Level by level: a recursive walk would fail on the very bodies that it is meant to find.
    level: list[object] = [value]
    for _ in range(levels):
        inner: list[object] = []
        for item in level:
            members = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            inner += [member for member in members if isinstance(member, (dict, list))]
        if not inner:
            return False
        level = inner
    return True


def unquote(text: str) -> str:
    """Decode a percent-encoded text; raise HTTPError 400 for invalid UTF-8 and for control characters."""
    if "%" in text:
        # urllib's unquote leaves invalid escapes as they are; two programs would then see two different
        # names.
        head, *parts = text.split("%")
        try:
            data = head.encode() + b"".join(bytes.fromhex(part[:2]) + part[2:].encode() for part in parts)
            text = data.decode()
        except ValueError:
            parts = [""]
        if not all(len(part) > 1 and part[:2].isalnum() for part in parts):
            raise bad_request("The path or query is not valid percent-encoding")
    if not text.isprintable():
        raise bad_request("The path or query contains control characters")
    return text
