"""Tables of allocators and their instances."""

from __future__ import annotations

from ecctl.output import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def capacity(allocator: Any) -> str:
    """Return the memory of an allocator."""
    from ecctl.output import sizes

    return sizes.written(allocator["capacity"]["memory"]["total"])


def free(allocator: Any) -> str:
    """Return the memory of an allocator that is not used by instances."""
    from ecctl.output import sizes

    amounts = allocator["capacity"]["memory"]
    left = amounts["total"] - amounts["used"]
    # Zero is a fact here; `sizes` writes it as `-`, which stands for unknown.
    return sizes.written(left) if left else "0"


def tags(allocator: Any) -> str:
    """Return the tags of an allocator."""
    return " ".join(f"{tag.get('key')}:{tag.get('value')}" for tag in allocator["metadata"])


COLUMNS: tuple[Column, ...] = (
    Column("ZONE", "zone_id"),
    Column("ALLOCATOR ID", "allocator_id"),
    Column("HOST IP", "host_ip"),
    Column("CAPACITY", capacity),
    Column("FREE", free),
    Column("INSTANCES", lambda allocator: len(allocator.get("instances") or ())),
    Column("CONNECTED", "status.connected"),
    Column("MAINTENANCE", "status.maintenance_mode"),
)
METADATA = Column("METADATA", tags)

ALLOCATORS = Table("zones.allocators", *COLUMNS)
ALLOCATORS_WITH_TAGS = Table("zones.allocators", *COLUMNS, METADATA)

INSTANCES = Table(
    "instances",
    Column("DEPLOYMENT ID", "deployment_id", missing=""),
    Column("RESOURCE ID", "cluster_id"),
    Column("INSTANCE ID", "instance_name"),
    Column("TYPE", "cluster_type"),
    Column("HEALTHY", "healthy"),
    Column("MEMORY", "node_memory"),
    Column("MOVING", "moving"),
    Column("VERSION", "plans_info.version"),
    Column("ZONES", "plans_info.zone_count"),
    Column("PENDING", "plans_info.pending"),
    Column("INSTANCE CONFIG ID", "instance_configuration_id", missing=""),
)
