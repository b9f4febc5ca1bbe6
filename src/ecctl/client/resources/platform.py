"""The platform of a client."""

from __future__ import annotations

from ecctl.client.resources import C_co, OperationSpec, Resource, operation_method

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from ecctl.client._generated.models import PlatformInfo


class Platform(Resource[C_co]):
    """The platform itself."""

    @operation_method
    def info(self) -> OperationSpec[PlatformInfo]:
        """Return the version of the platform, and its regions with their services."""
        return OperationSpec("get-platform")
