"""Run a server: `python served.py DATA LISTEN [--plain-http] [--log PATH] [--store URL]`.

Environment variables change limits and intervals (ECCTL_TEST_CONNECTIONS=3), make the disk fail (ECCTL_TEST_DISK),
and name a file with the seconds by which the system clock is wrong (ECCTL_TEST_CLOCK).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import faulty_disk

if "ECCTL_TEST_CLOCK" in os.environ:
    # Before the platform is imported, whose clock takes this function as a default.
    right, hand = time.time, Path(os.environ["ECCTL_TEST_CLOCK"])
    time.time = lambda: right() + float(hand.read_text() or 0)

from ecctl.errors import EcctlError
from ecctl.platform.domain import clock
from ecctl.platform.server import certificates, limits
from ecctl.platform.server.options import Options, say
from ecctl.platform.server.serve import serve
from ecctl.platform.store.sqlite import checkpoint, expiry

if __name__ == "__main__":
    arguments = sys.argv[1:]
    log = arguments[arguments.index("--log") + 1] if "--log" in arguments else ""
    store = arguments[arguments.index("--store") + 1] if "--store" in arguments else ""
    for module in (limits, checkpoint, expiry, certificates, clock):
        for name in vars(module):
            if f"ECCTL_TEST_{name}" in os.environ:
                setattr(module, name, float(os.environ[f"ECCTL_TEST_{name}"]))
    disk = faulty_disk.from_environment()

    def say_and_arm(line: str) -> None:
        say(line)
        if disk is not None:
            disk.armed = line.startswith("listening")

    try:
        serve(
            Options(
                arguments[0],
                arguments[1],
                store=store,
                plain_http="--plain-http" in arguments,
                log=log,
                say=say_and_arm,
                console="--no-console" not in arguments,
            )
        )
    except EcctlError as error:
        sys.exit(f"{type(error).__name__}: {error.message} {error.hint}")
