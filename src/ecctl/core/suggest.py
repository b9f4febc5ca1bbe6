"""Suggestions for typos."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FAR = 2
"""Edits at most between a word and a suggestion for it."""

LETTERS_PER_EDIT = 3
"""Letters of a word for each edit: two edits turn `count` into `out`, which nobody meant."""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words at most two edits away, or that begin with *word*, nearest first."""
    low = word.lower()
    # A single letter is one edit away from everything.
    limit = min(FAR, max(len(low) // LETTERS_PER_EDIT, 1)) if len(low) > 1 else 0
    found = []
    for candidate in known:
        edits = distance(low, candidate.lower())
        if edits <= limit or (low and candidate.lower().startswith(low)):
            found.append((edits, candidate))
    return [candidate for _, candidate in sorted(found)]


def distance(one: str, other: str) -> int:
    """Count the insertions, deletions, substitutions and swaps of neighbours between two words.

    This is the optimal string alignment distance; `difflib` would import `re` and `collections`.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
