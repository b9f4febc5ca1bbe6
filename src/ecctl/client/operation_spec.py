"""What an operation needs to be carried out, and the stand-in for `typing.Generic` that it is based on."""

from __future__ import annotations

__all__ = ["Generic", "OperationSpec"]

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Generic, TypeVar

    T = TypeVar("T")
else:
    T = None

    class Generic:
        """A class that accepts type parameters and ignores them: importing `typing` takes as long as a first call."""

        __slots__ = ()

        def __class_getitem__(cls, parameters: object) -> type:
            return cls


class OperationSpec(Generic[T]):
    """An operation to carry out, with its parameters and body. `then` converts the response to the result.

    `end` is the moment of `time.monotonic` by which it must be over, None for no other limit than the client's.
    """

    __slots__ = ("body", "end", "operation_id", "parameters", "then")

    def __init__(
        self,
        operation_id: str,
        parameters: dict[str, Any] | None = None,
        body: object = None,
        then: Callable[[Any], T] | None = None,
        end: float | None = None,
    ) -> None:
        self.operation_id = operation_id
        self.parameters = parameters or {}
        self.body = body
        self.then = then
        self.end = end

    def __repr__(self) -> str:
        return f"OperationSpec({self.operation_id})"
