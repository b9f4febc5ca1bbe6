"""What the platform answers, as data: method, path, operation, who may, and the function in its room.

A room is imported when one of its routes is called. Paths under /platform are found with and without
`/regions/{region}` before them; the platform is the one region there is, whatever it is called.
"""

from __future__ import annotations

from functools import lru_cache

from ecctl.platform.responses import Refusal, not_found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecctl.core.messages import Response
    from ecctl.platform.request import Call

    Handler = Callable[[Call], Awaitable[Response]]

PUBLIC, SELF, VIEW, ADMINISTER = "", "self", "view", "administer"


class Route:
    """One operation, and what the request log writes of it. `handler` is found at the first call."""

    __slots__ = ("_handler", "_room", "members", "method", "needs", "operation", "path")

    def __init__(self, method: str, path: str, operation: str, needs: str, room: str) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        self.needs = needs
        self._room = room
        self.members = f'"method":"{method}","route":"{path}","operation":"{operation}"'
        self._handler: Handler | None = None

    def for_head(self) -> Route:
        """The route of the same for HEAD: the answer to GET, of which the server leaves out the body."""
        return Route("HEAD", self.path, self.operation, self.needs, self._room)

    @property
    def handler(self) -> Handler:
        """The function that answers."""
        if self._handler is None:
            room, _, name = self._room.partition(":")
            module = __import__(f"ecctl.platform.handlers.{room}", fromlist=(name,))
            self._handler = getattr(module, name)
        return self._handler


_ENROLLMENT = "/platform/configuration/security/enrollment-tokens"
_RUNNERS = "/platform/infrastructure/runners"
_KEYS = "/users/auth/keys"
_KEYS_OF = "/users/{user_id}/auth/keys"

API: tuple[tuple[str, str, str, str, str], ...] = (
    ("POST", _ENROLLMENT, "create-enrollment-token", ADMINISTER, "enrollment_tokens:create"),
    ("GET", _ENROLLMENT, "get-enrollment-tokens", VIEW, "enrollment_tokens:listing"),
    ("DELETE", f"{_ENROLLMENT}/{{token}}", "delete-enrollment-token", ADMINISTER, "enrollment_tokens:delete"),
    ("GET", "/platform", "get-platform", VIEW, "platform_info:show"),
    ("GET", _RUNNERS, "get-runners", VIEW, "runners:listing"),
    ("POST", f"{_RUNNERS}/_search", "search-runners", VIEW, "runners:search"),
    ("GET", f"{_RUNNERS}/{{runner_id}}", "get-runner", VIEW, "runners:show"),
    ("PUT", f"{_RUNNERS}/{{runner_id}}/roles", "set-runner-roles", ADMINISTER, "runners:set_roles"),
    ("DELETE", f"{_RUNNERS}/{{runner_id}}", "delete-runner", ADMINISTER, "runners:delete"),
    ("GET", "/user", "get-current-user", SELF, "users:show_own"),
    ("PATCH", "/user", "update-current-user", SELF, "users:update_own"),
    ("GET", "/users", "get-users", VIEW, "users:listing"),
    ("POST", "/users", "create-user", ADMINISTER, "users:create"),
    ("GET", "/users/{user_name}", "get-user", VIEW, "users:show"),
    ("PATCH", "/users/{user_name}", "update-user", ADMINISTER, "users:update"),
    ("DELETE", "/users/{user_name}", "delete-user", ADMINISTER, "users:delete"),
    ("GET", "/users/auth", "get-authentication-info", SELF, "platform_info:authentication"),
    ("GET", "/users/auth/methods", "methods", PUBLIC, "platform_info:methods"),
    ("POST", "/users/auth/_login", "login", PUBLIC, "sessions:login"),
    ("POST", "/users/auth/_refresh", "refresh-token", PUBLIC, "sessions:refresh"),
    ("POST", "/users/auth/_logout", "logout", PUBLIC, "sessions:logout"),
    ("GET", _KEYS, "get-api-keys", SELF, "api_keys:list_own"),
    ("POST", _KEYS, "create-api-key", SELF, "api_keys:create"),
    ("DELETE", _KEYS, "delete-api-keys", SELF, "api_keys:delete_several_own"),
    ("GET", f"{_KEYS}/_all", "get-users-api-keys", ADMINISTER, "api_keys:list_all"),
    ("DELETE", f"{_KEYS}/_all", "delete-users-api-keys", ADMINISTER, "api_keys:delete_several_of_all"),
    ("GET", f"{_KEYS}/{{api_key_id}}", "get-api-key", SELF, "api_keys:show_own"),
    ("DELETE", f"{_KEYS}/{{api_key_id}}", "delete-api-key", SELF, "api_keys:delete_own"),
    ("GET", _KEYS_OF, "get-user-api-keys", SELF, "api_keys:list_of"),
    ("DELETE", _KEYS_OF, "delete-user-api-keys", SELF, "api_keys:delete_all_of"),
    ("GET", f"{_KEYS_OF}/{{api_key_id}}", "get-user-api-key", SELF, "api_keys:show_of"),
    ("DELETE", f"{_KEYS_OF}/{{api_key_id}}", "delete-user-api-key", SELF, "api_keys:delete_of"),
)
"""ECE's operations, below /api/v1, by their ids in the API description."""

