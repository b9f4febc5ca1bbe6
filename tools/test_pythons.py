"""Run the tests on every other Python version found on this machine.

    python tools/test_pythons.py [PYTEST-ARGUMENT]…

Each version gets a virtual environment under build/. A missing version is reported and skipped; a failing
installation is an error. Tests that do not depend on the version, and the recorded cases, do not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
SELECTED = "not torture and not conformance and not once"


def main(arguments: list[str]) -> None:
    """Test with each version, and stop at the first failure."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in VERSIONS:
        if version == own:
            continue
        python = find(version)
        if not python:
            print(f"python{version} not found, skipped")
            continue
        print(f"testing with {python}", flush=True)
        folder = ROOT / "build" / f"python-{version}"
        run(python, "-m", "venv", str(folder))
        inner = str(folder / "bin" / "python")
        install = [inner, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # These contain the pinned pip. An older one (23.2) takes `coverage[toml]` for a requirement without a hash.
        run(*install, "-r", "requirements/base.txt")
        run(*install, "-r", "requirements/dev.txt")
        run(*install, "--no-build-isolation", "--no-deps", "--editable", ".")
        run(inner, "-m", "pytest", "--numprocesses=2", "--quiet", "-m", SELECTED, *arguments)


def find(version: str) -> str:
    """Return a Python of this version, from PATH or pyenv, or ""."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [
        f"python{version}",
        *map(str, sorted(root.glob(f"versions/{version}.*/bin/python{version}"))),
    ]
    return next((python for python in candidates if works(python)), "")


def works(python: str) -> bool:
    """Return whether a command starts Python."""
    try:
        return subprocess.run([python, "-c", "pass"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run(*command: str) -> None:
    """Run a command in the project's folder, and exit if it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
