"""A checker of linearizability for histories of single objects (Wing and Gong's search, with Lowe's memory).

A history is linearizable if its operations can be ordered, each at one moment between its call and its return,
such that a model of the object gives the recorded results. An operation whose result is unknown may have taken
effect at any moment after its call, or never.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown"
"""Result of an operation that was not answered."""


@dataclass
class Operation:
    """One operation on an object."""

    name: str
    called: float
    returned: float = math.inf
    result: Any = UNKNOWN


def grant_model(state: str, operation: Operation) -> str | None:
    """Model of a token, a key or a user: it is created, used, and taken away for good or for a while.

    "retire" is what happens to a token's signing key: the token stays stored, and is not accepted any more.
    Return the state after the operation, or None if its result is impossible in this state.
    """
    name, result = operation.name, operation.result
    stored, _, retired = state.partition(" ")
    if name == "retire":
        return f"{stored} retired"
    if retired:
        if name == "create" or (name == "use" and result is True):
            return None
        if name == "use":
            return state
        following = grant_model(stored, operation)
        return following and f"{following} retired"
    alive = state == "alive"
    if name == "create":
        return "alive" if not alive else None
    if name == "enable":
        return "alive"
    if name == "disable" or (name == "remove" and result is not False):
        return "gone"  # two removals of one key at once both succeed
    if name == "remove":
        return None if alive else state
    if name == "delete":
        if result is UNKNOWN or result == alive:
            return "gone"
        return None
    # "use" and "list": the result is whether the object was accepted or shown
    return state if result is UNKNOWN or result == alive else None


def is_linearizable(history: list[Operation], model=grant_model, state: str = "absent") -> bool:
    """Return whether a history of one object is linearizable."""
    operations = sorted(history, key=lambda operation: operation.called)
    count = len(operations)
    needed = sum(1 << n for n, operation in enumerate(operations) if operation.result is not UNKNOWN)
    seen = set()
    stack = [(0, state)]
    while stack:
        done, state = stack.pop()
        if done & needed == needed:
            return True
        if (done, state) in seen:
            continue
        seen.add((done, state))
        # An operation can be next only if no other one that is left returned before it was called.
        left = [n for n in range(count) if not done >> n & 1]
        limit = min(operations[n].returned for n in left)
        for n in left:
            if operations[n].called <= limit:
                following = model(state, operations[n])
                if following is not None:
                    stack.append((done | 1 << n, following))
    return False
