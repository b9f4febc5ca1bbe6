"""Layers import downwards only: read from the import statements of the source."""

from __future__ import annotations

import ast
from pathlib import Path

import ecctl

SOURCE = Path(ecctl.__file__).parent
ROOTS = {"errors", "_version"}
"""Modules beside the rooms that every room may import."""

MAY_IMPORT = {
    "core": ROOTS,
    "settings": ROOTS | {"core"},
    "transport": ROOTS | {"core"},
    "middleware": ROOTS | {"core"},
    "gotemplate": set(),
    "output": ROOTS | {"core", "gotemplate"},
    "platform": ROOTS | {"core"},
    "client": ROOTS | {"core", "settings", "transport", "middleware"},
    "cli": ROOTS | {"core", "settings", "middleware", "client", "output", "gotemplate"},
    "testing": ROOTS | {"core", "settings", "transport", "client", "platform", "cli", "models"},
}
EXCEPTIONS = {
    (
        "transport/embedded.py",
        "platform",
    ): "the one transport that is the platform, loaded at its first request",
    ("cli/commands/serve.py", "platform"): "runs the server",
}


def rooms_imported(file: Path) -> set[str]:
    """The rooms of ecctl that a file imports, at its top or inside of functions."""
    package = file.relative_to(SOURCE).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            prefix = ".".join(["ecctl", *above]) if node.level else ""
            module = ".".join(part for part in (prefix, node.module or "") if part)
            names = [module] if module != "ecctl" else [f"ecctl.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("ecctl.")}
    return found


def files():
    return [file for file in sorted(SOURCE.rglob("*.py")) if file.parent != SOURCE]


def test_rooms_import_only_what_lies_below():
    wrong = [
        f"{name} imports {other}"
        for file in files()
        for name in [file.relative_to(SOURCE).as_posix()]
        for other in rooms_imported(file) - MAY_IMPORT[name.split("/")[0]] - {name.split("/")[0]}
        if (name, other) not in EXCEPTIONS
    ]
    assert wrong == []


def test_root_modules_import_only_each_other():
    for name in ROOTS:
        assert rooms_imported(SOURCE / f"{name}.py") <= ROOTS


def test_the_rooms_are_those_that_the_layers_know():
    assert {file.relative_to(SOURCE).parts[0] for file in files()} <= set(MAY_IMPORT) | {"_generated"}


def test_a_room_that_imports_upwards_is_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(rooms_imported.__globals__, "SOURCE", tmp_path)
    bad = tmp_path / "settings" / "bad.py"
    bad.parent.mkdir()
    bad.write_text("def f():\n    from ecctl.cli import main\n")
    assert rooms_imported(bad) == {"cli"}
