"""`ecctl platform info` on a terminal: what an operator looks for first in some fifty lines of JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def summary_of(value: Any) -> str:
    """Return the version and, for each region, its hosts and components; a missing part shows as `-`."""
    lines = [f"Version: {part(value, 'version')}"]
    for region in listed(value, "regions"):
        lines += ["", f"Region {part(region, 'region_id')}", *region_lines(region)]
    unreachable = [part(region, "region_id") for region in listed(value, "unreachable_regions")]
    if unreachable:
        lines += ["", f"Unreachable regions: {', '.join(unreachable)}"]
    return "\n".join([*lines, "", "--output json shows everything.", ""])


def region_lines(region: Any) -> Iterator[str]:
    """Yield a line for each kind of component of a region."""
    runners = f"{part(region, 'runners.healthy_runners')} of {part(region, 'runners.total_runners')} healthy"
    runners += f", {part(region, 'runners.connected_runners')} connected"
    zones = len(listed(region, "allocators.zone_summaries"))
    proxies = f"{part(region, 'proxies.proxies_count')} of {part(region, 'proxies.expected_proxies_count')} expected"
    containers = part(region, "container_sets_status.unhealthy_container_sets_count")
    rows = (
        ("Hosts", runners, "runners.healthy"),
        ("Allocators", f"in {zones} zone{'s' * (zones != 1)}", "allocators.healthy"),
        ("Coordinators", f"{len(listed(region, 'coordinators.coordinators'))}", ""),
        ("Constructors", f"{len(listed(region, 'constructors.constructors'))}", ""),
        ("Proxies", proxies, "proxies.healthy"),
        ("Container sets", f"{containers} unhealthy", "container_sets_status.healthy"),
    )
    for name, text, health in rows:
        verdict = " (not healthy)" if health and at(region, health) is False else ""
        # Only a clear "false": a platform may not report the health of a part.
        yield f"  {name + ':':<16}{text}{verdict}"


def at(value: Any, path: str) -> Any:
    """Return the value at a path of members, or None."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def part(value: Any, path: str) -> str:
    """Return the value at a path as text, `-` if there is none."""
    found = at(value, path)
    return "-" if found is None else str(found)


def listed(value: Any, path: str) -> list[Any]:
    """Return the list at a path, empty if there is none."""
    found = at(value, path)
    return found if isinstance(found, list) else []
