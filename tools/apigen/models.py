"""The models of the API as `TypedDict`s, for type checkers and for whoever validates at run time.

Annotations of other models are texts, so that models may stand in any order; a model without members is a
plain dictionary.
"""

from __future__ import annotations

import keyword
from typing import Any

from .annotations import annotation, quoted

HEAD = '''"""The API's models: what a request's body and a reply consist of."""

from typing import Any, Literal, NotRequired, TypedDict

__all__ = (
'''


def render(description: dict[str, Any]) -> str:
    """The Python source of the models, without its head."""
    models = description["definitions"]
    names = "".join(f"    {quoted(name)},\n" for name in sorted(models))
    parts = "".join(f"\n\n{define(name, models[name])}" for name in sorted(models))
    return f"{HEAD}{names}){parts}"


def define(name: str, model: dict[str, Any]) -> str:
    """The source of one model."""
    members = model.get("properties")
    if not members:
        return f"{name} = dict[str, Any]\n"
    needed = set(model.get("required", ()))
    types = {key: member(schema, needed=key in needed) for key, schema in sorted(members.items())}
    if any(keyword.iskeyword(key) or not key.isidentifier() for key in types):
        lines = "".join(f"        {quoted(key)}: {kind},\n" for key, kind in types.items())
        return f"{name} = TypedDict(\n    {quoted(name)},\n    {{\n{lines}    }},\n)\n"
    lines = "".join(f"    {key}: {kind}\n" for key, kind in types.items())
    return f"class {name}(TypedDict):\n{lines}"


def member(schema: dict[str, Any], *, needed: bool) -> str:
    """The type of a member."""
    kind = annotation(schema, quoted)
    return kind if needed else f"NotRequired[{kind}]"
