"""`serve audit --follow` and `--since`: entries as they come, until Ctrl-C or until nobody reads them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

CREATE = ("platform", "enrollment-token", "create", "--role", "proxy", "--output", "json")
AUDIT = ("serve", "audit")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "platform"


@pytest.fixture
def create(ecctl, folder):
    """Return a function that creates a token and returns its id."""
    env = {"ECCTL_DATA_DIR": str(folder), "EC_CONFIG": "embedded"}
    return lambda: ecctl(*CREATE, env=env).json()["token_id"]


@pytest.fixture
def follow(home, folder):
    """Return a function that starts a follower; those that still run at the end are killed."""
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-m", "ecctl", *AUDIT, "--follow", *words],
            env={"HOME": str(home), "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("place", ["data", "store"])
def test_follow_writes_old_and_new_entries_until_interrupted(create, follow, folder, place):
    first = create()
    where = ("--data", str(folder)) if place == "data" else ("--store", f"sqlite:{folder}/platform.db")
    process = follow(*where, "--since", "1h", "--output", "json")
    line = process.stdout.readline()
    while json.loads(line)["subject"] != first:
        line = process.stdout.readline()
    second = create()
    entry = json.loads(process.stdout.readline())
    assert (entry["event"], entry["subject"]) == ("token.created", second)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0


def test_follow_ends_when_reader_of_quiet_log_ends(create, follow, folder):
    token = create()
    process = follow("--data", str(folder), "--since", "2026-01-01", "--token", token)
    assert f"token.created  {token}" in process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=20) == 0
    assert process.stderr.read() == ""


def test_since_omits_older_entries(create, ecctl, folder):
    create()
    assert ecctl(*AUDIT, "--data", str(folder), "--since", "1h", "--output", "json").json()["entries"]
    outcome = ecctl(*AUDIT, "--data", str(folder), "--since", "2099-01-01T00:00:00Z", "--output", "json")
    assert outcome.json()["entries"] == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--since", "soon"), '--since "soon" is neither a time nor a duration'),
        (("--follow", "--output", "csv"), "cannot follow the audit log with --output csv"),
        (("--follow", "--columns", "TIME"), "--follow and --columns exclude each other"),
        (("--follow", "--prune-before", "2026-01-01"), "--follow has no effect with --prune-before"),
    ],
)
def test_follow_refuses_other_flags(create, ecctl, folder, words, problem):
    create()
    outcome = ecctl(*AUDIT, "--data", str(folder), *words)
    assert outcome.status == 2
    assert problem in outcome.err
