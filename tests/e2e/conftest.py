"""A server for each script, and a terminal to run it in."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from e2e.watcher import Watcher
from support.server import ServerProcess

HERE = Path(__file__).parent
LONGEST = 120
"""Seconds that a script may take."""


class Served(ServerProcess):
    """`ecctl serve` as an operator starts it, over HTTPS unless told otherwise."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        data = folder / "data"
        self.request_log = folder / "requests.log"
        command = [sys.executable, "-m", "ecctl", "serve", "--listen", "127.0.0.1:0", *arguments]
        super().__init__(data, command=[*command, "--data", str(data), "--log", str(self.request_log)])
        assert self.line.startswith("listening on "), self.line


@pytest.fixture
def served(tmp_path):
    one = Served(tmp_path)
    yield one
    one.stop()


@pytest.fixture
def served_plainly(tmp_path):
    one = Served(tmp_path, "--plain-http")
    yield one
    one.stop()


class Told(NamedTuple):
    """Exit status and output of a script, and what the watcher saw."""

    status: int
    shown: str
    watcher: Watcher


@pytest.fixture
def environment(tmp_path, request):
    """Return the environment of an operator whose settings lead to the server."""
    plainly = "served_plainly" in request.fixturenames
    served = request.getfixturevalue("served_plainly" if plainly else "served")
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "ecctl"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m ecctl "$@"\n')
    command.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    return {
        "PATH": f"{HERE / 'remote'}:{tools}:{os.environ['PATH']}",
        "HOME": str(home),
        "TERM": "xterm",
        "EC_CONFIG": str(served.data / "admin.json"),
        "STORY": str(tmp_path),
        "STORY_REMOTE": str(HERE / "remote"),
        "STORY_HOST": served.url,
        "STORY_CA": str(served.data / "ca.pem"),
    }


@pytest.fixture
def tell(tmp_path, environment):
    """Run a script as a user at a terminal would: `tell("fleet.sh", answers="y\\n")`."""

    def run(script: str | Path, *, answers: str = "", on_terminal: bool = True) -> Told:
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        master, slave = pty.openpty() if on_terminal else os.pipe()
        with Watcher(tmp_path) as watcher:
            process = subprocess.Popen(
                ["bash", str(HERE / script)],
                cwd=work,
                env=environment,
                stdin=slave if on_terminal else subprocess.DEVNULL,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
            )
            os.close(slave)
            watcher.follow(process.pid)
            if answers:
                os.write(master, answers.encode())
            shown = read_all(master)
            status = process.wait(LONGEST)
        return Told(status, shown.replace("\r\n", "\n"), watcher)

    return run


def read_all(handle: int) -> str:
    """Read a terminal or pipe until no process can write to it."""
    data = b""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if not select.select([handle], [], [], 1)[0]:
            continue
        try:
            part = os.read(handle, 1 << 16)
        except OSError:
            break  # the last process has closed the terminal
        if not part:
            break
        data += part
    os.close(handle)
    return data.decode("utf-8", "replace")
