"""Annotations that are resolved on first access.

What annotations name is imported for type checkers only: typing, pathlib and the models take longer to import than a
command takes to run. `typing.get_type_hints`, pydantic and injection containers need the objects at run time, though,
and look for the names in the module of the function. Importing them all there costs 20 ms, and only with Python 3.14
does a function compute its annotations when it is asked for them. A dictionary can do the same in any version.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Annotations(dict[str, "Any"]):
    """Annotations of a function or class of the module with these globals, as texts until they are read."""

    __slots__ = ("_names",)

    def __init__(self, texts: dict[str, Any], names: dict[str, Any]) -> None:
        super().__init__(texts)
        self._names: dict[str, Any] | None = names

    def _resolve(self) -> None:
        if self._names is None:
            return
        names, self._names = namespace(self._names), None
        for key in dict.keys(self):
            text = dict.__getitem__(self, key)
            text = getattr(text, "__forward_arg__", text)  # typing.NamedTuple wraps the texts
            if isinstance(text, str):
                # A text of our own source, as in typing.get_type_hints.
                dict.__setitem__(self, key, eval(text, names))  # noqa: S307

    # `dict(annotations)` and `typing.get_type_hints` come here, because __iter__ is not that of dict.

    def __iter__(self) -> Iterator[str]:
        self._resolve()
        return super().__iter__()

    def __getitem__(self, key: str) -> Any:
        self._resolve()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a resolved annotation."""
        self._resolve()
        return super().get(key, default)

    def items(self) -> Any:
        """Return the resolved annotations."""
        self._resolve()
        return super().items()

    def values(self) -> Any:
        """Return the resolved annotations."""
        self._resolve()
        return super().values()


def namespace(names: dict[str, Any]) -> dict[str, Any]:
    """Return the globals of a module with what it imports for type checkers."""
    import ast
    import linecache
    import typing

    from ecctl.client.iteration import AsyncElements, Elements

    # The decorators of resources replace what the source of a method names by these.
    found = {"AsyncElements": AsyncElements, "Elements": Elements, **names}
    source = "".join(linecache.getlines(names["__file__"], names))  # also from an archive
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            # Statement by statement: type checkers may have libraries that are not installed.
            for statement in node.body:
                try:
                    exec(compile(ast.Module([statement], []), names["__name__"], "exec"), found)  # noqa: S102
                except ImportError:
                    for alias in getattr(statement, "names", ()):
                        found.setdefault(alias.asname or alias.name, typing.Any)
    return found


def resolvable(found: object) -> None:
    """Make the annotations of a function, or of a class and its methods, resolvable."""
    annotate(found)
    for each in found.__mro__ if isinstance(found, type) else ():
        if not each.__module__.startswith("ecctl."):
            continue
        for member in [*vars(each).values()]:
            annotate(getattr(member, "__func__", None) or getattr(member, "fget", None) or member)
        if type(vars(each).get("__annotations__")) is dict:
            each.__annotations__ = Annotations(each.__annotations__, vars(sys.modules[each.__module__]))


def annotate(function: Any) -> None:
    """Make the annotations of a function resolvable; ignore everything else."""
    texts, names = getattr(function, "__annotations__", None), getattr(function, "__globals__", {})
    if type(texts) is dict and names.get("__name__", "").startswith("ecctl."):
        function.__annotations__ = Annotations(texts, names)
