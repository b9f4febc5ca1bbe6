"""The scripts of the tutorial, each against its own server, watched from outside."""

from __future__ import annotations

import pytest
from e2e.watcher import JWT

pytestmark = pytest.mark.once

STORIES = {
    "first-host.sh": (
        "",
        ["VALID      until", "from now", "\x1b[1mRUNNER ID", "192.0.2.1"],
    ),
    "fleet.sh": (
        "",
        ["warning: this token never expires", "dry run:", "192.0.2.120", " deleted.", "hosts.invalid_token"],
    ),
    "leaked-token.sh": (
        "y\n",
        [
            "DELETE https://",
            "\x1b[31mecctl:",
            "hosts.invalid_token",
            "Revoke this token? (https://127.0.0.1:",
            " deleted.",
        ],
    ),
    "missing-role.sh": (
        "",
        ["0 of 2 hosts", "lacks proxy", "All 2 hosts have their roles."],
    ),
}
PLAIN = ("\x1b", "warning:", "\r")


@pytest.mark.parametrize("script", STORIES)
def test_script_on_a_terminal(tell, served, script):
    answers, expected = STORIES[script]
    told = tell(script, answers=answers)
    assert told.status == 0, told.shown
    assert [text for text in expected if text not in told.shown] == []
    assert told.watcher.sightings == set()
    assert any("enrollment-token create" in line for line in told.watcher.commands)
    assert JWT.search(told.shown.encode()) is None
    assert JWT.search(served.request_log.read_bytes()) is None
    _, errors = served.stop()
    assert JWT.search(errors.encode()) is None
    assert '"operation":"create-enrollment-token"' in served.request_log.read_text()


def test_script_without_a_terminal_prints_plain_text(tell):
    told = tell("first-host.sh", on_terminal=False)
    assert told.status == 0, told.shown
    assert [text for text in PLAIN if text in told.shown] == []


def test_watcher_sees_exposed_tokens(tell, tmp_path):
    careless = tmp_path / "careless.sh"
    careless.write_text(
        "token=$(ecctl platform enrollment-token create --role proxy --token-only)\n"
        'umask 022; echo "$token" >careless.txt\n'
        "sh -c 'sleep 0.5; true' sh \"$token\"\n"
    )
    told = tell(careless)
    assert told.status == 0, told.shown
    assert {sighting.partition(":")[0] for sighting in told.watcher.sightings} == {"process", "file"}
