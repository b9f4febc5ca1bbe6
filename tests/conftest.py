"""Fixtures of all tests: the command in this process and as a process, and a scripted server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import coverage as coverage_of_subprocesses
from support.scripted import Scripted

from ecctl.testing import Outcome, run_command

coverage_of_subprocesses.install()


@pytest.fixture(autouse=True)
def _measure_subprocesses(request: pytest.FixtureRequest):
    """Turn off coverage in the processes that a test marked `unmeasured` starts."""
    with coverage_of_subprocesses.turned_off("unmeasured" in request.keywords):
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home directory."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def ecctl(home: Path):
    """Run the command in this process: `ecctl("user", "list", env={...}, stdin="y\\n")`."""

    def run(*argv: str, env: dict[str, str] | None = None, stdin: str = "") -> Outcome:
        return run_command(*argv, environ={"HOME": str(home), **(env or {})}, stdin=stdin)

    return run


@pytest.fixture
def ecctl_process(home: Path):
    """Run the command as a process; further keywords go to `subprocess.run`."""

    def run(*argv: str, env: dict[str, str] | None = None, **keywords: Any) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "ecctl", *argv],
            env={"HOME": str(home), "PATH": os.environ["PATH"], **(env or {})},
            capture_output="stdout" not in keywords,
            timeout=60,
            check=False,
            **keywords,
        )
        return Outcome(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())

    return run


@pytest.fixture
def scripted():
    """Start loopback servers with scripted responses: `scripted({"status": 200, "body": {...}})`."""
    servers = []

    def start(*responses: dict[str, Any]) -> Scripted:
        servers.append(Scripted(responses))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
