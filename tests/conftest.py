"""What the tests share: the command in this process, the command as a process, and a scripted server."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conformance.run import ScriptedServer

from ecctl.cli.context import Context
from ecctl.cli.main import main


class Outcome(NamedTuple):
    """What a run of the command left: exit status, stdout and stderr."""

    status: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home directory."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def ecctl(home: Path):
    """The command in this process: `ecctl("user", "list", env={...}, stdin="y\\n")`."""

    def run(*argv: str, env: dict[str, str] | None = None, stdin: str = "") -> Outcome:
        out, err = io.BytesIO(), io.BytesIO()
        context = Context(argv, {"HOME": str(home), **(env or {})}, io.BytesIO(stdin.encode()), out, err)
        status = main(context)
        return Outcome(status, out.getvalue().decode(), err.getvalue().decode())

    return run


@pytest.fixture
def ecctl_process(home: Path):
    """The command as a process of its own; further keywords go to `subprocess.run`."""

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
    """A loopback server that answers what it is told: `server = scripted({"status": 200, "body": {...}})`.

    `server.host` is its URL, `server.requests` what it was asked.
    """
    servers = []

    def start(*replies: dict[str, Any]) -> ScriptedServer:
        server = ScriptedServer(list(replies), None)
        server.host = f"http://{server.address}"
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()
