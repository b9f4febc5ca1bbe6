"""Replies that come in pages: one generator asks for the next as long as there is one."""

from __future__ import annotations

from ecctl.client.operations import operation, prepare
from ecctl.client.reply import member
from ecctl.core.jsonio import compact
from ecctl.errors import NotTheApiError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.client.operations import Operation
    from ecctl.client.session import Session, Step
    from ecctl.core.messages import Response

PAGE_SIZE = 100
"""Elements of a page, unless the caller says otherwise."""

ELEMENTS = {
    "AllocatorOverview": "zones",
    "DeploymentsSearchResponse": "deployments",
    "RunnerOverview": "runners",
}
"""The member of a reply in which a page's elements are; allocators stand in it by zone."""


def has_pages(found: Operation) -> bool:
    """Whether an operation takes where to begin and how many to give."""
    named = {name for _, name, _, _ in found.parameters}
    return found.reply in ELEMENTS and (found.body == "SearchRequest" or {"from", "size"} <= named)


def all_pages(
    session: Session, operation_id: str, parameters: dict[str, Any], body: Any = None
) -> Generator[Step, Response | None, Any]:
    """Make a call and follow its pages; returns its reply with the elements of all.

    An empty page is the last. Raises UsageError for an operation without pages, NotTheApiError where a page
    comes twice: others would come for ever.
    """
    found = operation(operation_id)
    if not has_pages(found):
        raise UsageError(f"the operation {operation_id} has no pages")
    in_body = found.body == "SearchRequest"
    if in_body and not isinstance(body or {}, dict):
        raise UsageError(f"the body of {operation_id} must be an object for its pages to be followed")
    asked = {"size": PAGE_SIZE, **wanted((body or {}) if in_body else parameters)}
    whole: dict[str, Any] = {}
    seen: set[int] = set()
    while True:
        call = prepare(
            operation_id,
            parameters if in_body else asked,
            session.profile,
            body=asked if in_body else body,
        )
        page = yield from session.call(call)
        elements = member(page, ELEMENTS[found.reply], needed=False)
        size = count(elements)
        if elements:
            mark = hash(compact(elements))
            if mark in seen:
                raise NotTheApiError(f"{operation_id} was answered with the same page twice")
            seen.add(mark)
        add(whole, page)
        if page.get("cursor") and elements:
            asked["cursor"] = page["cursor"]
        elif "cursor" not in asked and size and size == asked["size"]:
            asked["from"] = asked.get("from", 0) + size
        else:
            return whole


def wanted(given: dict[str, Any]) -> dict[str, Any]:
    """What a caller says, where to begin and how many to give as whole numbers; None counts as not said."""
    for name in ("from", "size"):
        value = given.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise UsageError(f"{name} is a whole number, not {value!r}")
    return {name: value for name, value in given.items() if value is not None or name not in ("from", "size")}


def count(elements: list[Any]) -> int:
    """How many elements a page has; of zones, how many allocators are in them."""
    return sum(len(member(each, "allocators", needed=False)) if "zone_id" in each else 1 for each in elements)


def add(whole: dict[str, Any], page: dict[str, Any]) -> None:
    """Put a page's lists behind those before it. A cursor is not kept: it has been followed."""
    for name, value in page.items():
        if name in whole and isinstance(value, list):
            whole[name] = whole[name] + value
        elif name == "return_count":
            whole[name] = whole.get(name, 0) + member(page, name, int)
        elif name != "cursor":
            whole[name] = value
