"""Proxies of a client."""

from __future__ import annotations

from ecctl.client.arguments import text
from ecctl.client.iteration import Source
from ecctl.client.reply import member
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


class Proxies(Resource[C_co]):
    """The proxies of the platform. They join and leave with their hosts: the API does not create or delete any."""

    @operation_method
    def list(self) -> OperationSpec[List[m.ProxyInfo]]:
        """Return the proxies."""
        return _listed()

    @iterator_method
    def iterate(
        self,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.ProxyInfo]:
        """Return an iterator over the proxies."""
        return Source(_listed())

    @operation_method
    def get(self, proxy_id: str) -> OperationSpec[m.ProxyInfo]:
        """Return the proxy with that id."""
        return OperationSpec("get-proxy", {"proxy_id": text(proxy_id, "proxy_id")})

    @operation_method
    def settings(self) -> OperationSpec[m.ProxiesSettings]:
        """Return the settings of all proxies."""
        return OperationSpec("get-proxies-settings")

    @operation_method
    def update(self, settings: dict[str, Any]) -> OperationSpec[m.ProxiesSettings]:
        """Change the given settings of all proxies, and no others."""
        return OperationSpec("update-proxies-settings", body=settings)


def _listed() -> OperationSpec[Any]:
    return OperationSpec("get-proxies", then=lambda reply: member(reply, "proxies"))
