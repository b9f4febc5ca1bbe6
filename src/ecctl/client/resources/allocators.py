"""Allocators of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, text
from ecctl.client.iteration import Source, paged
from ecctl.client.operation_method import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)
from ecctl.client.reply import member, nothing
from ecctl.errors import ArgumentTypeError

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.client._generated import models as m


def _allocators(zones: Any) -> Any:
    """Yield the allocators of all zones."""
    for zone in zones:
        yield from member(zone, "allocators", needed=False)


class Allocators(Resource[C_co]):
    """The allocators, which run the instances of deployments."""

    @operation_method
    def list(self, query: str | None = None) -> OperationSpec[List[m.AllocatorInfo]]:
        """Return all allocators, or those that match a query string such as `zone_id:zone-1`."""
        return OperationSpec(
            "get-allocators",
            {"q": None if query is None else text(query, "query")},
            then=lambda reply: [*_allocators(member(reply, "zones"))],
        )

    @iterator_method
    def iterate(
        self, query: m.SearchRequest | None = None, *, limit: int | None = None
    ) -> Source[m.AllocatorInfo]:
        """Return an iterator over the allocators, or those that a search request finds, page by page."""
        return paged(OperationSpec("search-allocators", body=query or {}), limit, _allocators)

    @operation_method
    def get(self, allocator_id: str) -> OperationSpec[m.AllocatorInfo]:
        """Return the allocator with that id."""
        return OperationSpec("get-allocator", {"allocator_id": text(allocator_id, "allocator_id")})

    @operation_method
    def update(self, allocator_id: str, metadata: dict[str, str]) -> OperationSpec[List[m.MetadataItem]]:
        """Replace the metadata of an allocator."""
        if not isinstance(metadata, dict):
            raise ArgumentTypeError(f"metadata must be dict, not {type(metadata).__name__}")
        items = [{"key": key, "value": value} for key, value in metadata.items()]
        return OperationSpec(
            "set-allocator-metadata", {"allocator_id": text(allocator_id, "allocator_id")}, {"items": items}
        )

    @operation_method
    def delete(self, allocator_id: str, *, remove_instances: bool = False) -> OperationSpec[None]:
        """Remove an allocator that is disconnected."""
        also = flag(remove_instances, "remove_instances") or None
        parameters = {"allocator_id": text(allocator_id, "allocator_id"), "remove_instances": also}
        return OperationSpec("delete-allocator", parameters, then=nothing)

    @operation_method
    def start_maintenance(self, allocator_id: str, *, reason: str | None = None) -> OperationSpec[None]:
        """Start maintenance mode: the allocator gets no more instances."""
        parameters = {"allocator_id": text(allocator_id, "allocator_id"), "reason": reason}
        return OperationSpec("start-allocator-maintenance-mode", parameters, then=nothing)

    @operation_method
    def stop_maintenance(self, allocator_id: str, *, reason: str | None = None) -> OperationSpec[None]:
        """Stop maintenance mode."""
        parameters = {"allocator_id": text(allocator_id, "allocator_id"), "reason": reason}
        return OperationSpec("stop-allocator-maintenance-mode", parameters, then=nothing)

    @operation_method
    def vacate(  # the choices of a move
        self,
        allocator_id: str,
        *,
        request: m.MoveClustersRequest | None = None,
        allocator_down: bool | None = None,
        move_only: bool = True,
        validate_only: bool = False,
    ) -> OperationSpec[m.MoveClustersCommandResponse]:
        """Start to move resources off an allocator: all, or those of a request.

        The response names the resources that move, and with `failures` those that cannot. It does not wait:
        use `deployments.wait` for the deployments concerned. With `allocator_down` the allocator counts as
        unreachable, whatever it reports. `validate_only` moves nothing.
        """
        return OperationSpec(
            "move-clusters",
            {
                "allocator_id": text(allocator_id, "allocator_id"),
                "allocator_down": allocator_down,
                "move_only": flag(move_only, "move_only"),
                "validate_only": flag(validate_only, "validate_only") or None,
            },
            request,
        )
