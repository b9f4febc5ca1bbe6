"""The command in this process, with its streams captured."""

from __future__ import annotations

import io
import json
from typing import Any, NamedTuple, Protocol

from ecctl.cli.context import Context
from ecctl.cli.main import main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Outcome(NamedTuple):
    """What a run of the command left: exit status, standard output and standard error."""

    status: int
    """The exit status."""

    out: str
    """Standard output."""

    err: str
    """Standard error."""

    def json(self) -> Any:
        """The JSON value of the output."""
        return json.loads(self.out)


class EcctlRun(Protocol):
    """What the fixture `ecctl_run` gives: it runs the command."""

    def __call__(self, *argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Outcome:
        """Run the command with these words; `env` takes the place of the platform's variables."""


def run_command(*argv: str, environ: Mapping[str, str], stdin: str = "") -> Outcome:
    """Run the command in this process, with these variables and nothing else of the environment."""
    out, err = io.BytesIO(), io.BytesIO()
    status = main(Context(argv, environ, io.BytesIO(stdin.encode()), out, err))
    return Outcome(status, out.getvalue().decode(), err.getvalue().decode())
