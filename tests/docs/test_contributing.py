"""What CONTRIBUTING.md promises about adding a command holds in a copy of the source."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# The copies are gone when coverage reports: it would find no source for them.
pytestmark = [pytest.mark.once, pytest.mark.unmeasured]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(copy, *command):
    return subprocess.run(
        [sys.executable, *command],
        env={"PATH": os.environ["PATH"], "HOME": str(copy), "PYTHONPATH": str(copy / "src")},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )


def test_leaf_command_of_contributing_needs_one_source_file(copy):
    page = (ROOT / "CONTRIBUTING.md").read_text()
    entry = re.search(r"(?ms)^```python\n(Command\(\n    \"show\".*?)^```$", page)[1]
    entry = entry.replace('"show"', '"describe"').rstrip()
    module = copy / "src/ecctl/cli/commands/runner/__init__.py"
    text = module.read_text()
    assert "    Command(\n" in text
    module.write_text(text.replace("    Command(\n", f"    {entry},\n    Command(\n", 1))

    help_text = run(copy, "-m", "ecctl", "platform", "runner", "describe", "--help")
    assert help_text.returncode == 0, help_text.stderr
    assert "Show a host" in help_text.stdout
    assert "describe" in run(copy, "-m", "ecctl", "__complete", "platform", "runner", "").stdout
    called = run(copy, "-m", "ecctl", "--config", "embedded", "platform", "runner", "describe", "host-1")
    assert called.returncode == 4, called.stderr
    tree = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ROOT / "tests/cli/test_tree.py"))
    assert tree.returncode == 0, tree.stdout


def test_route_without_a_handler_is_found_by_generate(copy):
    shutil.copytree(ROOT / "tools", copy / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "api", copy / "api")
    routing = copy / "src/ecctl/platform/routing.py"
    text = routing.read_text()
    assert "get-current-user" in text
    added = text.replace('"get-users"', '"get-roles"', 1)
    routing.write_text(added)
    environment = {"PYTHONPATH": f"{copy / 'src'}:{copy / 'tools'}", "PATH": os.environ["PATH"]}
    check = [sys.executable, "-m", "apigen", "--check"]
    done = subprocess.run(check, env=environment, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "schemas.py is not up to date" in done.stdout
