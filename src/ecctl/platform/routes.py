"""What the platform answers, as data: method, path, operation, who may, and the function in its room.

A room is imported when one of its routes is called. Paths under /platform are found with and without
`/regions/{region}` before them; the platform is the one region there is, whatever it is called.
"""

from __future__ import annotations

from .replies import Refusal, not_found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecctl.wire import Response

    from .call import Call

    Handler = Callable[[Call], Awaitable[Response]]

PUBLIC, SELF, VIEW, ADMINISTER = "", "self", "view", "administer"


class Route:
    """One operation. `handler` is found at the first call."""

    __slots__ = ("_handler", "_room", "method", "needs", "operation", "path")

    def __init__(self, method: str, path: str, operation: str, needs: str, room: str) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        self.needs = needs
        self._room = room
        self._handler: Handler | None = None

    @property
    def handler(self) -> Handler:
        """The function that answers."""
        if self._handler is None:
            room, _, name = self._room.partition(":")
            module = __import__(f"{__package__}.{room}", fromlist=(name,))
            self._handler = getattr(module, name)
        return self._handler


_ENROLLMENT = "/platform/configuration/security/enrollment-tokens"
_RUNNERS = "/platform/infrastructure/runners"

API: tuple[tuple[str, str, str, str, str], ...] = (
    ("POST", _ENROLLMENT, "create-enrollment-token", ADMINISTER, "enrollment:create"),
    ("GET", _ENROLLMENT, "get-enrollment-tokens", VIEW, "enrollment:listing"),
    ("DELETE", f"{_ENROLLMENT}/{{token}}", "delete-enrollment-token", ADMINISTER, "enrollment:delete"),
)
"""ECE's operations, below /api/v1, by their ids in the API description."""

OURS: tuple[tuple[str, str, str, str, str], ...] = ()
"""Operations that ECE has not."""

ROUTES = tuple(Route(method, f"/api/v1{path}", *rest) for method, path, *rest in API) + tuple(
    Route(*entry) for entry in OURS
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """The route for a method and a path still percent-encoded, and the path's parameters, or None.

    Raises Refusal where the path is known and the method is not.
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
        allowed = ", ".join(sorted(methods))
        raise Refusal(
            405,
            "root.method_not_allowed",
            f"This resource answers {allowed} only",
            headers=(("allow", allowed),),
        )
    return route, params


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
    node = _TREE
    params = []
    for segment in path.split("/"):
        if segment in node:
            node = node[segment]
        elif "{}" in node and segment not in {"", ".", "..", "{}"}:
            node = node["{}"]
            params.append(segment)
        else:
            return {}, ()
    methods = node.get("", {})
    return methods, tuple(params)


_REGIONS = "/api/v1/regions/"
_EXACT: dict[str, dict[str, Route]] = {}
_TREE: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of segments has no finite type


def _plant() -> None:
    for route in ROUTES:
        if "{" not in route.path:
            _EXACT.setdefault(route.path, {})[route.method] = route
        node = _TREE
        for segment in route.path.split("/"):
            node = node.setdefault("{}" if segment.startswith("{") else segment, {})
        node.setdefault("", {})[route.method] = route


_plant()
