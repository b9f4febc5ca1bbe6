"""mypy --strict and pyright accept right.py and reject every marked line of wrong.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

HERE = Path(__file__).parent
FILES = [str(HERE / "right.py"), str(HERE / "wrong.py")]


def run(*command, cwd):
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_mypy():
    done = run(sys.executable, "-m", "mypy", "--strict", "--config-file=", *FILES, cwd=HERE.parent.parent)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


def test_pyright():
    project = ("--pythonpath", sys.executable, "--project", str(HERE), "--outputjson")
    done = run(sys.executable, "-m", "pyright", *project, cwd=HERE)
    report = json.loads(done.stdout)
    assert report["generalDiagnostics"] == []
    assert report["summary"]["filesAnalyzed"] == len(FILES)
