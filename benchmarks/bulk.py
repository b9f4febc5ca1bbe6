"""Measure `create --count` against what the library's AsyncClient reaches alone: `make bench-bulk`.

    python benchmarks/bulk.py [--count 10000] [--rounds 3]

Both sides create the same number of tokens on one `ecctl serve` process, in turn, so that what else the
machine does slows both down. The command also writes a journal and a file for each token.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ecctl

IN_FLIGHT = 64


def bare(settings: dict[str, str], count: int) -> float:
    """Return tokens per second of an AsyncClient with 64 tasks, which stores nothing."""

    async def create() -> float:
        async with ecctl.AsyncClient(**settings) as client:
            await client.enrollment_tokens.create(roles=["allocator"])  # logs in
            left = iter(range(count))

            async def worker() -> None:
                for _ in left:
                    await client.enrollment_tokens.create(roles=["allocator"])

            start = time.perf_counter()
            await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
            return count / (time.perf_counter() - start)

    return asyncio.run(create())


def command(settings: dict[str, str], count: int, folder: Path, *options: str) -> float:
    """Return tokens per second of the command, from its start to its end."""
    environment = {
        **os.environ,
        "HOME": str(folder),
        "EC_HOST": settings["host"],
        "EC_USER": settings["user"],
    }
    environment["EC_PASS"] = settings["password"]
    line = [sys.executable, "-m", "ecctl", "platform", "enrollment-token", "create", "--role", "allocator"]
    start = time.perf_counter()
    subprocess.run(
        [*line, "--count", str(count), *options], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return count / (time.perf_counter() - start)


def main() -> None:
    """Run the rounds, and print the medians of rates and of their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        serve = [sys.executable, "-m", "ecctl", "serve", "--data", str(folder / "data")]
        server = subprocess.Popen(
            [*serve, "--listen", "127.0.0.1:0", "--plain-http"], stderr=subprocess.PIPE, text=True
        )
        try:
            assert server.stderr is not None
            url = server.stderr.readline().split()[-1]
            password = json.loads((folder / "data" / "admin.json").read_text())["pass"]
            settings = {"host": url, "user": "admin", "password": password}
            rates: dict[str, list[float]] = {"AsyncClient": [], "files": [], "lines": []}
            for number in range(options.rounds):
                rates["AsyncClient"].append(bare(settings, options.count))
                out = str(folder / f"out{number}")
                rates["files"].append(command(settings, options.count, folder, "--out-dir", out))
                rates["lines"].append(command(settings, options.count, folder))
        finally:
            server.terminate()
            server.wait(30)
    for kind, found in rates.items():
        # Ratios within a round: what else the machine does changes from round to round.
        ratio = statistics.median(
            rate / alone for rate, alone in zip(found, rates["AsyncClient"], strict=True)
        )
        print(f"{kind:12} {statistics.median(found):8,.0f} tokens/s {ratio:6.0%}")


if __name__ == "__main__":
    main()
