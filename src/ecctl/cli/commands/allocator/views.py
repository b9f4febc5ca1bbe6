"""Allocators and their instances as tables."""

from __future__ import annotations

from ecctl.output.result import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.output.result import Column


def capacity(allocator: Any) -> str:
    """The memory of an allocator."""
    from ecctl.output import sizes

    return sizes.written(allocator["capacity"]["memory"]["total"])


def free(allocator: Any) -> str:
    """The memory of an allocator that no instance takes."""
    from ecctl.output import sizes

    amounts = allocator["capacity"]["memory"]
    left = amounts["total"] - amounts["used"]
    return sizes.written(left) if left else "0"


def tags(allocator: Any) -> str:
    """The metadata of an allocator, each key with its value."""
    return " ".join(f"{tag.get('key')}:{tag.get('value')}" for tag in allocator["metadata"])


COLUMNS: tuple[Column, ...] = (
    ("ZONE", "zone_id"),
    ("ALLOCATOR ID", "allocator_id"),
    ("HOST IP", "host_ip"),
    ("CAPACITY", capacity),
    ("FREE", free),
    ("INSTANCES", lambda allocator: len(allocator.get("instances") or ())),
    ("CONNECTED", "status.connected"),
    ("MAINTENANCE", "status.maintenance_mode"),
)
METADATA = ("METADATA", tags)

ALLOCATORS = Table("zones.allocators", *COLUMNS)
ALLOCATORS_WITH_TAGS = Table("zones.allocators", *COLUMNS, METADATA)

INSTANCES = Table(
    "instances",
    ("DEPLOYMENT ID", "deployment_id~"),
    ("RESOURCE ID", "cluster_id"),
    ("INSTANCE ID", "instance_name"),
    ("TYPE", "cluster_type"),
    ("HEALTHY", "healthy"),
    ("MEMORY", "node_memory"),
    ("MOVING", "moving"),
    ("VERSION", "plans_info.version"),
    ("ZONES", "plans_info.zone_count"),
    ("PENDING", "plans_info.pending"),
    ("INSTANCE CONFIG ID", "instance_configuration_id~"),
)
