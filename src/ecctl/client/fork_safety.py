"""Closing of the embedded platform's store while the process forks.

A child must not inherit a connection of SQLite, nor its record of locks
(sqlite.org/howtocorrupt.html, 2.6).
"""

from __future__ import annotations

import os
import weakref
from _thread import allocate_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.transport.embedded import EmbeddedTransport

_open: weakref.WeakSet[EmbeddedTransport] = weakref.WeakSet()
_held: list[EmbeddedTransport] = []
_forking = allocate_lock()
"""Held during a fork, because threads may fork at the same time."""


def watch(transport: EmbeddedTransport) -> None:
    """Prepare a transport for forks for as long as it exists."""
    _open.add(transport)


def _before() -> None:
    # Two forks at the same time would close a store twice, and open it once too often.
    _forking.acquire()
    _held.extend(_open)
    for transport in _held:
        transport.before_fork()


def _after() -> None:
    while _held:
        _held.pop().after_fork()
    _forking.release()


os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
