"""One request on its way through the platform: who asks, what was parsed of it, and the limits on that."""

from __future__ import annotations

from ecctl.core.jsonio import JsonBytes, parse
from ecctl.platform.domain.ids import new_name
from ecctl.platform.responses import Refusal, bad_request, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Headers, Request
    from ecctl.platform.app import Platform
    from ecctl.platform.routing import Route

DEEPEST = 32
"""Levels that lists and objects of a body may be nested."""

ADMIN = "ece_platform_admin"
VIEWER = "ece_platform_viewer"


class Principal:
    """Who asks: a user's name and roles, and `by`, how that was shown (basic, bearer, api key, …).

    `members` says so as members of a JSON object, for what is written down often.
    """

    __slots__ = ("by", "members", "name", "roles")

    def __init__(self, name: str, roles: tuple[str, ...], by: str) -> None:
        self.name = name
        self.roles = roles
        self.by = by
        self.members = f'"principal":{quoted(name)},"by":"{by}"'


OWNER = Principal("admin", (ADMIN,), "data directory")
"""Who can read the store's file needs no other proof."""


NOBODY = Principal("", (), "")
"""Who has not shown who it is."""


class Call:
    """A request at a time, with what the platform found out about it, and `headers` for its reply.

    `peer` is the address it came from, or "".
    """

    __slots__ = (
        "headers",
        "now",
        "params",
        "peer",
        "platform",
        "principal",
        "request",
        "request_id",
        "route",
    )

    def __init__(self, platform: Platform, request: Request, peer: str = "") -> None:
        self.platform = platform
        self.request = request
        self.peer = peer
        self.now = platform.clock.now()
        self.request_id = new_name(self.now)
        self.principal: Principal | None = None
        self.route: Route | None = None
        self.params: tuple[str, ...] = ()
        self.headers: Headers = ()

    @property
    def who(self) -> Principal:
        """Who asks, on a route that is not public."""
        if self.principal is None:
            raise Refusal(401, "root.unauthenticated", "Unauthenticated")
        return self.principal

    def query(self) -> dict[str, str]:
        """The query's parameters; the last of a name wins."""
        found = {}
        for pair in self.request.target.partition("?")[2].split("&"):
            name, _, value = pair.partition("=")
            found[unquote(name)] = unquote(value.replace("+", " "))
        return found

    def flag(self, name: str) -> bool:
        """A boolean parameter of the query, by default false."""
        value = self.query().get(name, "false").lower()
        if value not in {"true", "false"}:
            raise bad_request(f"The parameter [{name}] must be true or false", "root.invalid_request", name)
        return value == "true"

    def json(self) -> dict[str, Any]:
        """The body, which must be a JSON object. Every other one is refused."""
        body = self.request.body
        if not isinstance(body, bytes):
            body = b"".join(body)
        kind = self.request.header("content-type", "application/json")
        if kind != "application/json":
            kind = kind.partition(";")[0].strip().lower()
            if kind != "application/json" and not kind.endswith("+json"):
                raise Refusal(415, "root.unsupported_media_type", "The body must be application/json")
        value = body.value if isinstance(body, JsonBytes) else _parsed(body)
        if not isinstance(value, dict):
            raise bad_request("The body must be a JSON object", "root.invalid_json_request")
        if body.count(b"{") + body.count(b"[") > DEEPEST and _deeper(value, DEEPEST):
            raise bad_request(
                f"The body is nested more than {DEEPEST} levels deep", "root.invalid_json_request"
            )
        return value


def _not_json() -> Refusal:
    return bad_request("The body is not valid JSON", "root.invalid_json_request")


def _parsed(body: bytes) -> object:
    """The value of a JSON text."""
    try:
        return parse(body.decode())
    except (ValueError, RecursionError):
        raise _not_json() from None


def _deeper(value: object, levels: int) -> bool:
    """Whether lists and objects are nested more than so many levels; the caller has bounded the recursion."""
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
    """A percent-encoded text as it was meant; 400 where that is not UTF-8 or holds control characters."""
    if "%" in text:
        head, *parts = text.split("%")
        try:
            data = head.encode() + b"".join(bytes.fromhex(part[:2]) + part[2:].encode() for part in parts)
            text = data.decode()
        except ValueError:
            parts = [""]
        if not all(len(part) > 1 and part[:2].isalnum() for part in parts):
            raise bad_request("The address is not well percent-encoded")
    if not text.isprintable():
        raise bad_request("The address holds control characters")
    return text
