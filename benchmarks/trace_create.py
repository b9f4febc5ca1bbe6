"""Count the calls and files of one `create`, over HTTP and on the embedded platform.

python benchmarks/trace_create.py [--show]

Only Python functions of ecctl count, in the main thread of a second run: the first one imports the modules
and builds the tree of commands. `--show` lists the calls in their order, with the file of each. The goals
stand beside the figures: fewer hops make the path easier to follow.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

import ecctl
from ecctl.cli import Context
from ecctl.cli.main import main

SOURCE = str(Path(ecctl.__file__).parent)
GOALS = {"http": (380, 28), "embedded": (700, None)}
CREATE = ["platform", "enrollment-token", "create", "--role", "proxy"]
REPLY = b'{"token": "a.b.c", "token_id": "00000000-0000-0000-0000-000000000000"}'


class Stub(BaseHTTPRequestHandler):
    """Answers every POST with a token."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # the response is one segment: the number of calls must not depend on how it arrives

    def do_POST(self) -> None:
        """Read the request and answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(REPLY)))
        self.end_headers()
        self.wfile.write(REPLY)
        self.wfile.flush()

    def log_message(self, *args: object) -> None:
        """Stay silent."""


def trace(argv: list[str], home: str) -> list[tuple[str, str]]:
    """Run a command and return its calls, each with file and function."""
    calls: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(SOURCE) and not is_definition(frame):
            calls.append((os.path.relpath(code.co_filename, SOURCE), code.co_name))

    out, err = io.BytesIO(), io.BytesIO()
    context = Context(argv, {"HOME": home}, io.BytesIO(), out, err)
    sys.setprofile(note)
    try:
        status = main(context)
    finally:
        sys.setprofile(None)
    if status:
        raise SystemExit(err.getvalue().decode())
    return calls


def is_definition(frame: FrameType) -> bool:
    """Return whether a frame runs the body of a module or a class: a cost of imports, not of the path."""
    return frame.f_code.co_name == "<module>" or "__qualname__" in frame.f_locals


def report(way: str, calls: list[tuple[str, str]], *, show: bool) -> None:
    """Print the figures of one way, and the calls if they are to be shown."""
    files = {file for file, _ in calls}
    most_calls, most_files = GOALS[way]
    goal = f"goal {most_calls} calls" + (f" in {most_files} files" if most_files else "")
    print(f"{way}: {len(calls)} calls in {len(files)} files ({goal})")
    if show:
        for file, function in calls:
            print(f"  {file}:{function}")


def run() -> None:
    """Trace both ways."""
    show = "--show" in sys.argv
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        http = [*CREATE, "--host", f"http://127.0.0.1:{server.server_port}", "--api-key", "k"]
        for way, argv in (("http", http), ("embedded", [*CREATE, "--config", "embedded"])):
            trace(argv, home)  # imports the modules, and makes the store
            report(way, trace(argv, home), show=show)
    server.shutdown()


if __name__ == "__main__":
    run()
