"""The route table: method, path, operation, access level and handler of every operation.

A handler's module is imported at the first request for it. Paths under /platform exist with and without
`/regions/{region}` before them: the platform has one region, under any name.
"""

from __future__ import annotations

from functools import lru_cache

from ecctl.platform.auth.access import ADMINISTER, PUBLIC, SELF, VIEW
from ecctl.platform.responses import HTTPError, not_found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext

    Handler = Callable[[RequestContext], Awaitable[Response]]

BASE = "/api/v1"


class Route:
    """An operation: `handler` is a function of a module in `handlers`, as "module:function".

    `members` are its parts as members of a JSON object, for the request log. `is_static` tells whether its responses
    contain no data, and say themselves how they may be cached.
    """

    __slots__ = ("_handler", "_name", "access", "is_static", "members", "method", "operation", "path")

    def __init__(  # noqa: PLR0913  # one call per line of a table
        self, method: str, path: str, operation: str, access: str, *, handler: str, is_static: bool = False
    ) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        self.access = access
        self.is_static = is_static
        self.members = f'"method":"{method}","route":"{path}","operation":"{operation}"'
        self._name = handler
        self._handler: Handler | None = None

    def for_head(self) -> Route:
        """Return the HEAD route of a GET route; the server leaves out the body."""
        return Route(
            "HEAD", self.path, self.operation, self.access, handler=self._name, is_static=self.is_static
        )

    @property
    def handler(self) -> Handler:
        """The function that handles requests."""
        if self._handler is None:
            module, _, name = self._name.partition(":")
            loaded = __import__(f"ecctl.platform.handlers.{module}", fromlist=(name,))
            self._handler = getattr(loaded, name)
        return self._handler


_ENROLLMENT = f"{BASE}/platform/configuration/security/enrollment-tokens"
_RUNNERS = f"{BASE}/platform/infrastructure/runners"
_RUNNER = f"{_RUNNERS}/{{runner_id}}"
_USER = f"{BASE}/users/{{user_name}}"
_AUTH = f"{BASE}/users/auth"
_KEYS = f"{_AUTH}/keys"
_KEYS_OF = f"{BASE}/users/{{user_id}}/auth/keys"
_SIGNING_KEYS = "/ecctl/v1/signing-keys"
_SESSION = "/ecctl/v1/console/session"

