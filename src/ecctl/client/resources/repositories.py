"""Snapshot repositories of a client."""

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
    from typing import Any

    from ecctl.client._generated import models as m


class Repositories(Resource[C_co]):
    """The snapshot repositories of the platform."""

    @operation_method
    def list(self) -> OperationSpec[List[m.RepositoryConfig]]:
        """Return the repositories."""
        return _listed()

    @iterator_method
    def iterate(
        self,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.RepositoryConfig]:
        """Return an iterator over the repositories."""
        return Source(_listed())

    @operation_method
    def get(self, name: str) -> OperationSpec[m.RepositoryConfig]:
        """Return the repository of that name."""
        return OperationSpec("get-snapshot-repository", {"repository_name": text(name, "name")})

    @operation_method
    def create(self, name: str, *, type: str, settings: dict[str, Any]) -> OperationSpec[m.RepositoryConfig]:  # noqa: A002  # the API's name
        """Create a repository of a type such as `s3`, or replace the one of that name."""
        return _set(name, type, settings)

    @operation_method
    def update(self, name: str, *, type: str, settings: dict[str, Any]) -> OperationSpec[m.RepositoryConfig]:  # noqa: A002  # the API's name
        """Replace a repository."""
        return _set(name, type, settings)

    @operation_method
    def delete(self, name: str, *, cleanup_deployments: bool = False) -> OperationSpec[None]:
        """Delete a repository, and with `cleanup_deployments` its settings in the deployments."""
        also = flag(cleanup_deployments, "cleanup_deployments") or None
        parameters = {"repository_name": text(name, "name"), "cleanup_deployments": also}
        return OperationSpec("delete-snapshot-repository", parameters, then=nothing)


def _listed() -> OperationSpec[Any]:
    return OperationSpec("get-snapshot-repositories", then=lambda reply: member(reply, "configs"))


def _set(name: str, kind: str, settings: dict[str, Any]) -> OperationSpec[Any]:
    body = {"type": text(kind, "type"), "settings": settings}
    return OperationSpec("set-snapshot-repository", {"repository_name": text(name, "name")}, body)
