"""What ECE has and this platform has not: 501, naming the operation."""

from __future__ import annotations

from ecctl.platform._generated.operations import OPERATIONS
from ecctl.platform.responses import Refusal

_BASE = "/api/v1"


def absent(method: str, path: str) -> Refusal | None:
    """The refusal for an operation of the API description, or None where it has no such path and method."""
    if not path.startswith(_BASE + "/"):
        return None
    asked = path[len(_BASE) :].split("/")
    for line in OPERATIONS.splitlines():
        has_method, template, operation = line.split(" ")
        if has_method == method and _fits(asked, template.split("/")):
            return Refusal(
                501, "root.not_implemented", f"This platform does not have the operation [{operation}]"
            )
    return None


def _fits(asked: list[str], template: list[str]) -> bool:
    return len(asked) == len(template) and all(
        want == got or (want.startswith("{") and got not in {"", ".", ".."})
        for got, want in zip(asked, template, strict=True)
    )
