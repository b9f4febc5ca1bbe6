"""Models of the API as `TypedDict`s, for type checkers and run-time validation.

Annotations of other models are strings, so that models may appear in any order. A model without members is
a plain dictionary.
"""

from __future__ import annotations

import keyword
from typing import Any

from .python_types import annotation, quoted

HEAD = '''"""Models of the API: the members of request and response bodies."""

import sys
from typing import TYPE_CHECKING, Any, Literal, NotRequired

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    # Before Python 3.12, pydantic and FastAPI accept only the TypedDict of typing_extensions, which they bring.
    try:
        from typing_extensions import TypedDict
    except ImportError:
        from typing import TypedDict

__all__ = (
'''


def render(description: dict[str, Any]) -> str:
    """Return the source of the models."""
    models = description["definitions"]
    names = "".join(f"    {quoted(name)},\n" for name in sorted(models))
    parts = "".join(f"\n\n{define(name, models[name])}" for name in sorted(models))
    return f"{HEAD}{names}){parts}"


def define(name: str, model: dict[str, Any]) -> str:
    """Return the source of one model."""
    members = model.get("properties")
    if not members:
        return f"{name} = dict[str, Any]\n"
    required = set(model.get("required", ()))
    types = {key: member(schema, required=key in required) for key, schema in sorted(members.items())}
    if any(keyword.iskeyword(key) or not key.isidentifier() for key in types):
        lines = "".join(f"        {quoted(key)}: {kind},\n" for key, kind in types.items())
        return f"{name} = TypedDict(\n    {quoted(name)},\n    {{\n{lines}    }},\n)\n"
    lines = "".join(f"    {key}: {kind}\n" for key, kind in types.items())
    return f"class {name}(TypedDict):\n{lines}"


def member(schema: dict[str, Any], *, required: bool) -> str:
    """Return the annotation of a member."""
    kind = annotation(schema, quoted)
    return kind if required else f"NotRequired[{kind}]"
