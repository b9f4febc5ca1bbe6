"""Run the tests on every supported Python of this machine but the one that runs this.

Each gets an environment of its own under build/. What a Python cannot install is an error; a Python that is
not there is named and left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VERSIONS = ("3.11", "3.12", "3.13")


def main() -> None:
    """Test with each, and stop at the first that fails."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in VERSIONS:
        if version == own:
            continue
        python = find(version)
        if not python:
            print(f"python{version} is not on this machine: not tested with it")
            continue
        print(f"testing with {python}", flush=True)
        folder = HERE / "build" / f"python-{version}"
        run(python, "-m", "venv", str(folder))
        inner = str(folder / "bin" / "python")
        install = [inner, "-m", "pip", "install", "--quiet"]
        run(*install, "--upgrade", "pip")
        run(*install, "-r", "requirements/base.txt", "-r", "requirements/dev.txt")
        run(*install, "--no-build-isolation", "--no-deps", "--editable", ".")
        run(
            inner,
            "-m",
            "pytest",
            "--numprocesses=2",
            "--quiet",
            "-m",
            "not torture and not conformance and not once",
        )


def find(version: str) -> str:
    """A Python of a version: on the PATH, or one of pyenv's; "" where there is none."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [
        f"python{version}",
        *map(str, sorted(root.glob(f"versions/{version}.*/bin/python{version}"))),
    ]
    return next((python for python in candidates if works(python)), "")


def works(python: str) -> bool:
    """Whether a command is a Python that starts."""
    try:
        return subprocess.run([python, "-c", "pass"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def run(*command: str) -> None:
    """Run a command in the project's folder, and stop where it fails."""
    done = subprocess.run(command, cwd=HERE, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
