"""Coverage of the processes that tests start.

Coverage's `patch = ["subprocess"]` tells child processes to measure themselves through an environment variable. Most
tests start processes with an environment of their own, which lacks it; this module adds it to each.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from typing import Any

VARIABLE = "COVERAGE_PROCESS_CONFIG"
_off = False


def install() -> None:
    """Add the variable to the environment of every process, if coverage is being measured."""
    start = subprocess.Popen.__init__

    def measured(self: subprocess.Popen[Any], *arguments: Any, **keywords: Any) -> None:
        environment = keywords.get("env")
        if _off:
            environment = {**(os.environ if environment is None else environment)}
            environment.pop(VARIABLE, None)
            keywords["env"] = environment
        elif environment is not None and VARIABLE in os.environ:
            keywords["env"] = {VARIABLE: os.environ[VARIABLE], **environment}
        start(self, *arguments, **keywords)

    subprocess.Popen.__init__ = measured  # type: ignore[method-assign]


@contextlib.contextmanager
def turned_off(wanted: bool) -> Iterator[None]:  # noqa: FBT001  # reads best at its one call
    """Do not measure processes within the context, if wanted."""
    global _off  # noqa: PLW0603  # one test runs at a time
    _off = wanted
    try:
        yield
    finally:
        _off = False
