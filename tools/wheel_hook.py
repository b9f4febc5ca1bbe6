"""Adds man pages and completions to the wheel, so that pip and pipx install them below their prefix."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import share  # noqa: E402  # beside this file, which hatchling loads by its path


class ShareHook(BuildHookInterface[Any]):
    """Generator of the files that the wheel holds besides the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files and add them to the wheel; an editable installation goes without."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        prefix = Path(self._folder.name)
        share.write(prefix, ROOT)
        for path in sorted(prefix.rglob("*")):
            if path.is_file():
                build_data["shared_data"][str(path)] = path.relative_to(prefix).as_posix()
