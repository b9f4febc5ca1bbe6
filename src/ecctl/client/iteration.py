"""Lazy iterators over the elements of lists and searches.

They are objects rather than generators, because a generator ends with the first error. An iterator here keeps its
place: what it has returned stays valid, and after an error the next step requests the failed page again.
"""

from __future__ import annotations

from ecctl.client import Generic
from ecctl.core.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self, TypeVar

    E = TypeVar("E")
else:
    E = None


class Source(Generic[E]):
    """Where elements come from: the next call, and the elements in its result. A source is immutable."""

    def __init__(self, spec: Any, pages: Any = None, flat: Callable[[Any], Any] = iter) -> None:
        self._spec = spec
        self._pages = pages
        self._flat = flat

    def spec(self) -> Any:
        """Return the next call, None if there is no more."""
        if self._pages is None:
            return self._spec
        if self._pages.done:
            return None
        return type(self._spec)(self._spec.operation_id, self._pages.parameters, self._pages.body)

    def after(self, result: Any) -> tuple[list[E], Source[E]]:
        """Return the elements in the result of the call, in reverse, and the source of those after them."""
        if self._pages is None:
            return [*self._flat(result)][::-1], Source(None)
        found, pages = self._pages.after(result)
        return [*self._flat(found)][::-1], Source(self._spec, pages, self._flat)


class _Base(Generic[E]):
    def __init__(self, client: Any, source: Source[E], limit: int | None) -> None:
        self._client = client
        self._source = source
        self._left = limit
        self._buffer: list[E] = []  # reversed, so that the next one is the last

    def _take(self, result: Any) -> None:
        """Store the elements in the result of the call."""
        elements, source = self._source.after(result)
        # Together and last: an interrupt (Ctrl-C) must not leave a page that counts as read and is not there.
        self._buffer, self._source = elements, source

    def _next(self) -> E:
        if self._left is not None:
            self._left -= 1
        return self._buffer.pop()

    def _over(self) -> bool:
        """Return whether the limit is reached."""
        return self._left is not None and self._left <= 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"


class Elements(_Base[E]):
    """An iterator of `Client`. After an error, `next` continues with the page that failed."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> E:
        if self._over():
            raise StopIteration
        # A loop, because a page may be empty without being the last.
        while not self._buffer:
            spec = self._source.spec()
            if spec is None:
                raise StopIteration
            self._take(self._client._perform(spec))  # noqa: SLF001  # one room
        return self._next()


class AsyncElements(_Base[E]):
    """An iterator of `AsyncClient`. After an error, `anext` continues with the page that failed."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> E:
        if self._over():
            raise StopAsyncIteration
        # A loop, because a page may be empty without being the last.
        while not self._buffer:
            spec = self._source.spec()
            if spec is None:
                raise StopAsyncIteration
            self._take(await self._client._perform(spec))  # noqa: SLF001  # one room
        return self._next()


def paged(spec: Any, limit: int | None = None, flat: Callable[[Any], Any] = iter) -> Source[Any]:
    """Return the elements of an operation with pages, no page larger than *limit* needs."""
    from ecctl.client.paging import PAGE_SIZE, Pages

    size = min(PAGE_SIZE, limit) if isinstance(limit, int) and limit > 0 else PAGE_SIZE
    return Source(spec, Pages(spec.operation_id, spec.parameters, spec.body, size), flat)


def elements(client: Any, source: Source[Any], limit: int | None) -> Any:
    """Return the iterator for a kind of client. Raise UsageError for a limit that is not valid."""
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int)):
        raise ArgumentTypeError(f"limit must be int, not {type(limit).__name__}")
    if limit is not None and limit < 0:
        raise UsageError("limit must not be negative")
    kind: Any = AsyncElements if hasattr(client, "__aenter__") else Elements
    return kind(client, source, limit)
