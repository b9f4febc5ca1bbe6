"""Comments of a client."""

from __future__ import annotations

from ecctl.client.arguments import text
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
    from typing import Any

    from ecctl.client._generated import models as m


class Comments(Resource[C_co]):
    """The comments on resources of the platform, such as `("allocator", "192.168.44.10")`."""

    @operation_method
    def list(self, resource_type: str, resource_id: str) -> OperationSpec[List[m.CommentWithMeta]]:
        """Return the comments on a resource."""
        return _listed(resource_type, resource_id)

    @iterator_method
    def iterate(
        self,
        resource_type: str,
        resource_id: str,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.CommentWithMeta]:
        """Return an iterator over the comments on a resource."""
        return Source(_listed(resource_type, resource_id))

    @operation_method
    def get(self, resource_type: str, resource_id: str, comment_id: str) -> OperationSpec[m.Comment]:
        """Return a comment."""
        return OperationSpec("get-comment", _one(resource_type, resource_id, comment_id))

    @operation_method
    def create(self, resource_type: str, resource_id: str, *, message: str) -> OperationSpec[m.Comment]:
        """Create a comment on a resource."""
        body = {"message": text(message, "message")}
        return OperationSpec("create-comment", _one(resource_type, resource_id), body)

    @operation_method
    def update(
        self, resource_type: str, resource_id: str, comment_id: str, *, message: str
    ) -> OperationSpec[m.Comment]:
        """Replace the text of a comment."""
        body = {"message": text(message, "message")}
        return OperationSpec("update-comment", _one(resource_type, resource_id, comment_id), body)

    @operation_method
    def delete(self, resource_type: str, resource_id: str, comment_id: str) -> OperationSpec[None]:
        """Delete a comment."""
        return OperationSpec("delete-comment", _one(resource_type, resource_id, comment_id), then=nothing)


def _one(resource_type: str, resource_id: str, comment_id: str | None = None) -> dict[str, str]:
    """Return the parameters that name a resource, and a comment on it."""
    named = {
        "resource_type": text(resource_type, "resource_type"),
        "resource_id": text(resource_id, "resource_id"),
    }
    return named if comment_id is None else {**named, "comment_id": text(comment_id, "comment_id")}


def _listed(resource_type: str, resource_id: str) -> OperationSpec[Any]:
    return OperationSpec(
        "list-comment", _one(resource_type, resource_id), then=lambda reply: member(reply, "values")
    )
