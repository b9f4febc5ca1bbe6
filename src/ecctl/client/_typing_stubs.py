"""Stand-ins for what `typing` is needed for at run time: importing that takes as long as a first call does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Generic:
    """A class that takes type parameters and forgets them."""

    __slots__ = ()

    def __class_getitem__(cls, parameters: object) -> type:
        return cls


def overload(signature: Callable[..., Any]) -> Callable[..., Any]:
    """A signature for type checkers; the definition that follows is what counts."""
    return signature
