"""What a command finds around it: streams, environment, clock, terminal. Nothing else reads `sys`."""

from __future__ import annotations

import os
import time

from ecctl.errors import DeclinedError, OutputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO

FALLBACK_WIDTH = 80


class Context:
    """The world of one run. Streams are binary; text goes out as UTF-8 whatever the locale."""

    __slots__ = ("argv", "clock", "environ", "stderr", "stdin", "stdout")

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

    def write(self, text: str) -> None:
        """Write to stdout; OutputError where that is closed or full, BrokenPipeError where nobody reads."""
        if self.stdout is None:
            raise OutputError("the result cannot be written: standard output is closed")
        try:
            self.stdout.write(encoded(text))
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "standard output is closed"
            raise OutputError(f"the result cannot be written: {reason}") from None

    def note(self, text: str) -> None:
        """Write to stderr; where that cannot be written to there is nobody to tell."""
        if self.stderr is not None:
            try:
                self.stderr.write(text.encode("utf-8", "backslashreplace"))
                self.stderr.flush()
            except (OSError, ValueError):
                pass

    @property
    def width(self) -> int:
        """Columns of the terminal: $COLUMNS, else what the terminal says, else 80."""
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

    def talks_to_terminal(self) -> bool:
        """Whether stderr is a terminal: only then are there warnings and hints beyond the original's."""
        return is_terminal(self.stderr)

    def read_line(self) -> str:
        """A line of stdin without its line end, "" at the end; more than a mebibyte is refused."""
        if self.stdin is None:
            return ""
        line = self.stdin.readline(1 << 20)
        try:
            return line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise DeclinedError("what was typed is not UTF-8 text") from None


def encoded(text: str) -> bytes:
    """A text as UTF-8; bytes that were none (surrogates, PEP 383) come out as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace")


def is_terminal(stream: BinaryIO | None) -> bool:
    """Whether a stream is a terminal; a closed or missing one is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
