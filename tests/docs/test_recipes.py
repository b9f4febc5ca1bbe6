"""Each recipe in docs/recipes.md runs alone against a platform over HTTPS."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from importlib import metadata
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PAGE = Path(__file__).parent.parent.parent / "docs/recipes.md"
RECIPES = dict(re.findall(r"(?ms)^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```$", PAGE.read_text()))
NEEDS = {
    "FastAPI": "fastapi",
    "Django": "django",
    "Celery": "celery",
    "structlog": "structlog",
    "Prometheus": "prometheus_client",
    "OpenTelemetry": "opentelemetry.sdk",
}
STUBS = ("celery-types", "django-stubs")
"""Packages with the types of libraries that have none of their own."""

NOTEBOOK = """
import ast, asyncio, sys
code = compile(sys.stdin.read(), "notebook", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
async def main():
    await eval(code)
asyncio.run(main())
"""


def need(name):
    if name in NEEDS:
        pytest.importorskip(NEEDS[name], reason="needs requirements/recipes.txt")


def as_module(name, source):
    """Return a recipe as a module: only a notebook may await at the top level."""
    if name != "Jupyter":
        return source
    imports, _, cells = source.partition("\n\n")
    return f"{imports}\n\n\nasync def notebook() -> None:\n{textwrap.indent(cells, '    ')}"


def test_every_recipe_is_found():
    assert len(RECIPES) == PAGE.read_text().count("\n## ") == 9


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_runs_alone(name, ece_server, tmp_path):
    need(name)
    (tmp_path / "recipe.py").write_text(RECIPES[name])
    argv = ["-c", NOTEBOOK] if name == "Jupyter" else ["recipe.py"]
    done = subprocess.run(
        [sys.executable, *argv],
        input=RECIPES[name],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **ece_server.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_recipes_pass_the_type_checkers(checker, tmp_path):
    installed = {each.name.lower() for each in metadata.distributions()}
    if not installed.issuperset(STUBS):
        pytest.skip("needs requirements/recipes.txt")
    for name, source in RECIPES.items():
        need(name)
        (tmp_path / f"{name.lower()}_recipe.py").write_text(as_module(name, source))
    options = {
        "mypy": [
            "--strict",
            "--config-file=",
            f"--cache-dir={tmp_path}/cache",
            *map(str, tmp_path.glob("*.py")),
        ],
        "pyright": ["--pythonpath", sys.executable, str(tmp_path)],
    }[checker]
    done = subprocess.run(
        [sys.executable, "-m", checker, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
