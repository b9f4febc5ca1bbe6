"""`ecctl platform allocator list`: what the platform finds, narrowed by tags and to what is in use."""

from __future__ import annotations

from ecctl.cli.commands.allocator.views import ALLOCATORS, ALLOCATORS_WITH_TAGS
from ecctl.errors import UsageError
from ecctl.output.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli.invocation import Invocation

UNHEALTHY = "status.connected:false AND _exists_:instances"


def list_allocators(invocation: Invocation) -> Result:
    """The allocators of a query or of the whole platform, those that are of no use left out of the text."""
    if invocation.flag("unhealthy") and invocation.flag("query"):
        raise UsageError("--unhealthy is a query of its own: it excludes --query")
    tags = [parse_tag(text) for text in invocation.flag("filter") or ()]
    query = UNHEALTHY if invocation.flag("unhealthy") else invocation.flag("query")
    size = invocation.flag("size")
    reply = invocation.call("get-allocators", q=query or None, size=size or None)
    if size and count(reply) >= size and invocation.context.talks_to_terminal():
        invocation.note(f"{size} allocators were asked for, and as many came: there may be more (--size)")
    everything = invocation.flag("all") or invocation.profile.text("output") == "json"
    shown = narrowed(reply, lambda one: has_tags(one, tags) and (everything or in_use(one)))
    view = ALLOCATORS_WITH_TAGS if invocation.flag("metadata") else ALLOCATORS
    return Result(shown, view, model="AllocatorOverview")


def parse_tag(text: str) -> tuple[str, str]:
    """The key and the value of a --filter; UsageError where it has no colon between them."""
    key, colon, value = text.partition(":")
    if not key or not colon:
        raise UsageError(f'--filter "{text}" is no tag: it is written key:value')
    return key, value


def narrowed(overview: Any, wanted: Callable[[Any], bool]) -> Any:
    """An overview with all its zones, and in them only the allocators that are wanted."""
    if not isinstance(overview, dict) or not isinstance(overview.get("zones"), list):
        return overview
    return {**overview, "zones": [narrowed_zone(zone, wanted) for zone in overview["zones"]]}


def narrowed_zone(zone: Any, wanted: Callable[[Any], bool]) -> Any:
    """A zone with those of its allocators that are wanted."""
    if not isinstance(zone, dict) or not isinstance(zone.get("allocators"), list):
        return zone
    return {**zone, "allocators": [allocator for allocator in zone["allocators"] if wanted(allocator)]}


def count(overview: Any) -> int:
    """How many allocators there are in all zones."""
    from ecctl.output.table import elements_of

    return len(elements_of(ALLOCATORS.rows, overview))


def has_tags(allocator: Any, tags: list[tuple[str, str]]) -> bool:
    """Whether an allocator has every one of some tags."""
    items = allocator.get("metadata") if isinstance(allocator, dict) else None
    own = [(item.get("key"), item.get("value")) for item in items or () if isinstance(item, dict)]
    return all(tag in own for tag in tags)


def in_use(allocator: Any) -> bool:
    """Whether an allocator is connected or has instances; true where the platform does not say."""
    if not isinstance(allocator, dict):
        return True
    status = allocator.get("status")
    disconnected = isinstance(status, dict) and status.get("connected") is False
    return not disconnected or bool(allocator.get("instances"))
