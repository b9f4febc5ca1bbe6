"""The places in a program at which editors are asked for help, and a client of the language server of pyright."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

HEAD = "import ecctl\n\ndef f(client: ecctl.Client, other: ecctl.AsyncClient) -> None:\n    "
LINE = HEAD.count("\n")
COLUMN = len(HEAD) - HEAD.rindex("\n") - 1

PLACES = [
    ("completion", "ecctl.", "Client"),
    ("completion", "client.", "deployments"),
    ("completion", "client.users.", "create"),
    ("completion", "client.deployments.w", "wait"),
    ("completion", "client.api.get_", "get_user"),
    ("completion", "other.enrollment_tokens.", "rotate"),
    ("completion", "other.api.search_", "search_deployments"),
    ("signature", "ecctl.Client(", "host"),
    ("signature", "client.call(", "operation_id"),
    ("signature", "client.with_options(", "deadline"),
    ("signature", "client.api.get_user(", "user_name"),
    ("signature", "client.deployments.create(", "request_id"),
    ("signature", "client.enrollment_tokens.create(", "validity"),
    ("signature", "client.runners.wait(", "poll_interval"),
    ("signature", "other.api.search_deployments(", "body"),
    ("hover", "client.users.list", "users who are enabled"),
    ("hover", "client.allocators", "run the instances"),
    ("hover", "client.deployments.wait", "all plans"),
    ("hover", "client.api.create_enrollment_token", "POST /platform/configuration"),
    ("hover", "ecctl.Client.from_env", "settings"),
]
"""What is asked for, after which text, and what the answer contains."""

METHODS = {
    "completion": "textDocument/completion",
    "signature": "textDocument/signatureHelp",
    "hover": "textDocument/hover",
}


LONGEST = 120.0
"""Seconds after which a server is ended."""


class LanguageServer:
    """`pyright-langserver --stdio` with one open file, as an editor uses it."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
        # A server that hangs would hang the tests: its end is the end of the stream that they read.
        self._watchdog = threading.Timer(LONGEST, os.killpg, (self._process.pid, signal.SIGKILL))
        self._watchdog.start()
        self._ids = 0
        self._version = 0
        self._uri = (folder / "program.py").as_uri()
        root = folder.as_uri()
        formats = {"documentationFormat": ["plaintext"]}
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "test"}],
                "capabilities": {
                    "workspace": {"configuration": True},
                    "textDocument": {
                        "hover": {"contentFormat": ["plaintext"]},
                        "completion": {"completionItem": formats},
                        "signatureHelp": {"signatureInformation": formats},
                    },
                },
            },
        )
        self._write("initialized", {})

    def open(self, text: str) -> None:
        """Open the file, or change its text."""
        self._version += 1
        document = {"uri": self._uri, "version": self._version}
        if self._version == 1:
            self._write(
                "textDocument/didOpen", {"textDocument": {**document, "languageId": "python", "text": text}}
            )
        else:
            self._write(
                "textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]}
            )

    def at(self, method: str, line: int, column: int) -> Any:
        """Return the answer to a request about a position."""
        position = {"line": line, "character": column}
        return self.ask(method, {"textDocument": {"uri": self._uri}, "position": position})

    def ask(self, method: str, params: object) -> Any:
        """Return the result of a request."""
        self._ids += 1
        self._write(method, params, self._ids)
        while True:
            message = self._read()
            if "method" not in message and message.get("id") == self._ids:
                assert "error" not in message, message
                return message["result"]
            if "method" in message and "id" in message:
                self._respond(message)

    def _respond(self, message: dict[str, Any]) -> None:
        """Answer a request of the server; it asks for the settings of the editor."""
        result: Any = None
        if message["method"] == "workspace/configuration":
            settings = {"python": {"pythonPath": sys.executable}}
            result = [settings.get(item["section"], {}) for item in message["params"]["items"]]
        self._send({"id": message["id"], "result": result})

    def _write(self, method: str, params: object, number: int | None = None) -> None:
        self._send({"method": method, "params": params, **({} if number is None else {"id": number})})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline()) != b"\r\n":
            assert line, "the language server has ended"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found

    def cpu_seconds(self) -> float:
        """Return the CPU time of the server so far."""
        found, processes = 0.0, [self._process.pid]
        for process in processes:
            folder = Path(f"/proc/{process}")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            processes += map(int, (folder / f"task/{process}/children").read_text().split())
        return found

    def close(self) -> None:
        """End the server."""
        self._watchdog.cancel()
        os.killpg(self._process.pid, signal.SIGKILL)  # it has nothing to store
        self._process.communicate()


def help_of(server: LanguageServer, kind: str, text: str, wanted: str, head: str = HEAD) -> tuple[float, str]:
    """Type *text*, ask for help after it, and return the seconds that it took and the text of the help.

    The text of a completion is that of the *wanted* one.
    """
    start = time.perf_counter()
    server.open(head + text)
    found = server.at(METHODS[kind], LINE, COLUMN + len(text) - (kind == "hover"))
    if kind == "completion":
        items = {item["label"]: item for item in found["items"]}
        found = server.ask("completionItem/resolve", items[wanted])
    return time.perf_counter() - start, json.dumps(found, ensure_ascii=False)
