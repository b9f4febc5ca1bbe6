"""Serverless projects of a client."""

from __future__ import annotations

from ecctl.client import projects
from ecctl.client.arguments import text
from ecctl.client.operation_method import C_co, Resource, operation_method
from ecctl.client.procedure import Procedure

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.settings.profile import Profile


class Projects(Resource[C_co]):
    """The serverless projects of Elastic Cloud, of the types `elasticsearch`, `observability` and `security`."""

    @operation_method
    def list(self, *, type: str | None = None) -> Procedure[List[dict[str, Any]]]:  # noqa: A002  # the API's name
        """Return the projects of all types, or of one."""
        return Procedure(projects.listed(self._profile, type or ""))

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
        kind, where = text(type, "type"), text(region, "region")
        return Procedure(
            projects.created(self._profile, kind, name=text(name, "name"), region=where, tier=tier or "")
        )

    @operation_method
    def delete(self, project_id: str, *, type: str | None = None) -> Procedure[None]:  # noqa: A002  # the API's name
        """Schedule the deletion of a project; its type is looked up unless it is given."""
        return Procedure(projects.deleted(self._profile, text(project_id, "project_id"), type or ""))

    @property
    def _profile(self) -> Profile:
        profile: Profile = self._client._profile  # type: ignore[attr-defined]  # noqa: SLF001  # of a client
        return profile
