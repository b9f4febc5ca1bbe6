"""What a method of a resource wants done, and how one definition serves clients that wait and that are awaited."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

    from ecctl.client.async_client import AsyncClient
    from ecctl.client.base import BaseClient
    from ecctl.client.client import Client

    C_co = TypeVar("C_co", bound=BaseClient, covariant=True)
    P = ParamSpec("P")
    T = TypeVar("T")
else:
    from ecctl.client._typing_stubs import Generic, overload

    C_co = P = T = None


class Plan(Generic[T]):
    """An operation with its parameters and body; `then` makes the result of its reply."""

    __slots__ = ("body", "operation_id", "parameters", "then")

    def __init__(
        self,
        operation_id: str,
        parameters: dict[str, Any] | None = None,
        body: object = None,
        then: Callable[[Any], T] | None = None,
    ) -> None:
        self.operation_id = operation_id
        self.parameters = parameters or {}
        self.body = body
        self.then = then

    def __repr__(self) -> str:
        return f"Plan({self.operation_id})"


class Resource(Generic[C_co]):
    """Things of one kind on a platform, by way of a client."""

    __slots__ = ("_client",)

    def __init__(self, client: C_co) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"


class method(Generic[P, T]):  # noqa: N801  # a decorator
    """Makes a method out of one that returns a plan: the resource's client carries it out.

    With a `Client` it returns the result, with an `AsyncClient` a coroutine of it.
    """

    def __init__(self, plan: Callable[Concatenate[Any, P], Plan[T]]) -> None:
        self.plan = plan

    @overload
    def __get__(self, resource: Resource[Client], kind: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, resource: Resource[AsyncClient], kind: type) -> Callable[P, Coroutine[Any, Any, T]]: ...  # noqa: F811  # an overload
    def __get__(self, resource: Any, kind: type) -> Any:  # noqa: F811  # what they overload
        """The method of a resource; of the class, the function that plans."""
        if resource is None:
            return self.plan

        def carry_out(*arguments: Any, **keywords: Any) -> Any:
            planned = self.plan(resource, *arguments, **keywords)
            del arguments, keywords  # a traceback with its locals would show a password
            return resource._client._carry_out(planned)  # noqa: SLF001  # one room

        # What functools.wraps does; `inspect` leaves out of a bound method what it is bound to.
        plan = self.plan
        carry_out.__name__, carry_out.__qualname__ = plan.__name__, plan.__qualname__
        carry_out.__module__, carry_out.__doc__ = plan.__module__, plan.__doc__
        carry_out.__wrapped__ = plan.__get__(resource)  # type: ignore[attr-defined]  # as functools does
        return carry_out
