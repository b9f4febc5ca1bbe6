"""The checker of recorded histories, on histories that are linearizable and on some that are not."""

from __future__ import annotations

import itertools
import random

import pytest
from support.linearizability import UNKNOWN, Operation, grant_model, is_linearizable


def history(*operations):
    """Make a history of (name, called, returned, result); without a result it is unknown."""
    return [Operation(*operation[: 4 if len(operation) == 4 else 2]) for operation in operations]


CREATED = ("create", 0, 1, True)


@pytest.mark.parametrize(
    "operations",
    [
        [CREATED, ("use", 2, 3, True), ("delete", 4, 5, True), ("use", 6, 7, False)],
        [CREATED, ("delete", 2, 6, True), ("use", 3, 4, True), ("use", 4.5, 5, False)],
        [CREATED, ("delete", 2, 6, True), ("use", 3, 8, True)],
        [CREATED, ("delete", 2, 3), ("use", 4, 5, True), ("use", 6, 7, False)],
        [CREATED, ("delete", 2, 3), ("use", 4, 5, True)],
        [CREATED, ("delete", 2, 3), ("delete", 4, 5, False), ("list", 6, 7, False)],
        [CREATED, ("delete", 2, 5, True), ("delete", 3, 6, False)],
        [
            CREATED,
            ("disable", 2, 3, True),
            ("use", 4, 5, False),
            ("enable", 6, 9, True),
            ("use", 7, 8, False),
        ],
        [("use", 0, 1, False), ("create", 2, 3, True)],
    ],
)
def test_linearizable_history_is_accepted(operations):
    assert is_linearizable(history(*operations))


@pytest.mark.parametrize(
    "operations",
    [
        [CREATED, ("delete", 2, 3, True), ("use", 4, 5, True)],
        [CREATED, ("use", 2, 3, False)],
        [CREATED, ("list", 2, 3, False)],
        [CREATED, ("delete", 2, 6, True), ("use", 3, 4, False), ("use", 4.5, 5, True)],
        [CREATED, ("delete", 2, 3), ("use", 4, 5, False), ("use", 6, 7, True)],
        [CREATED, ("delete", 2, 5, True), ("delete", 3, 6, True)],
        [CREATED, ("delete", 2, 3, False)],
        [CREATED, ("disable", 2, 3, True), ("use", 4, 5, True)],
        [CREATED, ("disable", 2, 3, True), ("enable", 4, 5, True), ("use", 6, 7, False)],
        [("use", 0, 1, True), ("create", 2, 3, True)],
        [CREATED, ("retire", 2, 3, True), ("use", 4, 5, True)],
        [CREATED, ("retire", 2, 3, True), ("list", 4, 5, False)],
        [("retire", 0, 1, True), ("create", 2, 3, True)],
    ],
)
def test_history_that_is_not_linearizable_is_refused(operations):
    assert not is_linearizable(history(*operations))


def in_some_order(operations):
    """Do what the checker does, by trying all orders of all choices of the unknown operations."""
    known = [o for o in operations if o.result is not UNKNOWN]
    unknown = [o for o in operations if o.result is UNKNOWN]
    for size in range(len(unknown) + 1):
        for chosen in itertools.combinations(unknown, size):
            for order in itertools.permutations([*known, *chosen]):
                late = any(b.returned < a.called for n, a in enumerate(order) for b in order[n + 1 :])
                state = "absent"
                for operation in order:
                    state = state and grant_model(state, operation)
                if state and not late:
                    return True
    return False


def test_checker_agrees_with_exhaustive_search():
    rng = random.Random(7)
    verdicts = []
    for _ in range(600):
        operations = [Operation("create", 0, 1, result=True)]
        for _ in range(rng.randint(2, 5)):
            called = rng.uniform(0, 6)
            name = rng.choice(["use", "use", "delete", "enable", "disable", "retire"])
            if rng.random() < 0.25:
                operations.append(Operation(name, called))
            else:
                operations.append(Operation(name, called, called + rng.uniform(0.1, 3), rng.random() < 0.5))
        verdicts.append(is_linearizable(operations))
        assert verdicts[-1] == in_some_order(operations), operations
    assert 100 < sum(verdicts) < 500
