"""Value types that every room uses, and their base; imports nothing of the rest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Frozen:
    """A base for immutable value types, whose attributes are set once, by the constructor.

    `dataclasses` would do the same for about 15 ms of imports.
    """

    # Without slots: the attributes of an entry of the command tree are then set by one call, and making a
    # class of 20 attributes makes no 20 descriptors. A start makes about 60 entries.

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot set {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot delete {name}")

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"
