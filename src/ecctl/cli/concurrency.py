"""Work on many things at once, by threads that end with the command."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Item = TypeVar("Item")


def share_out(items: Sequence[Item], work: Callable[[Item, Event], None], limit: int) -> None:
    """Do the work for every item, in their order and at most `limit` at once; returns when all is done.

    What the work raises is raised here. Then, and on Ctrl-C, no further item is begun, and the event that the
    work is given is set: it is what the work waits on instead of sleeping.
    """
    waiting: SimpleQueue[Item] = SimpleQueue()
    outcomes: SimpleQueue[BaseException | None] = SimpleQueue()
    stop = Event()
    for item in items:
        waiting.put(item)

    def labour() -> None:
        while not stop.is_set():
            try:
                item = waiting.get_nowait()
            except Empty:
                return
            try:
                work(item, stop)
            except BaseException as error:  # noqa: BLE001  # it is raised in the thread that waits for it
                stop.set()
                outcomes.put(error)
            else:
                outcomes.put(None)

    for _ in range(min(limit, len(items))):
        Thread(target=labour, daemon=True).start()
    try:
        for _ in items:
            failure = outcomes.get()
            if failure is not None:
                raise failure
    finally:
        stop.set()
