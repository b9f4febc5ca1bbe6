"""Work on many things at once: how many, in which order, and what an error does to the rest."""

from __future__ import annotations

import threading

import pytest

from ecctl.cli.concurrency import run_concurrently


def test_concurrency_stays_within_limit():
    together = threading.Barrier(3, timeout=10)
    busy: list[int] = []
    most = []
    lock = threading.Lock()

    def work(item, stop):
        with lock:
            busy.append(item)
            most.append(len(busy))
        together.wait()  # breaks unless three are here at the same time
        with lock:
            busy.remove(item)

    run_concurrently(range(9), work, 3)
    assert max(most) == 3


def test_limit_of_one_preserves_order():
    done = []
    run_concurrently(range(50), lambda item, stop: done.append(item), 1)
    assert done == list(range(50))


def test_error_is_raised_and_starts_no_further_item():
    begun = []

    def work(item, stop):
        begun.append(item)
        if item == 1:
            raise ValueError(item)
        stop.wait(0 if item == 0 else 10)

    with pytest.raises(ValueError, match="1"):
        run_concurrently(range(100), work, 1)
    assert begun == [0, 1]
