"""The command in this process, with its streams captured."""

from __future__ import annotations

import io
import json
from typing import Any, NamedTuple, Protocol

from ecctl.cli import Context
from ecctl.cli.main import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(NamedTuple):
    """Result of a run of the command."""

    status: int
    """Exit status."""

    out: str
    """Standard output."""

    err: str
    """Standard error."""

    def json(self) -> Any:
        """Parse standard output as JSON."""
        return json.loads(self.out)


class EcctlRun(Protocol):
    """Type of the fixture `ecctl_run`, a function that runs the command."""

    def __call__(self, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Outcome:
        """Run the command with these arguments; `env` replaces the platform's variables."""


def run_command(*argv: str, environ: Mapping[str, str], stdin: str = "") -> Outcome:
    """Run the command in this process with these arguments and variables, and capture its output.

    `environ` is the whole environment of the command: a platform's `environ`, and a `HOME` if it may read or
    write configuration files.
    """
    # Streams of bytes, as in a real process: the command writes UTF-8 whatever the locale is.
    out, err = io.BytesIO(), io.BytesIO()
    status = main(Context(argv, environ, io.BytesIO(stdin.encode()), out, err))
    return Outcome(status, out.getvalue().decode(), err.getvalue().decode())
