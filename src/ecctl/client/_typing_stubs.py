"""Stand-ins for names of `typing` that are used at run time: its import takes as long as a first call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Generic:
    """A class that accepts type parameters and ignores them."""

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


def overload(signature: Callable[..., Any]) -> Callable[..., Any]:
    """Return the signature; at run time, the definition that follows replaces it."""
    return signature
