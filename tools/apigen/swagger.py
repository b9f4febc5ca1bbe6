"""Access to the API description, a Swagger 2.0 document in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def load(path: Path) -> dict[str, Any]:
    """Read the document, and raise ValueError if it is not Swagger 2.0 with models."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or document.get("swagger") != "2.0" or not document.get("definitions"):
        raise ValueError(f"{path} is not a Swagger 2.0 description with models")
    return document


def reference(schema: dict[str, Any]) -> str:
    """Return the name of the model that a schema refers to, or ""."""
    return str(schema.get("$ref", "")).rpartition("/")[2]
