"""`python -m ecctl`, and the entry point of the `ecctl` script."""

from __future__ import annotations

# Not `signal`, which imports `enum`.
import _signal  # type: ignore[import-not-found]
import gc
import os
import sys

ending: list[int] = []
"""The signal that ends this process, once it has arrived."""


# By default, SIGTERM (from timeout(1), systemd or a cancelled job) ends a process on the spot: reserved files stay
# behind, a terminal stays without echo, and nobody learns that a token may have been created.
def unwind(number: int, _: object) -> None:
    """End the run as Ctrl-C does. A second signal ends the process at once."""
    _signal.signal(number, _signal.SIG_DFL)
    ending.append(number)
    raise KeyboardInterrupt


def status_of_run() -> int:
    """Run the command line of this process and return its exit status, or end by the signal that ended it."""
    for number in (_signal.SIGTERM, _signal.SIGHUP):
        if _signal.getsignal(number) == _signal.SIG_DFL:  # nohup ignores one
            _signal.signal(number, unwind)
    status = status_of_command()
    if ending:
        os.kill(os.getpid(), ending[0])
        return 128 + ending[0]  # the first process of a container does not end by a signal
    return status


def status_of_command() -> int:
    """Run the command line and return its exit status."""
    gc.disable()  # a run is short: collecting while modules load and a response is parsed only costs time
    try:
        from ecctl.cli import Context
        from ecctl.cli.main import main

        stdin, stdout, stderr = (getattr(s, "buffer", None) for s in (sys.stdin, sys.stdout, sys.stderr))
        return main(Context(sys.argv[1:], os.environ, stdin, stdout, stderr))
    except KeyboardInterrupt:
        from ecctl.cli.error_format import INTERRUPTED

        return INTERRUPTED


def run() -> None:
    """Run the command line and end the process at once, without taking the interpreter down.

    All output is flushed and all files are closed by then. Ending normally costs 3 to 4 of about 30 ms of
    CPU time, for freeing every module and object.
    """
    os._exit(status_of_run())


def run_and_return() -> None:
    """Run the command line and end normally, as coverage, cProfile and `atexit` need it."""
    status = status_of_run()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # The interpreter would flush again at its end, fail, and replace the exit status by 120.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(status)


if __name__ == "__main__":
    run_and_return()
