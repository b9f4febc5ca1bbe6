"""The wheel and the single file. `make try-install` installs them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

HERE = Path(__file__).resolve().parent.parent
SOURCE = HERE / "src" / "ecctl"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(HERE)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_wheel_contains_only_the_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name for name in names if ".dist-info/" not in name and ".data/" not in name}
    wanted = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == wanted
    assert "ecctl/py.typed" in shipped
    assert "ecctl/platform/console/static/index.html" in shipped
    notices = {name.partition(".dist-info/")[2] for name in names if ".dist-info/" in name}
    assert {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"} <= notices
    shared = {name.partition(".data/data/")[2] for name in names if ".data/" in name}
    assert {"share/man/man1/ecctl.1", "share/bash-completion/completions/ecctl"} <= shared


def test_wheel_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        folder = next(name for name in archive.namelist() if name.endswith("METADATA")).rpartition("/")[0]
        metadata = archive.read(f"{folder}/METADATA").decode()
        scripts = archive.read(f"{folder}/entry_points.txt").decode()
    assert "Requires-Python: >=3.11" in metadata
    assert "License-Expression: Apache-2.0" in metadata
    assert "Provides-Extra: server" in metadata
    assert [
        line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line
    ] == ["Requires-Dist: pyyaml>=6.0"]
    assert "ecctl = ecctl.__main__:run" in scripts
    assert "[pytest11]\necctl = ecctl.pytest_plugin" in scripts


def test_single_file_runs(tmp_path):
    target = tmp_path / "ecctl.pyz"
    subprocess.run(
        [sys.executable, str(HERE / "tools" / "bundle.py"), str(target)], check=True, capture_output=True
    )
    (tmp_path / ".ecctl").mkdir()
    (tmp_path / ".ecctl" / "config.yaml").write_text("output: json\n")
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    version = subprocess.run(
        [sys.executable, "-I", str(target), "config", "show"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert version.returncode == 0, version.stderr
    assert version.stdout.startswith("{"), "the YAML file in it was read"
    script = "from ecctl.platform.console.files import read_files; print(*sorted(read_files()))"
    console = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {script}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "index.html" in console.stdout.split()
    create = subprocess.run(
        [sys.executable, "-I", str(target), "--config", "embedded", "enrollment-token", "list"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert create.returncode == 0, create.stderr
