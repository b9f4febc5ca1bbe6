"""Serverless projects of a client."""

from __future__ import annotations

from ecctl.client import projects
from ecctl.client.arguments import text
from ecctl.client.iteration import Source
from ecctl.client.procedure import Procedure
from ecctl.client.resources import C_co, Resource, iterator_method, operation_method

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.client.projects import Collection
    from ecctl.settings.profile import Profile


class Projects(Resource[C_co]):
    """The serverless projects of Elastic Cloud, of the types `elasticsearch`, `observability` and `security`."""

    @operation_method
    def list(self, *, type: str | None = None) -> Procedure[List[dict[str, Any]]]:  # noqa: A002  # the API's name
        """Return the projects of all types, or of one."""
        return Procedure(projects.listed(self._profile, type or ""))

    @iterator_method
    def iterate(
        self,
        *,
        type: str | None = None,  # noqa: A002  # the API's name
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[dict[str, Any]]:
        """Return an iterator over the projects of all types, or of one, page by page."""
        return ProjectPages(projects.collections(self._profile, type or ""))

    @operation_method
    def get(self, project_id: str, *, type: str | None = None) -> Procedure[dict[str, Any]]:  # noqa: A002  # the API's name
        """Return a project; its type is looked up unless it is given."""
        return Procedure(projects.shown(self._profile, text(project_id, "project_id"), type or ""))

    @operation_method
    def create(
        self,
        name: str,
        *,
        type: str,  # noqa: A002  # the API's name
        region: str,
        tier: str | None = None,
    ) -> Procedure[dict[str, Any]]:
        """Create a project, and return it with its credentials, which are shown only once."""
        kind, region_id = text(type, "type"), text(region, "region")
        return Procedure(
            projects.created(self._profile, kind, name=text(name, "name"), region=region_id, tier=tier or "")
        )

    @operation_method
    def delete(self, project_id: str, *, type: str | None = None) -> Procedure[None]:  # noqa: A002  # the API's name
        """Schedule the deletion of a project; its type is looked up unless it is given."""
        return Procedure(projects.deleted(self._profile, text(project_id, "project_id"), type or ""))

    @property
    def _profile(self) -> Profile:
        profile: Profile = self._client._profile  # type: ignore[attr-defined]  # noqa: SLF001  # of a client
        return profile


class ProjectPages(Source["dict[str, Any]"]):
    """The pages of collections of projects, one collection after the other."""

    def __init__(self, left: List[Collection]) -> None:
        super().__init__(None)
        self._left = left

    def spec(self) -> Procedure[Any] | None:
        """Return the next call, None if there is no more."""
        return Procedure(self._left[0].page()) if self._left else None

    def after(self, result: Any) -> tuple[List[Any], ProjectPages]:
        """Return the projects in the result of the call, in reverse, and the source of those after them."""
        projects, rest = result
        # Reversed, as `Source.after` promises: the iterator pops from the end.
        return projects[::-1], ProjectPages([*([rest] if rest else ()), *self._left[1:]])
