"""The --track flag: progress, failures, and how to resume after an interruption."""

from __future__ import annotations

import io
import json
import signal
import threading

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main
from ecctl.client import plans

ID = "5c17ad7c8df73206baa54b6e2829d9bc"
ES = "0f180c162ba34bc59a8f6fe44274f153"
REPLY = {"status": 200, "body": {"id": ID, "name": "logs"}}
BROKEN = {"status": 500, "body": {"errors": [{"code": "root.broken", "message": "try later"}]}}
SHUTDOWN = ("deployment", "shutdown", ID, "--force", "--track")


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch):
    monkeypatch.setattr(plans, "SHORTEST_PAUSE", 0.0)


def step(name, status="success", **members):
    started = "2024-05-01T10:00:00Z"
    return {
        "step_id": name,
        "status": status,
        "started": started,
        "completed": "2024-05-01T10:01:30Z",
        **members,
    }


def poll(*, kind="elasticsearch", resource=ES, **plans):
    """The reply to a poll: one resource, with the logs of its attempts by `pending`, `current`, `history`."""
    info = {name: {"plan_attempt_log": log} for name, log in plans.items() if name != "history"}
    info["history"] = [{"plan_attempt_log": log} for log in plans.get("history", ())]
    found = {"id": resource, "ref_id": f"main-{kind}", "info": {"plan_info": info}}
    return {"status": 200, "body": {"id": ID, "resources": {kind: [found]}}}


GROWING = poll(pending=[step("validate"), step("grow", "in_progress")])
DONE = poll(current=[step("validate"), step("plan-completed")])
FAILED_STEP = step(
    "plan-completed",
    "error",
    info_log=[{"message": "no room", "failure_type": "Capacity", "details": {"zone": "z1"}}],
)


def track(ecctl, scripted, *polls, argv=SHUTDOWN):
    server = scripted(REPLY, *polls)
    return ecctl(*argv, "--host", server.host, "--api-key", "k"), server


def test_progress_goes_to_stderr(ecctl, scripted):
    outcome, server = track(ecctl, scripted, GROWING, GROWING, DONE, DONE, DONE)
    assert outcome.status == 0
    assert json.loads(outcome.out) == REPLY["body"]
    first, last = outcome.err.splitlines()
    assert first.startswith(f'Deployment [{ID}] - [Elasticsearch][{ES}]: running step "grow" (Plan duration ')
    assert last == (
        f"Deployment [{ID}] - [Elasticsearch][{ES}]: finished running all the plan steps (Total plan duration: 1m30s)"
    )
    assert ["show_plan_history", "true"] in server.requests[-1]["query"]


def test_output_json_prints_json_lines(ecctl, scripted):
    outcome, _ = track(ecctl, scripted, GROWING, DONE, DONE, DONE, argv=(*SHUTDOWN, "--output", "json"))
    assert outcome.status == 0
    running, done = map(json.loads, outcome.err.splitlines())
    assert (running["step"], running["id"], "finished" in running) == ("grow", ES, False)
    assert (done["finished"], done["duration"], "err" in done) == (True, "1m30s", False)


def test_terminal_gets_colours(home, scripted):
    class Terminal(io.BytesIO):
        def isatty(self):
            return True

    server = scripted(REPLY, GROWING, DONE, DONE, DONE)
    out, err = io.BytesIO(), Terminal()
    argv = (*SHUTDOWN, "--output", "json", "--host", server.host, "--api-key", "k")
    assert main(Context(argv, {"HOME": str(home)}, None, out, err)) == 0
    lines = err.getvalue().decode().splitlines()
    assert not lines[0].startswith("\x1b")
    assert lines[1].startswith("\x1b[92mDeployment")
    assert lines[1].endswith("\x1b[0m")


def test_failed_plan_is_an_error_with_its_log_message(ecctl, scripted):
    outcome, _ = track(ecctl, scripted, GROWING, *[poll(history=[[step("old")], [FAILED_STEP]])] * 3)
    assert outcome.status == 1
    assert json.loads(outcome.out) == REPLY["body"]
    assert outcome.err.endswith(
        f'ecctl: deployment [{ID}] - [elasticsearch][{ES}]: caught error: "no room" (Capacity: zone=z1)\n'
    )


