"""Concurrent work in threads that end with the command."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Event, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Item = TypeVar("Item")


def run_concurrently(items: Sequence[Item], work: Callable[[Item, Event], None], limit: int) -> None:
    """Do the work for every item, in order and at most *limit* at once, and return when all is done.

    The first error of the work is raised here. After it, and on Ctrl-C, no further item is started, and the
    event that the work receives is set: the work waits on it instead of sleeping.
    """
    # Not ThreadPoolExecutor: its exit handler waits for running work, so that Ctrl-C would take as long as a
    # move of data. Daemon threads end with the process.
    waiting: SimpleQueue[Item] = SimpleQueue()
    outcomes: SimpleQueue[BaseException | None] = SimpleQueue()
    stop = Event()
    for item in items:
        waiting.put(item)

    def worker() -> None:
        while not stop.is_set():
            try:
                item = waiting.get_nowait()
            except Empty:
                return
            try:
                work(item, stop)
            except BaseException as error:  # noqa: BLE001  # raised again in the main thread
                stop.set()
                outcomes.put(error)
            else:
                outcomes.put(None)

    for _ in range(min(limit, len(items))):
        Thread(target=worker, daemon=True).start()
    try:
        # One outcome per item; the wait is here, in the main thread, because only that gets
        # KeyboardInterrupt.
        for _ in items:
            failure = outcomes.get()
            if failure is not None:
                raise failure
    finally:
        stop.set()
