"""Kills at every step of a commit, power cuts, full and broken disks: no promise is broken."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import shutil
import sqlite3
import threading

import pytest

from ecctl.core.messages import Request
from ecctl.platform import open_platform

pytestmark = pytest.mark.once

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
SMALL_LOG = {"ECCTL_TEST_WANTED_PAGES": "8"}
"""Makes the log be folded into the file within a test's few commits."""
ACTIONS = ("kill", "torn", "after", "kill volatile", "after volatile")
STEPS = 110
"""A few less than one client's twelve rounds take."""


class Ledger:
    """What clients were promised."""

    def __init__(self):
        self.created = {}
        self.revoked = set()
        self.unsure = set()
        self.statuses = []

    def work(self, server, rounds):
        """Create, and revoke every third, until the server is gone."""
        headers = {"Authorization": server.authorization, "Content-Type": "application/json"}
        with contextlib.suppress(OSError, http.client.HTTPException):
            for number in range(rounds):
                with contextlib.closing(server.connection()) as link:
                    link.request("POST", ENROLLMENT, '{"persistent": true, "roles": ["proxy"]}', headers)
                    response = link.getresponse()
                    made = json.loads(response.read())
                    self.statuses.append(response.status)
                    if response.status != 200:
                        continue
                    self.created[made["token_id"]] = made["token"]
                    if number % 3 == 2:
                        self.unsure.add(made["token_id"])
                        link.request("DELETE", f"{ENROLLMENT}/{made['token_id']}", None, headers)
                        response = link.getresponse()
                        response.read()
                        self.statuses.append(response.status)
                        if response.status == 200:
                            self.revoked.add(made["token_id"])

    def check(self, data):
        """Hold the store to the promises."""
        with contextlib.closing(open_platform(str(data))) as platform:

            def ask(method, path, body=None):
                response = platform.call(Request(method, f"{path}", (), json.dumps(body).encode()))
                return response.status, json.loads(response.read())

            listed = {token["token_id"]: token["roles"] for token in ask("GET", ENROLLMENT)[1]["tokens"]}
            events = [
                (entry["event"], entry["subject"]) for entry in ask("GET", "/ecctl/v1/audit")[1]["entries"]
            ]
            lost = set(self.created) - set(listed) - self.revoked - self.unsure
            assert not lost, "an acknowledged token is lost"
            assert not self.revoked & set(listed), "a revoked token is alive"
            made = {subject for event, subject in events if event == "token.created"}
            gone = {subject for event, subject in events if event == "token.revoked"}
            assert set(listed) == made - gone, "a commit is half there"
            assert len(events) == len(set(events)), "a commit is there twice"
            assert set(map(tuple, listed.values())) <= {("proxy",)}
            for number, (token_id, token) in enumerate(self.created.items()):
                host = {"token": token, "roles": ["proxy"], "host_ip": f"10.0.0.{number}"}
                status = ask("POST", "/ecctl/v1/hosts/_enroll", host)[0]
                assert status == (201 if token_id in listed else 401)
            assert ask("POST", ENROLLMENT, {"persistent": True})[0] == 200
        with contextlib.closing(sqlite3.connect(data / "platform.db")) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


@pytest.fixture(scope="module")
def seed(tmp_path_factory, start_server):
    """The data of a server that was started once: later ones start faster."""
    data = tmp_path_factory.mktemp("seed") / "data"
    one = start_server(data, "--plain-http")
    one.stop()
    return data


@pytest.fixture
def trial(seed, tmp_path, start_server):
    """Runs clients against a server with a faulty disk, and checks what is left."""

    def run(disk, rounds=12, clients=1):
        data = tmp_path / "trial"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(seed, data)
        server = start_server(data, "--plain-http", environment={"ECCTL_TEST_DISK": disk, **SMALL_LOG})
        assert server.line.startswith("listening"), server.line + server.stop()[1]
        ledgers = [Ledger() for _ in range(clients)]
        threads = [threading.Thread(target=each.work, args=(server, rounds)) for each in ledgers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        status, complaints = server.stop()
        assert status in {0, -9}, complaints
        whole = Ledger()
        for each in ledgers:
            whole.created |= each.created
            whole.revoked |= each.revoked
            whole.unsure |= each.unsure
            whole.statuses += each.statuses
        whole.check(data)
        return status, whole

    return run


def steps(count):
    """Steps to fail at, spread over all of them, others in each run of a day."""
    chance = random.Random()
    return sorted(chance.sample(range(1, STEPS), count))


def test_disk_counts(trial):
    status, ledger = trial("0 kill")
    assert status == 0
    assert ledger.statuses == [200] * 16
    status, ledger = trial("0 kill volatile")
    assert (status, ledger.statuses) == (0, [200] * 16)


@pytest.mark.parametrize("action", ACTIONS)
def test_killed_in_a_commit(trial, action):
    for step in (1, 3, 9, 10, *steps(2)):
        status, ledger = trial(f"{step} {action}")
        assert status == -9
        assert len(ledger.statuses) < 16


@pytest.mark.parametrize("action", ["full", "broken", "full lasting=40", "broken lasting=40"])
def test_disk_that_fails(trial, action):
    for step in (1, 9, *steps(2)):
        status, ledger = trial(f"{step} {action}")
        assert status == 0
        assert set(ledger.statuses) <= {200, 404, 500, 503, 507}
        if "lasting" not in action:
            assert ledger.statuses.count(200) >= 14, "one failure costs one commit"


def test_full_disk_is_reported(trial):
    _, ledger = trial("1 full lasting=100000")
    assert set(ledger.statuses) == {507}


@pytest.mark.torture
@pytest.mark.parametrize("action", ACTIONS)
def test_killed_at_every_step(trial, action):
    kills = 0
    for clients in (1, 4):
        for step in range(1, STEPS + 1):
            status, _ = trial(f"{step} {action}", clients=clients)
            kills += status == -9
    assert kills >= 2 * STEPS - 2


@pytest.mark.torture
@pytest.mark.parametrize("action", ["full", "broken", "full lasting=7", "broken lasting=7"])
def test_disk_that_fails_at_every_step(trial, action):
    for step in range(1, STEPS):
        status, ledger = trial(f"{step} {action}", clients=1 + step % 3)
        assert status == 0
        assert set(ledger.statuses) <= {200, 404, 500, 503, 507}