def test_tolerates_one_failed_poll_but_not_two(ecctl, scripted):
    outcome, _ = track(ecctl, scripted, GROWING, BROKEN, DONE, DONE, DONE)
    assert outcome.status == 0
    outcome, server = track(ecctl, scripted, GROWING, BROKEN, BROKEN)
    assert outcome.status == 5
    assert ", which continues: api error: root.broken: try later" in outcome.err
    assert f'hint: "ecctl deployment show {ID} --track --host {server.host}" resumes tracking' in outcome.err


def test_tracks_plan_that_begins_late(ecctl, scripted):
    kibana = poll(kind="kibana", resource="kb", pending=[step("start", "in_progress")])
    kibana_done = poll(kind="kibana", resource="kb", current=[step("plan-completed")])
    outcome, _ = track(ecctl, scripted, GROWING, DONE, DONE, kibana, kibana_done, kibana_done, kibana_done)
    assert outcome.status == 0
    assert "[Kibana][kb]: finished" in outcome.err.splitlines()[-1]


def test_known_outcome_survives_failed_last_poll(ecctl, scripted):
    outcome, _ = track(ecctl, scripted, GROWING, DONE, DONE, BROKEN, BROKEN)
    assert outcome.status == 0
    outcome, _ = track(ecctl, scripted, GROWING, poll(), poll(), BROKEN, BROKEN)
    assert outcome.status == 5


def test_interrupt_tells_how_to_resume(scripted, home, monkeypatch):
    class InterruptedSoonAfter(io.BytesIO):
        def flush(self):
            keyboard = [threading.main_thread().ident, signal.SIGINT]
            threading.Timer(0.1, signal.pthread_kill, keyboard).start()

    monkeypatch.setattr(plans, "SHORTEST_PAUSE", 20.0)
    server = scripted(REPLY)
    out, err = InterruptedSoonAfter(), io.BytesIO()
    argv = (*SHUTDOWN, "--host", server.host, "--api-key", "k", "--config", "my prod")
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "my prod.json").write_text("{}")
    assert main(Context(argv, {"HOME": str(home)}, None, out, err)) == 130
    assert json.loads(out.getvalue()) == REPLY["body"]
    told = err.getvalue().decode()
    assert f"the change of deployment {ID} continues: nothing was undone" in told
    assert f"ecctl deployment show {ID} --track --config 'my prod' --host {server.host}" in told


def test_failed_attempt_in_history_is_not_reported_as_success(ecctl, scripted):
    """The current plan is the one that succeeded earlier; the failed attempt is only in the history."""
    growing = poll(pending=[step("grow", "in_progress")])
    info = growing["body"]["resources"]["elasticsearch"][0]["info"]["plan_info"]
    info["pending"]["plan_attempt_id"] = "new"
    over = poll(current=[step("plan-completed")], history=[[FAILED_STEP]])
    info = over["body"]["resources"]["elasticsearch"][0]["info"]["plan_info"]
    info["current"] |= {"plan_attempt_id": "old", "healthy": True}
    info["history"][0] |= {"plan_attempt_id": "new", "healthy": False}
    info["healthy"] = False
    outcome, _ = track(ecctl, scripted, growing, growing, over, over, over)
    assert outcome.status == 1
    assert 'caught error: "no room"' in outcome.err
    assert "finished running" not in outcome.err


def test_failed_step_before_completion_is_not_a_failure(ecctl, scripted):
    log = [
        step("plan-validator"),
        step("suspend-snapshotting", "error"),
        step("migrate-data"),
        step("plan-completed"),
    ]
    outcome, _ = track(ecctl, scripted, GROWING, *[poll(current=log)] * 3)
    assert (outcome.status, "caught error" in outcome.err) == (0, False)


def test_running_step_is_shown_beside_failed_one(ecctl, scripted):
    growing = poll(pending=[step("suspend-snapshotting", "error"), step("migrate-data", "in_progress")])
    outcome, _ = track(ecctl, scripted, growing, DONE, DONE, DONE)
    assert 'running step "migrate-data" caught error: "the plan failed' in outcome.err.splitlines()[0]
