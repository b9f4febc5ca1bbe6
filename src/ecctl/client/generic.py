"""A stand-in for `typing.Generic` at run time: importing `typing` takes as long as a first call.

The module is its own because the two that need it must not import each other.
"""

from __future__ import annotations

__all__ = ["Generic"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic
else:

    class Generic:
        """A class that accepts type parameters and ignores them."""

        __slots__ = ()

        def __class_getitem__(cls, parameters: object) -> type:
            return cls
