"""Measure whole runs of the command against `python -c pass` in the same run.

    python benchmarks/start_up.py BIN [ROUNDS]

BIN is the `bin` folder of a virtual environment in which ecctl is installed. Each command runs ROUNDS times
(default 21), alternating with the others. The figures are medians: milliseconds, multiples of the bare
interpreter of the same round, and the same multiples of CPU time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

TOKEN = json.dumps(
    {"token": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "token_id": "7a4db5a0-d05b-43f7-84a3-cddb81f5254f"}
)
RESPONSE = (
    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(TOKEN)}\r\n\r\n{TOKEN}"
).encode()
CREATE = ["platform", "enrollment-token", "create", "--role", "proxy"]


def serve(context: ssl.SSLContext | None) -> int:
    """Respond to every request on a loopback port with a token, and return the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def answer(connection: socket.socket) -> None:
        try:
            stream = context.wrap_socket(connection, server_side=True) if context else connection
            stream.recv(65536)
            stream.sendall(RESPONSE)
            stream.close()
        except OSError:
            connection.close()

    def loop() -> None:
        while True:
            threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()
    return int(listener.getsockname()[1])


def certificate(folder: Path) -> ssl.SSLContext:
    """Create a self-signed certificate for 127.0.0.1, which is its own CA file."""
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
            "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def main() -> None:
    """Run the commands and print a table."""
    binaries = Path(sys.argv[1]).absolute()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 21
    python, ecctl = str(binaries / "python"), str(binaries / "ecctl")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        plain, secure = serve(None), serve(certificate(folder))
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "EC_API_KEY": "k"}
        commands = {
            "python -c pass": ([python, "-c", "pass"], None),
            "version": ([ecctl, "version"], 1.3),
            "create, http": ([ecctl, *CREATE, "--host", f"http://127.0.0.1:{plain}"], 1.8),
            "create, https with --ca-file": (
                [
                    ecctl,
                    *CREATE,
                    "--host",
                    f"https://127.0.0.1:{secure}",
                    "--ca-file",
                    str(folder / "cert.pem"),
                ],
                3.4,
            ),
            "create, embedded": ([ecctl, *CREATE, "--config", "embedded"], 2.8),
            "create --help": ([ecctl, *CREATE, "--help"], None),
        }
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for round_ in range(rounds + 1):
            for name, (command, _) in commands.items():
                run = measured(command, environment)
                if round_:  # the first one fills caches
                    runs[name].append(run)
    bare = runs["python -c pass"]
    for name, (_, goal) in commands.items():
        milliseconds = statistics.median(wall for wall, _ in runs[name]) * 1000
        wall, cpu = (
            statistics.median(run[kind] / other[kind] for run, other in zip(runs[name], bare, strict=True))
            for kind in (0, 1)
        )
        wanted = f"  (goal: at most {goal})" if goal else ""
        print(f"{name:30} {milliseconds:7.1f} ms  {wall:5.2f} x  CPU {cpu:5.2f} x{wanted}")


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command and return its seconds of wall time and of CPU time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
