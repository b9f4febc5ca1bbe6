"""Allocators of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, plain_function, search_of, seconds_between, text, texts, wait_limit
from ecctl.client.iteration import Source, paged
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)
from ecctl.core import MOVABLE_KINDS
from ecctl.core.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.client._generated import models as m
    from ecctl.client.duration import Duration
    from ecctl.client.plans import PlanProgress
    from ecctl.client.procedure import Procedure
    from ecctl.client.vacating import Move


def _allocators(zones: Any) -> Any:
    """Yield the allocators of all zones."""
    for zone in zones:
        yield from member(zone, "allocators", needed=False)


class Allocators(Resource[C_co]):
    """The allocators, which run the instances of deployments."""

    @operation_method
    def list(self, query: str | None = None) -> Procedure[List[m.AllocatorInfo]]:
        """Return all allocators, or those that match a query string such as `zone_id:zone-1`."""
        from ecctl.client.procedure import Procedure, collected

        parameters = {"q": None if query is None else text(query, "query")}
        return Procedure(collected(paged(OperationSpec("get-allocators", parameters), None, _allocators)))

    @iterator_method
    def iterate(
        self, request: m.SearchRequest | None = None, *, limit: int | None = None
    ) -> Source[m.AllocatorInfo]:
        """Return an iterator over the allocators, or those that a search request finds, page by page."""
        return paged(OperationSpec("search-allocators", body=search_of(request)), limit, _allocators)

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
    def vacate(  # noqa: PLR0913  # the choices of a move
        self,
        allocator_ids: Sequence[str],
        *,
        kind: str | None = None,
        resource_ids: Sequence[str] = (),
        target_ids: Sequence[str] = (),
        allocator_down: bool | None = None,
        move_only: bool = True,
        skip_snapshot: bool | None = None,
        skip_data_migration: bool | None = None,
        override_failsafe: bool = False,
        maintenance: bool = False,
        concurrency: int = 8,
        wait: bool = True,
        timeout: Duration | None = None,
        poll_interval: Duration = 10,
        on_progress: Callable[[PlanProgress], object] | None = None,
    ) -> Procedure[List[Move]]:
        """Move resources off allocators, to the `target_ids` or wherever the platform chooses; return the moves.

        Moves all resources, or those of a `kind` or with `resource_ids`, at most `concurrency` at a time, and
        waits for their plans unless `wait` is False. Without `allocator_down`, the status of the allocator is
        looked up. With `maintenance`, the allocators are set into maintenance mode first. `skip_snapshot`,
        `skip_data_migration` and `override_failsafe` change the plans that the platform calculates, and may lose
        data. `on_progress` is called with each change (`PlanProgress`). `timeout` bounds the wait, None does not;
        moves that have started continue after it.

        A resource that cannot be moved does not stop the others: then `SeveralErrors`, or the only error, is
        raised at the end.
        """
        changes = {"override_failsafe": flag(override_failsafe, "override_failsafe")}
        for name, given in (("skip_snapshot", skip_snapshot), ("skip_data_migration", skip_data_migration)):
            if given is not None:
                changes[name] = flag(given, name)
        if kind is not None and kind not in MOVABLE_KINDS:
            raise UsageError(f"kind must be one of {', '.join(MOVABLE_KINDS)}, not {kind!r}")
        if isinstance(concurrency, bool) or not isinstance(concurrency, int):
            raise ArgumentTypeError(f"concurrency must be int, not {type(concurrency).__name__}")
        if on_progress is not None:
            plain_function(on_progress, "on_progress")
        from ecctl.client.procedure import Procedure
        from ecctl.client.vacating import MoveOptions, vacate

        options = MoveOptions(
            texts(allocator_ids, "allocator_ids", "an allocator id"),
            kind=kind or "",
            resources=texts(resource_ids, "resource_ids", "a resource id"),
            targets=texts(target_ids, "target_ids", "a target id"),
            allocator_down=None if allocator_down is None else flag(allocator_down, "allocator_down"),
            move_only=flag(move_only, "move_only"),
            changes=changes,
            concurrency=concurrency,
            follow=flag(wait, "wait"),
            interval=seconds_between(poll_interval),
        )
        # All problems in one error, as in the command.
        problems = options.problems()
        if not options.allocators:
            problems.append("allocator_ids is empty")
        if problems:
            raise UsageError("; ".join(problems))
        limit = wait_limit(timeout)
        return Procedure(vacate(options, limit, on_progress, maintenance=flag(maintenance, "maintenance")))
