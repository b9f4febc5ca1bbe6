"""Stack versions of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, text
from ecctl.client.iteration import Source
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any, BinaryIO

    from ecctl.client._generated import models as m


class Stacks(Resource[C_co]):
    """The stack versions of the platform."""

    @operation_method
    def list(self, *, show_deleted: bool = False) -> OperationSpec[List[m.StackVersionConfig]]:
        """Return the stack versions."""
        return _listed(show_deleted=show_deleted)

    @iterator_method
    def iterate(
        self,
        *,
        show_deleted: bool = False,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.StackVersionConfig]:
        """Return an iterator over the stack versions."""
        return Source(_listed(show_deleted=show_deleted))

    @operation_method
    def get(self, version: str) -> OperationSpec[m.StackVersionConfig]:
        """Return a stack version such as `8.15.0`."""
        return OperationSpec("get-version-stack", {"version": text(version, "version")})

    @operation_method
    def create(self, file: BinaryIO | bytes) -> OperationSpec[m.StackVersionArchiveProcessingResult]:
        """Upload an archive of stack versions: opened for reading bytes, or its bytes."""
        return OperationSpec("update-stack-packs", {"file": file})

    @operation_method
    def update(self, version: str, stack: m.StackVersionConfigPost) -> OperationSpec[m.StackVersionConfig]:
        """Replace a stack version."""
        return OperationSpec("update-version-stack", {"version": text(version, "version")}, stack)

    @operation_method
    def delete(self, version: str) -> OperationSpec[None]:
        """Delete a stack version; deployments of it stay."""
        return OperationSpec("delete-version-stack", {"version": text(version, "version")}, then=nothing)


def _listed(*, show_deleted: bool) -> OperationSpec[Any]:
    return OperationSpec(
        "get-version-stacks",
        {"show_deleted": flag(show_deleted, "show_deleted")},
        then=lambda reply: member(reply, "stacks"),
    )
