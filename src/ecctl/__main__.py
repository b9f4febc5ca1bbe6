"""`python -m ecctl`, and what the `ecctl` script calls."""

from __future__ import annotations

import gc
import os
import sys

INTERRUPTED = 130


def run() -> None:
    """Run the command line of this process, and end it with its exit status."""
    gc.disable()  # a run is short: collecting while modules load and a reply is parsed only costs time
    try:
        from ecctl.cli.context import Context
        from ecctl.cli.main import main

        stdin, stdout, stderr = (getattr(s, "buffer", None) for s in (sys.stdin, sys.stdout, sys.stderr))
        status = main(Context(sys.argv[1:], os.environ, stdin, stdout, stderr))
    except KeyboardInterrupt:
        status = INTERRUPTED
    os._exit(status)  # all output is flushed, all files are closed: taking the interpreter down is time lost


if __name__ == "__main__":
    run()
