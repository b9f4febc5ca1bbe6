"""The resources of a client, a module for each; here is what their methods have in common.

One definition of a method serves clients that wait and clients that are awaited.
"""

from __future__ import annotations

from ecctl.client import Generic
from ecctl.client.annotations import Annotations, annotate

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

    from ecctl.client.iteration import AsyncElements, Elements, Source

    C_co = TypeVar("C_co", covariant=True)
    P = ParamSpec("P")
    T = TypeVar("T")

    class Waiting(Protocol):
        """A client whose methods return results: told apart by `close`."""

        def close(self) -> None:
            """Close the client."""

    class Awaited(Protocol):
        """A client whose methods return coroutines."""

        def close(self) -> Coroutine[Any, Any, None]:
            """Close the client."""
else:
    C_co = P = T = None


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


class Resource(Generic[C_co]):
    """Things of one kind on a platform, reached through a client."""

    def __init_subclass__(cls) -> None:
        # The decorators below do this for their methods; `ecctl.Users` does it for the class, but only when it is
        # read, and a program may never read it.
        for method in [*vars(cls).values()]:
            annotate(method)

    def __init__(self, client: C_co) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"


if TYPE_CHECKING:

    class operation_method(Generic[P, T]):  # noqa: N801  # a decorator
        """Convert a method that returns an OperationSpec to one that carries it out."""

        def __init__(self, specify: Callable[Concatenate[Any, P], OperationSpec[T]]) -> None: ...
        @overload
        def __get__(self, resource: Resource[Waiting], kind: type) -> Callable[P, T]: ...
        @overload
        def __get__(self, resource: Resource[Awaited], kind: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
        def __get__(self, resource: Any, kind: type) -> Any: ...
else:

    def operation_method(specify: Any) -> Any:
        """Convert a method that returns an OperationSpec to one that carries it out.

        The result is a plain function, so that `inspect` and `create_autospec` understand it. Its signature
        returns what the operation returns, not the specification.
        """

        def method(self: Any, *arguments: Any, **keywords: Any) -> Any:
            spec = specify(self, *arguments, **keywords)
            del arguments, keywords  # a traceback with its locals would show a password
            return self._client._perform(spec, name=method.__qualname__)  # noqa: SLF001  # one room

        # Not functools.wraps: the annotations are those of the result, which are set below.
        method.__name__, method.__qualname__ = specify.__name__, specify.__qualname__
        method.__module__, method.__doc__ = specify.__module__, specify.__doc__
        returned = specify.__annotations__.get("return", "").partition("[")[2][:-1]
        specify.__annotations__ = {**specify.__annotations__, "return": returned}
        # Of both: `inspect.signature` looks at the wrapped function.
        method.__annotations__ = specify.__annotations__ = Annotations(
            specify.__annotations__, specify.__globals__
        )
        method.__wrapped__ = specify
        return method


if TYPE_CHECKING:

    class iterator_method(Generic[P, T]):  # noqa: N801  # a decorator
        """Convert a method that returns a Source, and takes a `limit`, to one that returns an iterator."""

        def __init__(self, specify: Callable[Concatenate[Any, P], Source[T]]) -> None: ...
        @overload
        def __get__(self, resource: Resource[Waiting], kind: type) -> Callable[P, Elements[T]]: ...
        @overload
        def __get__(self, resource: Resource[Awaited], kind: type) -> Callable[P, AsyncElements[T]]: ...
        def __get__(self, resource: Any, kind: type) -> Any: ...
else:

    def iterator_method(specify: Any) -> Any:
        """Convert a method that returns a Source, and takes a `limit`, to one that returns an iterator."""

        def method(self: Any, *arguments: Any, limit: int | None = None, **keywords: Any) -> Any:
            from ecctl.client.iteration import elements

            source = specify(self, *arguments, limit=limit, **keywords)
            return elements(self._client, source, limit)

        method.__name__, method.__qualname__ = specify.__name__, specify.__qualname__
        method.__module__, method.__doc__ = specify.__module__, specify.__doc__
        texts, names = specify.__annotations__, specify.__globals__
        element = texts.get("return", "").removeprefix("Source")
        # Of both: `inspect.signature` looks at the wrapped function.
        method.__annotations__ = specify.__annotations__ = Annotations(
            {**texts, "return": f"Elements{element}"}, names
        )
        method.async_annotations = Annotations({**texts, "return": f"AsyncElements{element}"}, names)
        method.__wrapped__ = specify
        return method
