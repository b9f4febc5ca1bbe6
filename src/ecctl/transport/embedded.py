"""The embedded platform as a transport: no server, no socket, the same requests."""

from __future__ import annotations

from _thread import allocate_lock

from ecctl.errors import PlatformError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request, Response, Transport
    from ecctl.platform import LocalPlatform

RUNNING: dict[str, Transport] = {}
"""Ways to platforms that run in this process already, by the folder that they stand for: tests have some."""


IN_MEMORY = "/dev/null/in-memory-"
"""Path prefix of platforms in memory; cannot exist on disk."""


class EmbeddedTransport:
    """Hands requests to the platform of a data directory, which is opened (and made) at the first one.

    Threads may share it: their requests are answered in turn.
    """

    def __init__(self, data_dir: str) -> None:
        self._data_dir = data_dir
        self._platform: LocalPlatform | None = None
        self._turn = allocate_lock()

    def send(self, request: Request) -> Response:
        """Return the platform's response. Raise PlatformError if its store cannot be opened."""
        running = RUNNING.get(self._data_dir)
        if running is not None:
            return running.send(request)
        with self._turn:
            if self._platform is None:
                if self._data_dir.startswith(IN_MEMORY):
                    raise PlatformError(
                        "this platform is in memory, and open in the process of its test only",
                        hint="the fixture ece_server is reached from other processes, too",
                    )
                from ecctl.platform import open_platform

                self._platform = open_platform(self._data_dir)
            response = self._platform.call(request)
            response.read()
        return response

    def sibling(self) -> EmbeddedTransport:
        """Another way to the same platform: for a child made by fork."""
        return EmbeddedTransport(self._data_dir)

    def close(self) -> None:
        """Close the platform's store; the next request opens it again."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        if self._platform is not None:
            self._platform.close()
            self._platform = None

    def before_fork(self) -> None:
        """Finish what is under way, and close the store until `after_fork`."""
        self._turn.acquire()
        self._let_go()

    def after_fork(self) -> None:
        """Go on, in the parent and in the child: each opens the store for itself."""
        self._turn.release()
