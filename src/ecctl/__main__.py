"""`python -m ecctl`, and what the `ecctl` script calls."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line of this process, and end it with its exit status."""
    from os import environ

    from ecctl.cli.context import Context
    from ecctl.cli.main import main

    streams = [getattr(stream, "buffer", None) for stream in (sys.stdin, sys.stdout, sys.stderr)]
    status = main(Context(sys.argv[1:], environ, *streams))
    sys.exit(status)


if __name__ == "__main__":
    run()
