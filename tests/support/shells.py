"""An interactive shell on a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import termios
import time

import pytest

SECONDS = 30
SEQUENCES = re.compile(
    r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_].*?\x1b\\|[()].|[=>78])|\x07"
)
COMMANDS = {
    "bash": ["bash", "-i"],
    "zsh": ["zsh", "-i"],
    "fish": ["fish", "-i"],
}


class Shell:
    """A shell that a test types into. `expect` waits for a text, without terminal sequences."""

    def __init__(self, name, environment, folder):
        if not shutil.which(name):
            pytest.skip(f"{name} is not installed ('make shells' installs it)")
        master, slave = pty.openpty()
        self._master = master
        self._process = subprocess.Popen(
            COMMANDS[name],
            cwd=folder,
            env={**environment, "TERM": "xterm", "PS1": "$ ", "LC_ALL": "C.UTF-8", "fish_features": "no-query-term"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # fish insists on a terminal of its own
        )  # fmt: skip
        os.close(slave)
        self._seen = ""

    def type(self, text):
        os.write(self._master, text.encode())

    def expect(self, text):
        """Return what was shown up to a text; fail if it does not appear."""
        end = time.monotonic() + SECONDS
        while text not in SEQUENCES.sub("", self._seen):
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{text!r} does not appear in {self._seen!r}")
        shown = SEQUENCES.sub("", self._seen)
        before, _, self._seen = shown.partition(text)
        return before + text

    def _read(self):
        if not select.select([self._master], [], [], 1)[0]:
            return True
        try:
            part = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self._answer(part)
        self._seen += part.decode("utf-8", "replace")
        return True

    def _answer(self, part):
        """Answer what a shell asks its terminal: fish waits for it."""
        if b"\x1b[c" in part or b"\x1b[0c" in part:
            os.write(self._master, b"\x1b[?62;c")
        if b"\x1b[6n" in part:
            os.write(self._master, b"\x1b[1;1R")

    def close(self):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        os.close(self._master)
