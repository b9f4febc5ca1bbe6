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


MISTAKES = """
import ecctl


def mistaken(client: ecctl.Client) -> None:
    client.api.get_user()
    client.api.get_user(user_name=1)
    client.api.create_enrollment_token(body={"persistent": "yes"})
    client.api.get_usr(user_name="a")
    client.users.create("ops", password="p")
    client.deployments.iterate(limit="3")
    client.with_options(timeuot=3)
    print(client.runners.get("r")["helthy"])
"""


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_each_mistake_is_one_short_error(checker, tmp_path):
    (tmp_path / "mistaken.py").write_text(MISTAKES)
    options = ["--strict", "--config-file="] if checker == "mypy" else ["--pythonpath", sys.executable]
    file = str(tmp_path / "mistaken.py")
    done = run(sys.executable, "-m", checker, *options, file, cwd=HERE.parent.parent)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    first = [number for number, line in enumerate(lines) if "error: " in line or " - error" in line]
    mistaken = range(6, 14)
    assert [f":{number}:" in lines[at] for number, at in zip(mistaken, first, strict=True)] == [True] * 8
    for start, end in zip(first, [*first[1:], len(lines) - 1], strict=True):
        assert end - start <= 5, "\n".join(lines[start:end])
