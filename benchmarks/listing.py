"""Measure time and memory of `enrollment-token list` against `python -c pass` in the same run.

    python benchmarks/listing.py BIN [ROUNDS]

BIN is the `bin` folder of a virtual environment in which ecctl is installed. The response comes from a
loopback server; the figures are medians in milliseconds, multiples of the bare interpreter, and peak memory in MiB.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import uuid
from pathlib import Path

SIZES = (1_000, 100_000, 1_000_000)
ROLES = (["proxy"], ["coordinator", "director"], ["allocator"], ["allocator", "proxy"])


def serve(count: int) -> int:
    """Respond to every request on a loopback port with *count* tokens, and return the port."""
    tokens = [{"token_id": str(uuid.UUID(int=n)), "roles": ROLES[n % len(ROLES)]} for n in range(count)]
    body = json.dumps({"tokens": tokens}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        while True:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(head.encode() + body)
            connection.close()

    threading.Thread(target=loop, daemon=True).start()
    return int(listener.getsockname()[1])


MEASURE = """
import os, sys, time
start = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
print(status, (time.perf_counter() - start) * 1000, usage.ru_maxrss / 1024)
"""
"""A small parent: the kernel counts the memory of the parent before exec as the child's, so that this process, which
holds the responses, would be the lower bound."""


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the milliseconds and peak MiB of a process whose output is discarded."""
    helper = [sys.executable, "-I", "-S", "-c", MEASURE, *command]
    done = subprocess.run(helper, env=environment, stdout=subprocess.PIPE, check=True)
    status, took, memory = map(float, done.stdout.split())
    if status:
        raise SystemExit(f"{command} ended with status {status:.0f}")
    return took, memory


def main() -> None:
    """Print a line for each number of tokens and output format."""
    binaries = Path(sys.argv[1]).absolute()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    with tempfile.TemporaryDirectory() as scratch:
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "EC_API_KEY": "k"}
        bare = statistics.median(
            measure([str(binaries / "python"), "-c", "pass"], environment)[0] for _ in range(21)
        )
        print(f"{'python -c pass':40} {bare:8.1f} ms")
        for size in SIZES:
            port = serve(size)
            command = [str(binaries / "ecctl"), "platform", "enrollment-token", "list", "--host"]
            command.append(f"http://127.0.0.1:{port}")
            for name, flags in {
                "text": [],
                "json": ["--output", "json"],
                "format": ["--format", "{{.TokenID}} {{range .Roles}}{{.}},{{end}}"],
            }.items():
                runs = [measure([*command, *flags], environment) for _ in range(rounds if size < 1e6 else 3)]
                took, memory = (statistics.median(values) for values in zip(*runs, strict=True))
                label = f"{size:,} tokens as {name}"
                print(f"{label:40} {took:8.1f} ms  {took / bare:6.1f} x  {memory:6.0f} MiB")


if __name__ == "__main__":
    main()