OURS: tuple[tuple[str, str, str, str, str], ...] = (
    ("POST", "/ecctl/v1/hosts/_enroll", "enroll-host", PUBLIC, "host_enrollment:enroll"),
    ("GET", "/ecctl/v1/signing-keys", "get-signing-keys", VIEW, "signing_keys:listing"),
    ("POST", "/ecctl/v1/signing-keys/_rotate", "rotate-signing-key", ADMINISTER, "signing_keys:rotate"),
    (
        "POST",
        "/ecctl/v1/signing-keys/{name}/_retire",
        "retire-signing-key",
        ADMINISTER,
        "signing_keys:retire",
    ),
    ("GET", "/ecctl/v1/audit", "get-audit-trail", ADMINISTER, "audit_log:listing"),
    ("GET", "/healthz", "get-health", PUBLIC, "health:alive"),
    ("GET", "/readyz", "get-readiness", PUBLIC, "health:ready"),
    ("GET", "/metrics", "get-metrics", PUBLIC, "health:metrics"),
    ("GET", "/openapi.json", "get-openapi", PUBLIC, "health:document"),
)
"""Operations that ECE has not."""

ROUTES = tuple(Route(method, f"/api/v1{path}", *rest) for method, path, *rest in API) + tuple(
    Route(*entry) for entry in OURS
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """The route for a method and a path still percent-encoded, and the path's parameters, or None.

    Raises Refusal where the path is known and the method is not, and ECE has no operation there either.
    """
    path = without_region(path)
    methods = _EXACT.get(path)
    params: tuple[str, ...] = ()
    if methods is None:
        methods, params = _walk(path)
    if not methods:
        return None
    route = methods.get(method)
    if route is None:
        from ecctl.platform.handlers.not_implemented import absent

        if absent(method, path):
            return None  # its last segment looked like a parameter of ours
        allowed = ", ".join(sorted(methods))
        raise Refusal(
            405,
            "root.method_not_allowed",
            f"This resource answers {allowed} only",
            headers=(("allow", allowed),),
        )
    return route, params


@lru_cache(maxsize=256)
def without_region(path: str) -> str:
    """The path as if no region were named in it."""
    if path.startswith(_REGIONS):
        region, slash, rest = path[len(_REGIONS) :].partition("/")
        if not region.replace("-", "").isalnum() or not region.isascii() or not rest.startswith("platform"):
            raise not_found()
        return f"/api/v1{slash}{rest}"
    return path


def _walk(path: str) -> tuple[dict[str, Route], tuple[str, ...]]:
    """The methods at a path with parameters; an exact segment goes before a parameter."""
    node = _ROOT
    params = []
    for segment in path.split("/"):
        if segment in node.exact:
            node = node.exact[segment]
        elif node.parameter is not None and segment not in {"", ".", ".."}:
            node = node.parameter
            params.append(segment)
        else:
            return {}, ()
    return node.methods, tuple(params)


class _Node:
    """A place in the tree of paths: the segments that go on from here, and what can be asked here."""

    __slots__ = ("exact", "methods", "parameter")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, Route] = {}


_REGIONS = "/api/v1/regions/"
_EXACT: dict[str, dict[str, Route]] = {}
_ROOT = _Node()


def _plant() -> None:
    for route in (*ROUTES, *(route.for_head() for route in ROUTES if route.method == "GET")):
        if "{" not in route.path:
            _EXACT.setdefault(route.path, {})[route.method] = route
        node = _ROOT
        for segment in route.path.split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.exact.setdefault(segment, _Node())
        node.methods[route.method] = route


_plant()
