"""A served platform for each story, and a terminal to tell it in."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from stories.watcher import Watcher

HERE = Path(__file__).parent
LONGEST = 120
"""Seconds that a story may take."""


class Served:
    """`ecctl serve` in a process of its own, over HTTPS unless told otherwise, with its request log."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.data = folder / "data"
        self.log = folder / "requests.log"
        self._said = (folder / "server.err").open("wb+")
        command = [sys.executable, "-m", "ecctl", "serve", "--listen", "127.0.0.1:0", *arguments]
        self.process = subprocess.Popen(
            [*command, "--data", str(self.data), "--log", str(self.log)], stderr=self._said
        )
        self.url = self._url()
        self.config = json.loads((self.data / "admin.json").read_text())

    def _url(self) -> str:
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            for line in self.said().splitlines():
                if line.startswith("listening on "):
                    return line.removeprefix("listening on ").strip()
            time.sleep(0.02)
        raise AssertionError(self.said())

    def said(self) -> str:
        self._said.flush()
        return Path(self._said.name).read_text()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self._said.close()


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
    """How a story ended, what was shown, and what the watcher saw."""

    status: int
    shown: str
    watcher: Watcher


@pytest.fixture
def environment(tmp_path, request):
    """The variables of an operator whose settings lead to the served platform."""
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
    """Runs a script as a user at a terminal would: `tell("fleet.sh", answers="y\\n")`."""

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
    """What is written into a terminal or a pipe until nobody can write any more."""
    data = b""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if not select.select([handle], [], [], 1)[0]:
            continue
        try:
            part = os.read(handle, 1 << 16)
        except OSError:
            break  # a terminal that no process has any more
        if not part:
            break
        data += part
    os.close(handle)
    return data.decode("utf-8", "replace")
