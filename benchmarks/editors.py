"""Measure how long editors wait for help: signatures, hover and completion at 20 places.

    python benchmarks/editors.py

Pyright's language server answers over stdio, as in an editor: the file is open, the text changes, help is asked
for. The first answer of a fresh server includes reading the standard library and the file; it counts as the start.
The same is asked about classes of the standard library, in the same run. Figures are medians of fresh servers;
CPU time is that of the server with all its threads, and does not grow on a busy machine.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.editors import COLUMN, HEAD, LINE, PLACES, LanguageServer, help_of

ROUNDS = 5
STDLIB_HEAD = """import http.client

def f(connection: http.client.HTTPConnection, other: http.client.HTTPResponse) -> None:
    """
STDLIB = [
    ("completion", "http.client.", "HTTPSConnection"),
    ("completion", "connection.", "request"),
    ("completion", "other.", "read"),
    ("signature", "http.client.HTTPConnection(", "blocksize"),
    ("signature", "connection.request(", "encode_chunked"),
    ("signature", "other.getheader(", "default"),
    ("hover", "connection.request", "encode_chunked"),
    ("hover", "other.read", "bytes"),
]
Figures = dict[str, list[tuple[float, float]]]


def round_of(head: str, places: list[tuple[str, str, str]], folder: Path, found: Figures) -> None:
    """Ask a fresh server for help at all places, and add seconds and CPU seconds to what was *found*."""

    def timed(name: str, ask: Callable[[], float]) -> None:
        cpu = server.cpu_seconds()
        seconds = ask()
        found.setdefault(name, []).append((seconds, server.cpu_seconds() - cpu))

    start = time.perf_counter()
    server = LanguageServer(folder)
    server.open(f"{head}pass\n")
    server.at("textDocument/hover", 0, 8)
    found.setdefault("start", []).append((time.perf_counter() - start, server.cpu_seconds()))
    for kind, text, wanted in places:
        timed(f"{kind} {text}", lambda k=kind, t=text, w=wanted: help_of(server, k, t, w, head)[0])
    server.close()


def show(title: str, found: Figures) -> None:
    """Print the medians of all places."""
    print(f"\n{title}{'':{50 - len(title)}}    ms  CPU ms")
    medians = {
        name: [statistics.median(each) * 1e3 for each in zip(*taken, strict=True)]
        for name, taken in found.items()
    }
    for name, (seconds, cpu) in medians.items():
        print(f"{name:50} {seconds:5.0f}  {cpu:6.0f}")
    places = [each for name, each in medians.items() if name != "start"]
    for name, choose in (("median of the places", statistics.median), ("slowest place", max)):
        print(
            f"{name:50} {choose(each[0] for each in places):5.0f}  {choose(each[1] for each in places):6.0f}"
        )


def jedi_figures() -> Figures:
    """Ask Jedi, in this process, for the same."""
    import jedi

    methods = {"completion": "complete", "signature": "get_signatures", "hover": "help"}
    found: Figures = {}
    for _ in range(ROUNDS):
        for kind, text, _wanted in PLACES:
            start, cpu = time.perf_counter(), time.process_time()
            script = jedi.Script(HEAD + text)
            getattr(script, methods[kind])(LINE + 1, COLUMN + len(text) - (kind == "hover"))
            found.setdefault(f"{kind} {text}", []).append(
                (time.perf_counter() - start, time.process_time() - cpu)
            )
    return found


def main() -> None:
    """Print all figures."""
    ours: Figures = {}
    stdlib: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            round_of(HEAD, PLACES, Path(folder), ours)
            round_of(STDLIB_HEAD, STDLIB, Path(folder), stdlib)
    show("pyright, ecctl (goal: 1000)", ours)
    show("pyright, http.client", stdlib)
    show("Jedi, ecctl (goal: 1000)", jedi_figures())


if __name__ == "__main__":
    main()