API = (
    Route(
        "POST", _ENROLLMENT, "create-enrollment-token", ADMINISTER, handler="enrollment_tokens:create_token"
    ),
    Route("GET", _ENROLLMENT, "get-enrollment-tokens", VIEW, handler="enrollment_tokens:list_tokens"),
    Route(
        "DELETE",
        f"{_ENROLLMENT}/{{token}}",
        "delete-enrollment-token",
        ADMINISTER,
        handler="enrollment_tokens:delete_token",
    ),
    Route("GET", f"{BASE}/platform", "get-platform", VIEW, handler="platform_info:show_platform"),
    Route("GET", _RUNNERS, "get-runners", VIEW, handler="runners:list_runners"),
    Route("POST", f"{_RUNNERS}/_search", "search-runners", VIEW, handler="runners:search_runners"),
    Route("GET", _RUNNER, "get-runner", VIEW, handler="runners:show_runner"),
    Route("PUT", f"{_RUNNER}/roles", "set-runner-roles", ADMINISTER, handler="runners:set_runner_roles"),
    Route("DELETE", _RUNNER, "delete-runner", ADMINISTER, handler="runners:delete_runner"),
    Route("GET", f"{BASE}/user", "get-current-user", SELF, handler="users:show_own"),
    Route("PATCH", f"{BASE}/user", "update-current-user", SELF, handler="users:update_own"),
    Route("GET", f"{BASE}/users", "get-users", VIEW, handler="users:list_users"),
    Route("POST", f"{BASE}/users", "create-user", ADMINISTER, handler="users:create_user"),
    Route("GET", _USER, "get-user", VIEW, handler="users:show_user"),
    Route("PATCH", _USER, "update-user", ADMINISTER, handler="users:update_user"),
    Route("DELETE", _USER, "delete-user", ADMINISTER, handler="users:delete_user"),
    Route("GET", _AUTH, "get-authentication-info", SELF, handler="platform_info:show_authentication"),
    Route("GET", f"{_AUTH}/methods", "methods", PUBLIC, handler="platform_info:list_methods"),
    Route("POST", f"{_AUTH}/_login", "login", PUBLIC, handler="sessions:login"),
    Route("POST", f"{_AUTH}/_refresh", "refresh-token", PUBLIC, handler="sessions:refresh"),
    Route("POST", f"{_AUTH}/_logout", "logout", PUBLIC, handler="sessions:logout"),
    Route("GET", _KEYS, "get-api-keys", SELF, handler="api_keys:list_own"),
    Route("POST", _KEYS, "create-api-key", SELF, handler="api_keys:create_key"),
    Route("DELETE", _KEYS, "delete-api-keys", SELF, handler="api_keys:delete_several_own"),
    Route("GET", f"{_KEYS}/_all", "get-users-api-keys", ADMINISTER, handler="api_keys:list_all"),
    Route(
        "DELETE",
        f"{_KEYS}/_all",
        "delete-users-api-keys",
        ADMINISTER,
        handler="api_keys:delete_several_of_all",
    ),
    Route("GET", f"{_KEYS}/{{api_key_id}}", "get-api-key", SELF, handler="api_keys:show_own"),
    Route("DELETE", f"{_KEYS}/{{api_key_id}}", "delete-api-key", SELF, handler="api_keys:delete_own"),
    Route("GET", _KEYS_OF, "get-user-api-keys", SELF, handler="api_keys:list_of"),
    Route("DELETE", _KEYS_OF, "delete-user-api-keys", SELF, handler="api_keys:delete_all_of"),
    Route("GET", f"{_KEYS_OF}/{{api_key_id}}", "get-user-api-key", SELF, handler="api_keys:show_of"),
    Route("DELETE", f"{_KEYS_OF}/{{api_key_id}}", "delete-user-api-key", SELF, handler="api_keys:delete_of"),
)
"""Operations of ECE, under their ids in the API description."""

OWN = (
    Route("POST", "/ecctl/v1/hosts/_enroll", "enroll-host", PUBLIC, handler="host_enrollment:enroll_host"),
    Route("GET", _SIGNING_KEYS, "get-signing-keys", VIEW, handler="signing_keys:list_keys"),
    Route(
        "POST",
        f"{_SIGNING_KEYS}/_rotate",
        "rotate-signing-key",
        ADMINISTER,
        handler="signing_keys:rotate_key",
    ),
    Route(
        "POST",
        f"{_SIGNING_KEYS}/{{name}}/_retire",
        "retire-signing-key",
        ADMINISTER,
        handler="signing_keys:retire_key",
    ),
    Route("GET", "/ecctl/v1/audit", "get-audit-trail", ADMINISTER, handler="audit_log:list_entries"),
    Route("GET", "/ecctl/v1/enrollment-tokens", "list-tokens", VIEW, handler="overview:list_tokens"),
    Route("GET", "/ecctl/v1/audit/_search", "search-audit-log", ADMINISTER, handler="audit_log:find_entries"),
    Route("GET", f"{_SIGNING_KEYS}/_usage", "list-key-usage", VIEW, handler="overview:list_key_usage"),
    Route("GET", "/ecctl/v1/status", "get-status", VIEW, handler="status:show_status"),
    Route("GET", "/ecctl/v1/hosts", "list-hosts", VIEW, handler="overview:list_hosts"),
    Route("GET", "/ecctl/v1/versions", "get-versions", SELF, handler="overview:show_versions"),
    Route("POST", _SESSION, "sign-in", PUBLIC, handler="console:sign_in"),
    Route("GET", _SESSION, "get-session", PUBLIC, handler="console:show_session"),
    Route("DELETE", _SESSION, "sign-out", PUBLIC, handler="console:sign_out"),
    Route("GET", "/healthz", "get-health", PUBLIC, handler="health:show_liveness"),
    Route("GET", "/readyz", "get-readiness", PUBLIC, handler="health:show_readiness"),
    Route("GET", "/metrics", "get-metrics", PUBLIC, handler="health:show_metrics"),
    Route("GET", "/openapi.json", "get-openapi", PUBLIC, handler="health:show_openapi"),
)
"""Operations that ECE does not have."""

