"""Transport to the embedded platform: the same requests, without a server or a socket."""

from __future__ import annotations

from _thread import allocate_lock

from ecctl.core.errors import PlatformError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request, Response, Transport
    from ecctl.platform import LocalPlatform

RUNNING: dict[str, Transport] = {}
"""Transports to platforms that are open in this process already, by data directory; `ecctl.testing` adds some."""


IN_MEMORY = "/dev/null/in-memory-"
"""Path prefix of platforms in memory; cannot exist on disk."""


class EmbeddedTransport:
    """Transport to the platform of a data directory, which is opened (and created) at the first request.

    `store` is the URL of its store, by default the file in the directory. Threads can share the transport; it
    answers one request at a time.
    """

    def __init__(self, data_dir: str, store: str = "") -> None:
        self._data_dir = data_dir
        self._store = store
        self._platform: LocalPlatform | None = None
        self._turn = allocate_lock()

    def send(self, request: Request) -> Response:
        """Return the platform's response. Raise PlatformError if its store cannot be opened."""
        running = RUNNING.get(self._data_dir)
        if running is not None:
            return running.send(request)
        with self._turn:
            if self._platform is None:
                # A child process inherited the path through its environment, but not the memory that it
                # stands for.
                if self._data_dir.startswith(IN_MEMORY):
                    raise PlatformError(
                        "cannot use the in-memory platform: it is closed, or belongs to another process",
                        hint="use the fixture ece_server, which other processes can reach",
                    )
                from ecctl.platform import open_platform

                self._platform = open_platform(self._data_dir, store=self._store)
            response = self._platform.call(request)
            response.read()
        return response

    def sibling(self) -> EmbeddedTransport:
        """Return another transport to the same platform, for a child process."""
        return EmbeddedTransport(self._data_dir, self._store)

    def close(self) -> None:
        """Close the store; the next request opens it again."""
        with self._turn:
            self._close()

    def _close(self) -> None:
        if self._platform is not None:
            self._platform.close()
            self._platform = None

    def before_fork(self) -> None:
        """Wait for the request under way, and close the store until `after_fork`."""
        # Not a `with` statement: the lock is held across the fork, and `after_fork` releases it in both
        # processes.
        self._turn.acquire()
        self._close()

    def after_fork(self) -> None:
        """Continue, in the parent and in the child: each opens the store for itself."""
        self._turn.release()
