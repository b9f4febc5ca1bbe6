"""Extensions of a client."""

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
    from typing import Any, BinaryIO

    from ecctl.client._generated import models as m


class Extensions(Resource[C_co]):
    """The extensions of Elasticsearch: plugins and bundles."""

    @operation_method
    def list(self) -> OperationSpec[List[m.Extension]]:
        """Return the extensions."""
        return _listed()

    @iterator_method
    def iterate(
        self,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.Extension]:
        """Return an iterator over the extensions."""
        return Source(_listed())

    @operation_method
    def get(self, extension_id: str) -> OperationSpec[m.Extension]:
        """Return the extension with that id."""
        return OperationSpec("get-extension", {"extension_id": text(extension_id, "extension_id")})

    @operation_method
    def create(self, extension: m.CreateExtensionRequest) -> OperationSpec[m.Extension]:
        """Create an extension; `upload` its file next, unless it has a `download_url`."""
        return OperationSpec("create-extension", body=extension)

    @operation_method
    def update(self, extension_id: str, extension: m.UpdateExtensionRequest) -> OperationSpec[m.Extension]:
        """Replace the description of an extension."""
        parameters = {"extension_id": text(extension_id, "extension_id")}
        return OperationSpec("update-extension", parameters, extension)

    @operation_method
    def upload(self, extension_id: str, file: BinaryIO | bytes) -> OperationSpec[m.Extension]:
        """Upload the file of an extension: opened for reading bytes, or its bytes."""
        return OperationSpec(
            "upload-extension", {"extension_id": text(extension_id, "extension_id"), "file": file}
        )

    @operation_method
    def delete(self, extension_id: str) -> OperationSpec[None]:
        """Delete an extension that no deployment uses."""
        parameters = {"extension_id": text(extension_id, "extension_id")}
        return OperationSpec("delete-extension", parameters, then=nothing)


def _listed() -> OperationSpec[Any]:
    return OperationSpec("list-extensions", then=lambda reply: member(reply, "extensions"))
