"""Operations of ECE that this platform does not implement: 501 with the operation's name."""

from __future__ import annotations

from ecctl.platform._generated.operations import OPERATIONS
from ecctl.platform.responses import HTTPError
from ecctl.platform.routing import API, BASE

_OWN = frozenset(route.operation for route in API)
_REGIONS = "/regions/"


def not_implemented(method: str, path: str) -> HTTPError | None:
    """Return the error for an operation of the API description, or None if it has no such path and method.

    The original sends some requests, such as those for /stack and /comments, with a region before the path.
    """
    if not path.startswith(f"{BASE}/"):
        return None
    path = path[len(BASE) :]
    region_bound = path.startswith(_REGIONS)
    if region_bound:
        path = "/" + path[len(_REGIONS) :].partition("/")[2]
    # A linear search: it runs only for requests that end in an error.
    segments = path.split("/")
    for line in OPERATIONS.splitlines():
        has_method, template, operation = line.split(" ")
        if has_method == method and _matches(segments, template.split("/")):
            if region_bound and operation in _OWN:
                return None
            return HTTPError(
                501, "root.not_implemented", f"This platform does not implement the operation [{operation}]"
            )
    return None


def _matches(segments: list[str], template: list[str]) -> bool:
    return len(segments) == len(template) and all(
        want == got or (want.startswith("{") and got not in {"", ".", ".."})
        for got, want in zip(segments, template, strict=True)
    )
