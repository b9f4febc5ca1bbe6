"""Rotations killed at any moment: the old or the new token works, and the next run reports the leftovers."""

from __future__ import annotations

import contextlib
import functools
import itertools
import subprocess
import time

import pytest
from e2e.gate import PHASES, Gate
from support.api import TOKENS

pytestmark = pytest.mark.once

REQUESTS = {1: "login", 2: "list", 3: "create", 4: "delete"}
AT_REQUESTS = list(itertools.product(REQUESTS, PHASES))
MOMENTS = 100
SETTLED = 0.1
"""Seconds within which the platform answers a request whose sender has died."""


class Rotations:
    """Rotates tokens on a server, and checks what is left."""

    def __init__(self, served, environment, folder):
        self.served = served
        self.folder = folder
        self.environment = environment
        self.names = itertools.count(1)

    def ask(self, method, path, body=None):
        status, _, value = self.served.ask(method, path, body)
        return status, value

    def valid_ids(self):
        return {token["token_id"] for token in self.ask("GET", TOKENS)[1]["tokens"]}

    def works(self, token):
        host = {"token": token, "roles": ["proxy"], "host_ip": f"192.0.2.{next(self.names)}"}
        return self.ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 201

    def start(self, *arguments, host):
        return subprocess.Popen(
            ["ecctl", "platform", "enrollment-token", "rotate", *arguments, "--host", host],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def records(self):
        return list((self.folder / ".ecctl" / "rotations").glob("*.jsonl"))

    def next_run(self, host):
        """Return what the next rotation reports before it fails with an unknown token."""
        process = self.start("no-such-token", host=host)
        said = process.communicate(timeout=30)[1].decode()
        assert process.returncode == 4, said
        return said

    def killed(self, kill, host):
        """Kill a rotation, and check that one token works and that the next run reports it."""
        made = self.ask("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})[1]
        old, before = made["token_id"], self.valid_ids()
        new_file = self.folder / f"{old}.jwt"
        process = self.start(old, "--out", str(new_file), host=host)
        kill(process)
        process.communicate(timeout=30)
        time.sleep(SETTLED)
        valid = self.valid_ids()
        since = valid - before
        in_hand = new_file.exists() and self.works(new_file.read_text().strip())
        assert (old in valid and self.works(made["token"])) or in_hand
        self.check_next_run(host, old, old in valid, since, in_hand)
        for one in {old, *since} & valid:
            self.ask("DELETE", f"{TOKENS}/{one}")

    def check_next_run(self, host, old, old_is_valid, since, in_hand):
        recorded = bool(self.records())
        said = self.next_run(host)
        if recorded:
            assert f'"{old}"' in said
            assert ("still valid" in said) == old_is_valid
            assert all(f'"{one}"' in said for one in since)
        else:
            assert old_is_valid != in_hand
            assert len(since) == in_hand
            assert old not in said
        assert bool(self.records()) == bool(old_is_valid and since)
        for path in self.records():
            path.unlink()


@pytest.fixture
def rotations(served_plainly, environment, tmp_path):
    return Rotations(served_plainly, environment, tmp_path / "home")


@pytest.fixture
def gate(rotations):
    one = Gate(rotations.served.port)
    yield one
    one.close()


def kill_at(rotations, gate, request, phase):
    gate.arm(request, phase)
    rotations.killed(gate.expect, gate.url)


@pytest.mark.parametrize(
    ("request_number", "phase"),
    [(3, PHASES[1]), (4, PHASES[0]), (4, PHASES[1])],
    ids=str,
)
def test_kill_around_create_and_delete(rotations, gate, request_number, phase):
    kill_at(rotations, gate, request_number, phase)


@pytest.mark.torture
@pytest.mark.parametrize(("request_number", "phase"), AT_REQUESTS)
def test_kill_at_each_request(rotations, gate, request_number, phase):
    kill_at(rotations, gate, request_number, phase)


@pytest.mark.torture
def test_kill_at_random_moments(rotations):
    host = f"http://127.0.0.1:{rotations.served.port}"
    start = time.monotonic()
    rotations.next_run(host)
    whole = 1.5 * (time.monotonic() - start)
    count = MOMENTS - len(AT_REQUESTS)
    for moment in range(count):
        rotations.killed(functools.partial(kill_after, whole * moment / count), host)


def kill_after(delay, process):
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(delay)
    process.kill()