ROUTES = (*API, *OWN)

PAGES = (
    Route("GET", "/console", "get-console", PUBLIC, handler="console:redirect", is_static=True),
    Route("GET", "/console/", "get-console", PUBLIC, handler="console:show_page", is_static=True),
    Route("GET", "/console/{file}", "get-console", PUBLIC, handler="console:show_file", is_static=True),
)
"""The web page, which is not part of the API."""

_ALL = (*ROUTES, *PAGES)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route for a method and a percent-encoded path, with the path's parameters, or None.

    Raise HTTPError 405 if the path exists for other methods only.
    """
    path = without_region(path)
    methods = _EXACT.get(path)
    params: tuple[str, ...] = ()
    if methods is None:
        methods, params = _walk(path)
    # None rather than 404: the caller still has to find out whether ECE has the operation (501).
    if not methods:
        return None
    route = methods.get(method)
    if route is None:
        allowed = ", ".join(sorted(methods))
        raise HTTPError(
            405,
            "root.method_not_allowed",
            f"This resource supports only {allowed}",
            headers=(("allow", allowed),),
        )
    return route, params


@lru_cache(maxsize=256)
def without_region(path: str) -> str:
    """Return a path without the region that it names."""
    if path.startswith(_REGIONS):
        region, slash, rest = path[len(_REGIONS) :].partition("/")
        # A region is a word: anything else, such as %2f or .., could name another path to somebody else.
        if not region.replace("-", "").isalnum() or not region.isascii():
            raise not_found()
        if rest.partition("/")[0] == "platform":
            return f"{BASE}{slash}{rest}"
    return path


_REGIONS = f"{BASE}/regions/"


def _by_path() -> dict[str, dict[str, Route]]:
    """Return the routes of paths without parameters, by path and method."""
    exact: dict[str, dict[str, Route]] = {}
    for route in _ALL:
        if "{" not in route.path:
            methods = exact.setdefault(route.path, {})
            methods[route.method] = route
            if route.method == "GET":
                methods["HEAD"] = route.for_head()
    return exact


_EXACT = _by_path()


class _Node:
    """A node of the trie of path segments."""

    __slots__ = ("exact", "methods", "parameter")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, Route] = {}


@lru_cache(maxsize=1)
def _trie() -> _Node:
    """Return the trie of all paths, built at the first path with a parameter.

    `ecctl … create --config embedded` does not need it: its path is exact, and 300 nodes take 0.3 ms.
    """
    root = _Node()
    for route in (*_ALL, *(route.for_head() for route in _ALL if route.method == "GET")):
        node = root
        for segment in route.path.split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.exact.setdefault(segment, _Node())
        node.methods[route.method] = route
    return root


def _walk(path: str) -> tuple[dict[str, Route], tuple[str, ...]]:
    """Return the methods of a path with parameters; an exact segment takes precedence over a parameter."""
    node = _trie()
    params = []
    for segment in path.split("/"):
        if segment in node.exact:
            node = node.exact[segment]
        # Dot segments are not names: a proxy in front may have resolved them differently.
        elif node.parameter is not None and segment not in {"", ".", ".."}:
            node = node.parameter
            params.append(segment)
        else:
            return {}, ()
    return node.methods, tuple(params)
