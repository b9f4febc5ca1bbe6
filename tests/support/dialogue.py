"""A command on a real terminal: what it shows is waited for, and answers are typed."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time

LONGEST = 30.0
"""Seconds to wait for a text."""


class Dialogue:
    """`ecctl` with a pseudo-terminal as its three streams, used as `with`. Its size is (lines, columns)."""

    def __init__(self, *argv, environ, size=(24, 80)):
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, size)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ecctl", *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={"PATH": os.environ["PATH"], "TERM": "xterm", **environ},
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""
        self._read = 0

    def expect(self, text):
        """Wait until a text is shown behind what was expected last."""
        end = time.monotonic() + LONGEST
        while text not in self.shown[self._read :]:
            assert time.monotonic() < end, f"{text!r} was not shown: {self.shown}"
            assert self._more(), f"it ended without {text!r}: {self.shown}"
        self._read = self.shown.index(text, self._read) + len(text)
        return self

    def type(self, line):
        """Type a line."""
        os.write(self._master, f"{line}\n".encode())
        return self

    def interrupt(self):
        """Send what Ctrl-C sends."""
        self._process.send_signal(signal.SIGINT)
        return self

    def end_input(self):
        """Type Ctrl-D."""
        os.write(self._master, b"\x04")
        return self

    def terminate(self):
        """Send SIGTERM."""
        self._process.terminate()
        return self

    def answer(self, *pairs):
        """Wait for each question and type its answer."""
        for question, line in pairs:
            self.expect(question).type(line)
        return self

    @property
    def echoes(self):
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def end(self):
        """Wait for the end; return the exit status."""
        while self._more():
            pass
        return self._process.wait(LONGEST)

    def _more(self):
        if not select.select([self._master], [], [], LONGEST)[0]:
            return False
        try:
            part = os.read(self._master, 1 << 16)
        except OSError:
            return False  # the process has closed the terminal
        self.shown += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(part)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)
