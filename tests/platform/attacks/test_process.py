"""A server process whose clock, files and audit log are changed under it."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time

import pytest
from support.hostile import ENROLL, ENROLLMENT, KEYS, Browser, cpu_milliseconds, report
from support.server import basic

pytestmark = pytest.mark.unmeasured
"""CPU time is the oracle: coverage of the server would count as its work."""

TEN_YEARS = 3650 * 86400


def command(*arguments):
    """Run ecctl as a process, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(one):
    return {token["token_id"] for token in one.ask("GET", ENROLLMENT)[2]["tokens"]}


def test_copied_folder_of_a_running_server_is_restored_with_its_log(server, tmp_path):
    """A snapshot of the disk or an rsync: what was acknowledged last is in the log beside the store."""
    one = server("--plain-http")
    made = [one.ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})[2] for _ in range(5)]
    assert one.ask("DELETE", f"{ENROLLMENT}/{made[0]['token_id']}")[0] == 200
    copy = tmp_path / "copy"
    copy.mkdir(mode=0o700)
    for name in ("platform.db", "platform.db-wal"):
        shutil.copyfile(one.data / name, copy / name)
        (copy / name).chmod(0o600)
    assert (copy / "platform.db-wal").stat().st_size > 0
    expected = listed(one)
    assert len(expected) == 4
    command("serve", "restore", str(copy / "platform.db"), "--data", str(tmp_path / "other"), "--force")
    other = server("--plain-http", data=tmp_path / "other")
    with contextlib.closing(Browser(one.port, one.authorization)) as admin:
        command("serve", "reset-password", "--data", str(other.data))
        other.authorization = basic("admin", json.loads((other.data / "admin.json").read_text())["pass"])
        assert listed(other) == expected
        host = {"token": made[0]["token"], "roles": ["proxy"], "host_ip": "10.0.0.1"}
        assert other.ask("POST", ENROLL, host)[0] == 401
        assert admin.ask("POST", ENROLL, host)[0] == 401


SEARCHES = {
    "q=" + "x%20" * 2000: 400,
    "q=" + "a.b.c.d:x*%20" * 600: 400,
    "q=" + "a." * 4000 + ":x": 200,
}


def test_search_of_a_viewer_does_not_stop_the_server(server):
    one = server("--plain-http")
    with contextlib.closing(Browser(one.port, one.authorization)) as admin:
        security = {"roles": ["ece_platform_viewer"], "password": "pass-of-eve"}
        admin.ask("POST", "/api/v1/users", {"user_name": "eve", "security": security})
        token = admin.ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})[1]["token"]
        for number in range(300):
            host = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1", "runner_id": f"host-{number}"}
            assert admin.ask("POST", ENROLL, host)[0] == 201
    with contextlib.closing(Browser(one.port, basic("eve", "pass-of-eve"))) as eve:
        assert eve.ask("GET", "/api/v1/user")[0] == 200
        for query, expected in SEARCHES.items():
            before = cpu_milliseconds(one.process)
            status, _ = eve.ask("GET", f"/api/v1/platform/infrastructure/runners?{query}")
            taken = cpu_milliseconds(one.process) - before
            report(f"{status} after {taken:.0f} ms of CPU time")
            assert status == expected
            assert taken < 300


def test_pruning_shortens_the_log_of_a_running_server(server, tmp_path):
    one = server("--plain-http")
    for _ in range(3):
        one.ask("POST", ENROLLMENT, {"persistent": True})
    command("serve", "audit", "--prune-before", "2099-01-01", "--data", str(one.data), "--force")
    events = [entry["event"] for entry in one.ask("GET", "/ecctl/v1/audit")[2]["entries"]]
    assert events == ["audit.pruned"]
    assert one.ask("POST", ENROLLMENT, {"persistent": True})[0] == 200


@pytest.fixture
def hand(tmp_path):
    """The seconds by which the system clock of a server is wrong."""
    path = tmp_path / "hand"

    def move(seconds):
        path.write_text(str(seconds))

    move(0)
    move.path = path
    return move


def test_moment_of_a_clock_ahead_ends_no_key(server, hand):
    """One write at a wrong time must not date everything from then on."""
    environment = {"ECCTL_TEST_CLOCK": str(hand.path)}
    one = server("--plain-http", environment=environment)
    with contextlib.closing(Browser(one.port, one.authorization)) as admin:
        security = {"roles": ["ece_platform_admin"], "password": "pass-of-bob"}
        admin.ask("POST", "/api/v1/users", {"user_name": "bob", "security": security})
    with contextlib.closing(Browser(one.port, basic("bob", "pass-of-bob"))) as bob:
        key = f"ApiKey {bob.ask('POST', KEYS, {'description': 'x'})[1]['key']}"
    create = {"persistent": True}
    assert one.ask("POST", ENROLLMENT, create, authorization=key)[0] == 200
    hand(TEN_YEARS)
    assert one.ask("POST", ENROLLMENT, create, authorization=key)[0] == 401
    assert one.ask("POST", ENROLLMENT, create)[0] == 200
    hand(0)
    assert one.ask("POST", ENROLLMENT, create, authorization=key)[0] == 200
    assert "jumped ahead" in one.stop()[1]
    again = server("--plain-http", environment=environment)
    assert again.ask("POST", ENROLLMENT, create, authorization=key)[0] == 200
    assert lead(again) < 60


def lead(one):
    """Return the seconds by which the platform's time is ahead of the system clock."""
    return float(one.ask("GET", "/metrics")[2].split("\necctl_clock_lead_seconds ")[1].split()[0])


def test_clock_that_was_ahead_for_long_can_be_reset(server, hand):
    environment = {"ECCTL_TEST_CLOCK": str(hand.path), "ECCTL_TEST_SETTLE_SECONDS": "0.1"}
    one = server("--plain-http", environment=environment)
    hand(TEN_YEARS)
    one.ask("POST", ENROLLMENT, {"persistent": True})
    time.sleep(0.2)
    one.ask("POST", ENROLLMENT, {"persistent": True})
    hand(0)
    assert lead(one) > TEN_YEARS - 60
    one.stop()
    stuck = server("--plain-http", environment=environment)
    assert lead(stuck) > TEN_YEARS - 60
    stuck.stop()
    command("serve", "reset-clock", "--data", str(one.data))
    again = server("--plain-http", environment=environment)
    assert again.ask("POST", ENROLLMENT, {"persistent": True})[0] == 200
    assert lead(again) < 60
