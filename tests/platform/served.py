"""A server in a process of its own, started by `python served.py DATA LISTEN [--plain-http] [--log PATH]`.

Limits can be set lower by variables: ECCTL_TEST_CONNECTIONS=3.
"""

from __future__ import annotations

import os
import sys

from ecctl.errors import EcctlError
from ecctl.platform.serve import Options, serve
from ecctl.platform.server import limits

if __name__ == "__main__":
    arguments = sys.argv[1:]
    log = arguments[arguments.index("--log") + 1] if "--log" in arguments else ""
    for name in vars(limits):
        if f"ECCTL_TEST_{name}" in os.environ:
            setattr(limits, name, float(os.environ[f"ECCTL_TEST_{name}"]))
    try:
        serve(Options(arguments[0], arguments[1], plain_http="--plain-http" in arguments, log=log))
    except EcctlError as error:
        sys.exit(f"{type(error).__name__}: {error.message} {error.hint}")
