"""Imports point downwards: between rooms, and inside them there are no circles."""

from __future__ import annotations

import ast
from pathlib import Path

import ecctl

SOURCE = Path(ecctl.__file__).parent
ROOTS = {"errors", "__version__"}
"""Names beside the rooms that every room may import."""

MAY_IMPORT = {
    "core": set(),
    "settings": ROOTS | {"core"},
    "transport": ROOTS | {"core"},
    "middleware": ROOTS | {"core"},
    "gotemplate": set(),
    "output": ROOTS | {"core", "gotemplate"},
    "platform": ROOTS | {"core"},
    "client": ROOTS | {"core", "settings", "transport", "middleware"},
    "cli": ROOTS | {"core", "settings", "middleware", "client", "output", "gotemplate"},
    "contrib": ROOTS | {"core", "client", "middleware"},
    "testing": ROOTS | {"core", "settings", "transport", "middleware", "client", "platform", "cli", "models"},
}
EXCEPTIONS = {
    (
        "transport/embedded.py",
        "platform",
    ): "the transport that is the platform, imported at its first request",
    ("cli/commands/serve.py", "platform"): "runs the server",
}


def imported_names(file: Path, source: Path = SOURCE) -> set[str]:
    """Return the dotted names that a file imports from ecctl, inside functions and TYPE_CHECKING blocks too."""
    package = file.relative_to(source).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = list(package[: len(package) - node.level + 1]) if node.level else []
            prefix = ".".join(["ecctl", *above]) if node.level else ""
            module = ".".join(part for part in (prefix, node.module or "") if part)
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("ecctl.")}


def rooms_imported(file: Path, source: Path = SOURCE) -> set[str]:
    """Return the rooms of ecctl that a file imports."""
    return {name.split(".")[1] for name in imported_names(file, source)}


def imported_modules(file: str) -> set[str]:
    """Return the modules of ecctl from which a file imports names."""
    return {name.rpartition(".")[0] for name in imported_names(SOURCE / file, SOURCE)}


def files():
    return [file for file in sorted(SOURCE.rglob("*.py")) if file.parent != SOURCE]


def upward_imports():
    return {
        (name, other)
        for file in files()
        for name in [file.relative_to(SOURCE).as_posix()]
        for other in rooms_imported(file) - MAY_IMPORT[name.split("/")[0]] - {name.split("/")[0]}
    }


def import_graph(source: Path = SOURCE) -> dict[str, set[str]]:
    """Return which module imports which; a package is one as well, if it has names of its own."""
    modules = {
        ".".join(("ecctl", *file.relative_to(source).with_suffix("").parts)).removesuffix(".__init__"): file
        for file in sorted(source.rglob("*.py"))
        if file != source / "__init__.py"
    }
    graph = {}
    for name, file in modules.items():
        imported = imported_names(file, source)
        # A name that is not a module is imported from one.
        homes = {each if each in modules else each.rpartition(".")[0] for each in imported}
        graph[name] = (homes & set(modules)) - {name}
    return graph


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the sets of modules that import each other, directly or through others."""
    reachable = {}
    for name, imports in graph.items():
        seen, todo = set(), [*imports]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo += graph[current]
        reachable[name] = seen
    groups = {
        frozenset(other for other in seen if name in reachable[other]) for name, seen in reachable.items()
    }
    return [set(group) for group in groups if group]


def test_rooms_import_only_lower_rooms():
    assert upward_imports() - set(EXCEPTIONS) == set()


def test_every_exception_is_still_needed():
    assert set(EXCEPTIONS) - upward_imports() == set()


def test_no_import_circle_counting_lazy_and_typing_imports():
    assert circles(import_graph()) == []


def test_errors_import_only_those_of_core():
    assert imported_modules("errors.py") == {"ecctl.core.errors"}
    assert imported_modules("core/errors.py") == set()


def test_every_room_has_a_layer():
    assert {file.relative_to(SOURCE).parts[0] for file in files()} <= set(MAY_IMPORT) | {"_generated"}


def test_handlers_domain_and_stores_do_not_import_the_server():
    """They also serve calls in this process, which must not load a server."""
    rooms = ("auth", "console", "domain", "handlers", "store")
    inner = [file for room in rooms for file in (SOURCE / "platform" / room).rglob("*.py")]
    inner += [file for file in (SOURCE / "platform").glob("*.py") if file.name != "__init__.py"]
    assert len(inner) > 50
    outer = ("ecctl.platform.server", "ecctl.platform.admin")
    assert [file for file in inner for name in imported_names(file) if name.startswith(outer)] == []


def test_upward_import_inside_a_function_is_found(tmp_path):
    bad = tmp_path / "settings" / "bad.py"
    bad.parent.mkdir()
    bad.write_text("def f():\n    from ecctl.cli import main\n")
    assert rooms_imported(bad, tmp_path) == {"cli"}


def test_circle_through_type_checking_is_found(tmp_path):
    room = tmp_path / "core"
    room.mkdir()
    (room / "a.py").write_text("from ecctl.core import b\n")
    (room / "b.py").write_text("if TYPE_CHECKING:\n    from ecctl.core.c import C\n")
    (room / "c.py").write_text("def f():\n    from . import a\n")
    assert circles(import_graph(tmp_path)) == [{"ecctl.core.a", "ecctl.core.b", "ecctl.core.c"}]
