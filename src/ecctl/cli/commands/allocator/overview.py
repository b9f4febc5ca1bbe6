"""`ecctl platform allocator list`, `search` and `show`."""

from __future__ import annotations

from ecctl.cli.commands.allocator.views import (
    ALLOCATORS,
    ALLOCATORS_WITH_TAGS,
    COLUMNS,
    INSTANCES,
    METADATA,
)
from ecctl.cli.query import search_request
from ecctl.core.errors import UsageError
from ecctl.output import Result, Table, Text
from ecctl.output.render import elements_of, table_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli.invocation import Invocation

# As in the original. An allocator without instances may be down without harm.
UNHEALTHY = "status.connected:false AND _exists_:instances"

SEARCH_SIZE = 10
"""Number of matches that a search returns unless its query sets a size."""


def list_allocators(invocation: Invocation) -> Result:
    """List the allocators that a query finds, or all; the text leaves out those that are out of use."""
    if invocation.flag("unhealthy") and invocation.flag("query"):
        raise UsageError("--unhealthy and --query exclude each other")
    tags = [parse_tag(text) for text in invocation.flag("filter") or ()]
    query = UNHEALTHY if invocation.flag("unhealthy") else invocation.flag("query")
    overview = one_page(invocation, query) if invocation.given("size") else every_page(invocation, query)
    # JSON is read by programs, which can filter by themselves and should not miss anything.
    everything = invocation.flag("all") or invocation.profile.structured
    shown = narrowed(overview, lambda one: has_tags(one, tags) and (everything or in_use(one)))
    view = ALLOCATORS_WITH_TAGS if invocation.flag("metadata") else ALLOCATORS
    return Result(shown, view, model="AllocatorOverview")


def search(invocation: Invocation) -> Result:
    """Show the allocators that a query finds, and say so if there may be more."""
    query = search_request(invocation)
    overview = invocation.call("search-allocators", body=query)
    found = len(allocators(overview))
    # The response has no total, and without a size the platform returns as many as Elasticsearch does.
    if found >= (query.get("size") or SEARCH_SIZE):
        invocation.note(
            f'warning: only {found} allocators are shown; there may be more: set "size" in the search'
        )
    return Result(overview, ALLOCATORS, model="AllocatorOverview")


def show(invocation: Invocation) -> Result:
    """Show an allocator; the text is a row for it, and one for each of its instances."""
    allocator = invocation.call("get-allocator", allocator_id=invocation.arguments[0])
    row = Table("", *COLUMNS, *((METADATA,) if invocation.flag("metadata") else ()))
    return Result(allocator, Text(lambda value: details(row, value)), model="AllocatorInfo")


def details(row: Table, allocator: Any) -> str:
    """Return the tables of an allocator and of its instances, if it has any."""
    text = table_text(row, allocator)
    return f"{text}\n{table_text(INSTANCES, allocator)}" if allocator.get("instances") else text


def one_page(invocation: Invocation, query: str) -> Any:
    """Return the page that --size asks for, and say so if it may not hold all allocators."""
    size = invocation.flag("size")
    overview = invocation.call("get-allocators", q=query or None, size=size or None)
    if size and len(allocators(overview)) >= size:
        invocation.note(f"warning: only {size} allocators are shown (--size); there may be more")
    return overview


def every_page(invocation: Invocation, query: str) -> Any:
    """Return the allocators of all pages, zone by zone.

    Platforms of old versions may ignore where a page is to begin and send the first one again. Then there is
    no way to see more, and a warning is better than failing with allocators at hand.
    """
    size = invocation.flag("size")
    whole = page = invocation.call("get-allocators", q=query or None, size=size)
    found = len(allocators(page))
    start = found
    # Responses have no total and no cursor: only a page that is not full is known to be the last one.
    while found == size:
        page = invocation.call("get-allocators", q=query or None, size=size, **{"from": start})
        found = len(allocators(page))
        known = {identity(one) for one in allocators(whole)}
        if found and known.issuperset(map(identity, allocators(page))):
            invocation.note(f"warning: {start} allocators are shown; the platform does not show further ones")
            break
        whole = joined(whole, page)
        start += found
    return whole


def joined(whole: Any, page: Any) -> Any:
    """Return an overview with the allocators of a further page in their zones."""
    zones = list(whole["zones"])
    places = {zone.get("zone_id"): place for place, zone in enumerate(zones) if isinstance(zone, dict)}
    for zone in page["zones"]:
        place = places.get(zone.get("zone_id")) if isinstance(zone, dict) else None
        if place is None:
            zones.append(zone)
        else:
            # A page may begin in the middle of a zone.
            both = [*(zones[place].get("allocators") or ()), *(zone.get("allocators") or ())]
            zones[place] = {**zones[place], "allocators": both}
    return {**whole, "zones": zones}


def allocators(overview: Any) -> list[Any]:
    """Return the allocators of all zones."""
    return list(elements_of(ALLOCATORS.rows, overview))


def identity(allocator: Any) -> str:
    """Return an allocator's id, or all of it if it has none."""
    return str(allocator.get("allocator_id") or allocator) if isinstance(allocator, dict) else str(allocator)


def parse_tag(text: str) -> tuple[str, str]:
    """Return the key and value of a --filter. Raise UsageError if there is no colon between them."""
    key, colon, value = text.partition(":")
    if not key or not colon:
        raise UsageError(f'--filter "{text}" does not have the form KEY:VALUE')
    return key, value


def narrowed(overview: Any, wanted: Callable[[Any], bool]) -> Any:
    """Return an overview with all its zones, but only the wanted allocators."""
    if not isinstance(overview, dict) or not isinstance(overview.get("zones"), list):
        return overview
    return {**overview, "zones": [narrowed_zone(zone, wanted) for zone in overview["zones"]]}


def narrowed_zone(zone: Any, wanted: Callable[[Any], bool]) -> Any:
    """Return a zone with only the wanted allocators."""
    if not isinstance(zone, dict) or not isinstance(zone.get("allocators"), list):
        return zone
    return {**zone, "allocators": [allocator for allocator in zone["allocators"] if wanted(allocator)]}


def has_tags(allocator: Any, tags: list[tuple[str, str]]) -> bool:
    """Return whether an allocator has all of these tags."""
    items = allocator.get("metadata") if isinstance(allocator, dict) else None
    own = [(item.get("key"), item.get("value")) for item in items or () if isinstance(item, dict)]
    return all(tag in own for tag in tags)


def in_use(allocator: Any) -> bool:
    """Return whether an allocator is connected or has instances; true if the platform does not say."""
    if not isinstance(allocator, dict):
        return True
    status = allocator.get("status")
    disconnected = isinstance(status, dict) and status.get("connected") is False
    return not disconnected or bool(allocator.get("instances"))
