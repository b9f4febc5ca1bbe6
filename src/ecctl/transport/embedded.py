"""The embedded platform as a transport: no server, no socket, the same requests."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform import Platform
    from ecctl.wire import Request, Response


class EmbeddedTransport:
    """Hands requests to the platform of a data directory, which is opened (and made) at the first one."""

    def __init__(self, data_dir: str) -> None:
        self._data_dir = data_dir
        self._platform: Platform | None = None

    def send(self, request: Request) -> Response:
        """The platform's response; PlatformError where its store cannot be opened."""
        if self._platform is None:
            from ecctl.platform import open_platform

            self._platform = open_platform(self._data_dir)
        return self._platform.call(request)

    def close(self) -> None:
        """Close the platform's store."""
        if self._platform is not None:
            self._platform.close()
            self._platform = None
