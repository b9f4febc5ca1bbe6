"""Moves off an allocator: refusals, failures, outcomes and interruptions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

BASE = "/api/v1/regions/ece-region/platform/infrastructure/allocators"
IDS = [f"{number:032x}" for number in range(4)]
PLAN = {"plan_configuration": {"timeout": 0, "unheard_of": {"kept": 1.50}}, "more": None}


def listed(*ids: str, kind: str = "elasticsearch", failures: list | None = None) -> dict:
    """Return the response with the moves that the platform would make, and its refusals."""
    moves = [{"cluster_id": resource, "calculated_plan": PLAN} for resource in ids]
    body = {"moves": {f"{kind}_clusters": moves}, "failures": {f"{kind}_clusters": failures or []}}
    return {"match": f"POST {BASE}/*/clusters/_move", "status": 202, "body": body, "repeat": True}


HEALTHY = {
    "match": f"GET {BASE}/*",
    "body": {"status": {"connected": True, "healthy": True}},
    "repeat": True,
}
MOVED = {"match": f"POST {BASE}/*/clusters/*/_move", "status": 202, "body": {"moves": {}}, "repeat": True}
FOUND = {
    "match": "POST /api/v1/deployments/_search",
    "body": {"deployments": [{"id": "d" * 32}]},
    "repeat": True,
}


def deployment(**plans: dict) -> dict:
    """Return a deployment whose resource has these plans, as the response to every poll."""
    resource = {"id": IDS[0], "ref_id": "main", "info": {"plan_info": plans}}
    body = {"id": "d" * 32, "resources": {"elasticsearch": [resource]}}
    return {"match": "GET /api/v1/deployments/*", "body": body, "repeat": True}


def steps(*statuses: str) -> dict:
    """Return an attempt whose steps have these statuses."""
    log = [{"step_id": f"step-{number}", "status": status} for number, status in enumerate(statuses)]
    return {"plan_attempt_log": log}


@pytest.fixture
def vacate(ecctl, scripted):
    """Return a function that runs a vacate and returns its outcome and requests."""

    def run(*words: str, replies: tuple = ()):
        server = scripted(*replies)
        argv = ("platform", "allocator", "vacate", "--poll-frequency", "1ms", "--force", *words)
        done = ecctl(*argv, "--host", server.host, "--api-key", "k")
        return done, server.requests

    return run


@pytest.mark.parametrize(
    "flags",
    [
        ("--kind", ""),
        ("--kind", "logstash"),
        ("--resource-id", ""),
        ("--resource-id", f"{IDS[0]},"),
        ("--target", ""),
        ("--resource-id", IDS[0], "--kind", "apm"),
        ("--concurrency", "0"),
        ("--concurrency", "1001"),
        ("--max-poll-retries", "0"),
        ("--poll-frequency", "0s"),
        ("--poll-frequency", "-1s"),
        ("--allocator-down", "perhaps"),
    ],
)
def test_invalid_flags_are_refused_before_any_request(vacate, flags):
    done, requests = vacate("i-1", *flags)
    assert done.status == 2
    assert flags[0] in done.err
    assert requests == []


def test_all_invalid_flags_are_reported(vacate):
    done, _ = vacate(
        "i-1", "i-2", "--allocator-down", "true", "-r", "short", "-k", "apm", "--concurrency", "0"
    )
    for flag in ("--allocator-down", "--resource-id", "--kind", '"short"', "--concurrency"):
        assert flag in done.err


def test_repeated_allocator_is_vacated_once(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED)
    done, requests = vacate("i-1", "i-1", "--skip-tracking", replies=replies)
    assert done.status == 0
    assert [r["path"].rpartition("/")[2] for r in requests] == ["_move", "i-1", "_move", "_move"]


def test_calculated_plan_is_sent_back_unchanged(vacate):
    replies = (listed(IDS[0], kind="kibana"), HEALTHY, MOVED)
    _, requests = vacate("i-1", "-t", "i-2,i-3", "--skip-tracking", replies=replies)
    sent = requests[-1]["body"]["json"]["kibana_clusters"][0]["plan_override"]
    configuration = {**PLAN["plan_configuration"], "preferred_allocators": ["i-2", "i-3"]}
    assert sent == {"plan_configuration": configuration, "more": None}


def test_resource_without_plan_is_not_moved(vacate):
    bare = {"moves": {"apm_clusters": [{"cluster_id": IDS[0]}]}}
    replies = ({"match": f"POST {BASE}/*/clusters/_move", "body": bare, "repeat": True}, HEALTHY)
    done, requests = vacate("i-1", replies=replies)
    assert done.status == 5
    assert f"resource {IDS[0]} (apm): not moved: the platform calculated no plan" in done.err
    assert len(requests) == 3


def test_resource_with_pending_plan_is_an_error(vacate):
    pending = {"cluster_id": IDS[1], "errors": [{"code": "plan", "message": "There is a plan still pending"}]}
    replies = (listed(IDS[0], failures=[pending]), HEALTHY, MOVED)
    done, requests = vacate("i-1", "--skip-tracking", replies=replies)
    assert done.status == 5
    assert f"{IDS[1]} (elasticsearch): failed vacating: There is a plan still pending (plan)" in done.err
    assert [r["path"] for r in requests][-1].endswith("/clusters/elasticsearch/_move")


@pytest.mark.parametrize("errors", [None, [], [None], [{}]])
def test_refusal_without_reasons_is_an_error(vacate, errors):
    done, _ = vacate("i-1", replies=(listed(failures=[{"cluster_id": IDS[1], "errors": errors}]),))
    assert done.status == 5
    assert f"resource {IDS[1]} (elasticsearch): failed vacating" in done.err


def test_refusals_of_other_resources_are_ignored(vacate):
    refused = [{"cluster_id": IDS[1], "errors": [{"code": "c", "message": "m"}]}]
    for flags in (("--kind", "kibana"), ("--resource-id", IDS[0], "--skip-tracking")):
        done, _ = vacate("i-1", *flags, replies=(listed(IDS[0], failures=refused), HEALTHY, MOVED))
        assert (done.status, done.err) == (0, "")


def test_missing_resource_is_reported_after_moves(vacate):
    flags = ("-r", IDS[0], "-r", IDS[3], "--skip-tracking")
    done, requests = vacate("i-1", *flags, replies=(listed(IDS[0], IDS[1]), HEALTHY, MOVED))
    assert done.status == 4
    assert f'resource "{IDS[3]}" is not on i-1' in done.err
    assert len(requests) == 4


def test_many_resources_are_moved(vacate):
    ids = [f"{number:032x}" for number in range(40)]
    done, requests = vacate("i-1", "--skip-tracking", replies=(listed(*ids), HEALTHY, MOVED))
    assert done.status == 0
    moved = [r["body"]["json"] for r in requests if r["path"].endswith("/elasticsearch/_move")]
    assert sorted(body["elasticsearch_clusters"][0]["cluster_ids"][0] for body in moved) == ids


def test_unknown_outcome_is_an_error(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED, FOUND, deployment())
    done, _ = vacate("i-1", replies=replies)
    assert done.status == 1
    assert "cannot determine the outcome of the move" in done.err
    assert f'"ecctl deployment show {"d" * 32}"' in done.err


def test_outcome_is_found_without_pending_plan(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED, FOUND, deployment(current=steps("success", "success")))
    done, _ = vacate("i-1", replies=replies)
    assert done.status == 0
    assert f"[{IDS[0]}]: finished running all the plan steps" in done.out


def test_interrupt_lists_running_and_remaining_moves(scripted, home):
    replies = (listed(*IDS[:3]), HEALTHY, MOVED, FOUND, deployment(pending=steps("in_progress")))
    server = scripted(*replies)
    argv = ("platform", "allocator", "vacate", "i-1", "--concurrency", "1", "--poll-frequency", "10ms")
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *argv, "--host", server.host, "--api-key", "secret"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert 'running step "step-0"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert f'still moving: elasticsearch {IDS[0]} off i-1: "ecctl deployment show {"d" * 32} --track' in said
    assert "not moved: 2 resources" in said
    assert "secret" not in said
