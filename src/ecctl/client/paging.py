"""Responses that come in pages, followed to the last one."""

from __future__ import annotations

from ecctl.client import operation, prepare
from ecctl.client.reply import member
from ecctl.core.errors import NotTheApiError, UsageError
from ecctl.core.jsonio import compact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.client import Operation, Step
    from ecctl.client.session import Session
    from ecctl.core.messages import Response

PAGE_SIZE = 100
"""Default number of elements in a page."""

ELEMENTS = {
    "AllocatorOverview": "zones",
    "DeploymentsSearchResponse": "deployments",
    "RunnerOverview": "runners",
}
"""The member with the elements of a page, by the model of the response. Allocators are grouped by zone."""


def has_pages(found: Operation) -> bool:
    """Return whether an operation takes the start and the size of a page."""
    named = {name for _, name, _, _ in found.parameters}
    return found.reply in ELEMENTS and (found.body == "SearchRequest" or {"from", "size"} <= named)


class Pages:
    """The pages of one call: which request is next, and what the responses hold. Nothing here performs I/O.

    An empty page is the last one. Raise UsageError for an operation without pages. Pages are immutable: `after` returns
    those that follow a response.
    """

    def __init__(
        self, operation_id: str, parameters: dict[str, Any], body: Any = None, size: int = PAGE_SIZE
    ) -> None:
        found = operation(operation_id)
        if not has_pages(found):
            raise UsageError(f"the operation {operation_id} has no pages")
        self.operation_id = operation_id
        self._in_body = found.body == "SearchRequest"
        if self._in_body and not isinstance(body or {}, dict):
            raise UsageError(f"the body of {operation_id} must be an object for its pages to be followed")
        self._parameters, self._body = parameters, body
        self._asked = {"size": size, **wanted((body or {}) if self._in_body else parameters)}
        self._member = ELEMENTS[found.reply]
        self._seen: frozenset[int] = frozenset()
        self.done = False

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the next request."""
        return self._parameters if self._in_body else dict(self._asked)

    @property
    def body(self) -> Any:
        """The body of the next request."""
        return dict(self._asked) if self._in_body else self._body

    def after(self, page: Any) -> tuple[list[Any], Pages]:
        """Return the elements of a response with a page, and the pages after it.

        Raise NotTheApiError if a page comes twice, because the pages would never end.
        """
        elements: list[Any] = member(page, self._member, needed=False)
        size = count(elements)
        rest = object.__new__(Pages)
        rest.__dict__.update(self.__dict__)
        if elements:
            # A hash instead of the page: enough to notice a platform that ignores `from`, which would never
            # end.
            mark = hash(compact(elements))
            if mark in self._seen:
                raise NotTheApiError(f"{self.operation_id} returned the same page twice")
            rest._seen = self._seen | {mark}
        asked = rest._asked = dict(self._asked)
        if page.get("cursor") and elements:
            asked["cursor"] = page["cursor"]
        # A page that is not full is the last one. A platform that uses cursors ends by sending none.
        elif "cursor" not in asked and size and size == asked["size"]:
            asked["from"] = asked.get("from", 0) + size
        else:
            rest.done = True
        return elements, rest


def all_pages(
    session: Session, operation_id: str, parameters: dict[str, Any], body: Any = None
) -> Generator[Step, Response | None, Any]:
    """Make a call, follow its pages, and return one response with the elements of all."""
    pages = Pages(operation_id, parameters, body)
    whole: dict[str, Any] = {}
    while not pages.done:
        call = prepare(operation_id, pages.parameters, session.profile, body=pages.body)
        page = yield from session.call(call)
        _, pages = pages.after(page)
        add(whole, page)
    return whole


def wanted(given: dict[str, Any]) -> dict[str, Any]:
    """Return the caller's parameters, without a start or size of None. Raise UsageError unless these are ints."""
    for name in ("from", "size"):
        value = given.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise UsageError(f"{name} must be a non-negative int, not {value!r}")
    return {name: value for name, value in given.items() if value is not None or name not in ("from", "size")}


def count(elements: list[Any]) -> int:
    """Return the number of elements in a page; of zones, that of their allocators."""
    return sum(len(member(each, "allocators", needed=False)) if "zone_id" in each else 1 for each in elements)


def add(whole: dict[str, Any], page: dict[str, Any]) -> None:
    """Append the lists of a page to those of the pages before. The cursor is dropped: it has been followed."""
    for name, value in page.items():
        if isinstance(value, list):
            if not isinstance(whole.get(name), list):
                whole[name] = []
            # A list of our own, extended in place: a new one for each page would be quadratic work.
            whole[name].extend(value)
        elif name == "return_count":
            whole[name] = whole.get(name, 0) + member(page, name, int)
        elif value is None:
            whole.setdefault(name, None)  # like an empty list: it does not replace those of other pages
        elif name != "cursor":
            whole[name] = value
