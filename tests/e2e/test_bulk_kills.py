"""Bulk runs killed at any moment and resumed: no token is lost, and none is made twice unnamed."""

from __future__ import annotations

import json
import random
import re
import subprocess
import time

import pytest
from support.api import TOKENS

pytestmark = pytest.mark.once

START_SECONDS = 1.5
"""Longest delay of a kill that is counted from the start of the process."""

RUNNING_SECONDS = 0.2
"""Longest delay of a kill that is counted from the first request."""


class BulkRun:
    """A run of `create --count` that is killed again and again."""

    def __init__(self, served, environment, folder, count):
        self.served = served
        self.environment = environment
        self.out = folder / f"out-{time.monotonic_ns()}"
        self.count = count
        self.before = set(self.valid_ids())
        self.told = ""
        command = ["ecctl", "enrollment-token", "create", "--role", "proxy", "--parallel", "16"]
        self.command = [*command, "--count", str(count), "--out-dir", str(self.out)]

    def valid_ids(self):
        return [token["token_id"] for token in self.served.ask("GET", TOKENS)[2]["tokens"]]

    def start(self):
        return subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def kill(self, chance):
        """Start the command, and kill it at a random moment; return whether that came before its end."""
        process = self.start()
        if chance.random() < 0.7:
            self.wait_for_requests(process)
            time.sleep(chance.uniform(0, RUNNING_SECONDS))
        else:
            time.sleep(chance.uniform(0, START_SECONDS))
        process.kill()
        _, told = process.communicate(timeout=30)
        self.told += told
        return process.returncode != 0

    def wait_for_requests(self, process):
        journal = self.out / ".ecctl-journal.jsonl"
        size = journal.stat().st_size if journal.exists() else 0
        while process.poll() is None and not (journal.exists() and journal.stat().st_size > size):
            time.sleep(0.001)

    def finish(self):
        process = self.start()
        _, told = process.communicate(timeout=60)
        self.told += told
        assert process.returncode == 0 or "already exist" in told, told

    def check(self):
        """Compare the files and the names of leftovers with the platform's list."""
        stored = {path.name: path.read_text().strip() for path in self.out.glob("*.jwt")}
        assert sorted(stored) == sorted(f"token-{n}.jwt" for n in range(1, self.count + 1))
        ids = {claims_of(token)["sub"] for token in stored.values()}
        assert len(ids) == self.count
        made = set(self.valid_ids()) - self.before
        assert ids <= made
        assert made - ids == set(re.findall(r"delete (\S+)", self.told))
        assert [path.name for path in self.out.iterdir() if path.name not in stored] == []


def claims_of(token):
    import base64

    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def killed_runs(served, environment, folder, runs, kills, count):
    chance = random.Random(runs * kills)
    done = 0
    for _ in range(runs):
        run = BulkRun(served, environment, folder, count)
        done += sum(run.kill(chance) for _ in range(kills))
        run.finish()
        run.check()
    return done


def test_killed_run_resumes_without_loss(served_plainly, environment, tmp_path):
    assert killed_runs(served_plainly, environment, tmp_path, 1, 5, 600) > 0


@pytest.mark.torture
def test_run_killed_at_200_moments_resumes_without_loss(served_plainly, environment, tmp_path):
    assert killed_runs(served_plainly, environment, tmp_path, 20, 10, 1500) > 150
