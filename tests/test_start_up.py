"""Start-up is a feature: what an ordinary run loads, asserted on the modules of a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

NEVER = {
    "asyncio", "dataclasses", "inspect", "logging", "email", "http.client", "urllib.request", "urllib.parse",
    "argparse", "pathlib", "yaml", "typing", "importlib.metadata", "tempfile", "subprocess", "random",
    "concurrent.futures", "uvicorn", "cryptography", "python_socks", "ecctl.errors",
}  # fmt: skip
LIGHT = NEVER | {"re", "json", "enum", "socket", "ssl", "collections", "sqlite3", "hashlib"}
CREATE = ["platform", "enrollment-token", "create", "--role", "proxy"]

PROBE = """
import os, sys
ended = os._exit
def end(status):
    sys.stderr.write("\\n".join(["MODULES", *sorted(sys.modules)]))
    sys.stderr.flush()
    ended(status)
os._exit = end
sys.argv[0] = "ecctl"
from ecctl.__main__ import run
run()
"""


def modules_of(home, *argv):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{PROBE}", *argv],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.partition("MODULES\n")[2].splitlines())


def test_version_loads_next_to_nothing(home):
    assert modules_of(home, "version") & LIGHT == set()


def test_help_loads_next_to_nothing(home):
    assert modules_of(home, *CREATE, "--help") & LIGHT == set()


def test_create_over_http_loads_no_python_library(home, scripted):
    server = scripted({"status": 200, "body": {"token": "a.b.c", "token_id": "id"}})
    loaded = modules_of(home, *CREATE, "--host", server.host, "--api-key", "k")
    assert loaded & LIGHT == set()
    assert "ecctl.client.arguments" not in loaded  # checks what programs give, not the command
    assert {m for m in loaded if m.startswith("ecctl.platform")} == set()


def test_embedded_create_loads_neither_network_nor_dates(home):
    loaded = modules_of(home, *CREATE, "--config", "embedded")
    assert loaded & (NEVER | {"json", "socket", "_socket", "ssl", "sqlite3", "datetime"}) == set()


def test_only_the_chosen_command_is_loaded(home):
    loaded = modules_of(home, "version")
    assert {m for m in loaded if m.startswith("ecctl.cli.commands.")} == {"ecctl.cli.commands.version"}


@pytest.mark.parametrize("words", [["version"], [*CREATE, "--help"]])
def test_json_config_file_loads_no_further_module(home, words):
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "config.json").write_text(json.dumps({"output": "text"}))
    assert modules_of(home, *words) & LIGHT == set()


def test_selected_profile_loads_no_further_module(home):
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "prod.json").write_text(json.dumps({"output": "text", "api_key": "$(env:KEY)"}))
    (home / ".ecctl" / "current").write_text("prod\n")
    assert modules_of(home, "version") & LIGHT == set()
