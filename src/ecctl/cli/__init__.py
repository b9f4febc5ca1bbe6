"""The command line: flags, the tree of commands, help, prompts, and the way from argv to an exit status.

A `Context` holds what a run gets from its process: streams, variables, clock and terminal. Nothing below the
entry point reads `sys`.
"""

from __future__ import annotations

import os
import time

from ecctl.core.errors import DeclinedError, OutputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO

FALLBACK_WIDTH, FALLBACK_HEIGHT = 80, 24


class Context:
    """The environment of one run. Streams are binary; text is written as UTF-8 in every locale."""

    __slots__ = ("answered", "argv", "clock", "environ", "stderr", "stdin", "stdout")

    def __init__(  # noqa: PLR0913  # what a process is given
        self,
        argv: Sequence[str],
        environ: Mapping[str, str],
        stdin: BinaryIO | None,
        stdout: BinaryIO | None,
        stderr: BinaryIO | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.argv = list(argv)
        self.environ = environ
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.clock = clock
        self.answered = False  # whether a prompt has read from stdin

    def write(self, text: str) -> None:
        """Write to stdout. Raise OutputError if it is closed or full, BrokenPipeError if nobody reads it."""
        if self.stdout is None:
            raise OutputError("cannot write the result: standard output is closed")
        try:
            self.stdout.write(encoded(text))
            self.stdout.flush()
        except BrokenPipeError:
            # Not an error of ours: `ecctl … | head` ends like any other tool in a pipe.
            raise
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "standard output is closed"
            raise OutputError(f"cannot write the result: {reason}") from None

    def note(self, text: str) -> None:
        """Write to stderr; a failure is ignored, because no stream is left to report it."""
        if self.stderr is not None:
            try:
                self.stderr.write(text.encode("utf-8", "backslashreplace"))
                self.stderr.flush()
            except (OSError, ValueError):
                pass

    @property
    def width(self) -> int:
        """Columns of the terminal: $COLUMNS, else the size of the terminal, else 80."""
        columns = self.environ.get("COLUMNS", "")
        if columns.isascii() and columns.isdigit() and int(columns[:6]):
            return int(columns[:6])
        for stream in (self.stdout, self.stderr):
            try:
                if stream is not None:
                    return os.get_terminal_size(stream.fileno()).columns or FALLBACK_WIDTH
            except (OSError, ValueError):
                continue
        return FALLBACK_WIDTH

    @property
    def height(self) -> int:
        """Lines of the terminal: $LINES, else the size of the terminal, else 24."""
        lines = self.environ.get("LINES", "")
        if lines.isascii() and lines.isdigit() and int(lines[:6]):
            return int(lines[:6])
        try:
            found = os.get_terminal_size(self.stdout.fileno()).lines if self.stdout is not None else 0
        except (OSError, ValueError):
            found = 0
        return found or FALLBACK_HEIGHT

    def shows_on_terminal(self) -> bool:
        """Return whether stdout is a terminal."""
        return is_terminal(self.stdout)

    def talks_to_terminal(self) -> bool:
        """Return whether stderr is a terminal: only then are there warnings that the original does not print."""
        return is_terminal(self.stderr)

    def read_line(self) -> str:
        """Return a line of stdin without its line end, "" at the end of input. Read at most one MiB."""
        if self.stdin is None:
            return ""
        line = self.stdin.readline(1 << 20)
        try:
            return line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise DeclinedError("the input is not UTF-8 text") from None


def encoded(text: str) -> bytes:
    """Return a text as UTF-8; undecodable bytes (surrogates, PEP 383) become the original bytes again."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def is_terminal(stream: BinaryIO | None) -> bool:
    """Return whether a stream is open and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
