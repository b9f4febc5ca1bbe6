"""Moves off an allocator: what is refused, what is left out, what fails, and what Ctrl-C leaves behind."""

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
    """What the platform says that it would move, and what not."""
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
    """A deployment with a resource that has such plans, as it is told again and again."""
    resource = {"id": IDS[0], "ref_id": "main", "info": {"plan_info": plans}}
    body = {"id": "d" * 32, "resources": {"elasticsearch": [resource]}}
    return {"match": "GET /api/v1/deployments/*", "body": body, "repeat": True}


def steps(*statuses: str) -> dict:
    """An attempt whose steps have such statuses."""
    log = [{"step_id": f"step-{number}", "status": status} for number, status in enumerate(statuses)]
    return {"plan_attempt_log": log}


@pytest.fixture
def vacate(ecctl, scripted):
    """The command against scripted replies: its outcome, and what was asked."""

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
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(vacate, flags):
    done, requests = vacate("i-1", *flags)
    assert done.status == 2
    assert flags[0] in done.err
    assert requests == []


def test_everything_wrong_is_told_at_once(vacate):
    done, _ = vacate(
        "i-1", "i-2", "--allocator-down", "true", "-r", "short", "-k", "apm", "--concurrency", "0"
    )
    for flag in ("--allocator-down", "--resource-id", "--kind", '"short"', "--concurrency"):
        assert flag in done.err


def test_an_allocator_that_is_named_twice_is_vacated_once(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED)
    done, requests = vacate("i-1", "i-1", "--skip-tracking", replies=replies)
    assert done.status == 0
    assert [r["path"].rpartition("/")[2] for r in requests] == ["_move", "i-1", "_move", "_move"]


def test_the_plan_goes_back_as_the_platform_calculated_it(vacate):
    replies = (listed(IDS[0], kind="kibana"), HEALTHY, MOVED)
    _, requests = vacate("i-1", "-t", "i-2,i-3", "--skip-tracking", replies=replies)
    sent = requests[-1]["body"]["json"]["kibana_clusters"][0]["plan_override"]
    configuration = {**PLAN["plan_configuration"], "preferred_allocators": ["i-2", "i-3"]}
    assert sent == {"plan_configuration": configuration, "more": None}


def test_a_resource_without_a_plan_is_not_moved(vacate):
    bare = {"moves": {"apm_clusters": [{"cluster_id": IDS[0]}]}}
    replies = ({"match": f"POST {BASE}/*/clusters/_move", "body": bare, "repeat": True}, HEALTHY)
    done, requests = vacate("i-1", replies=replies)
    assert done.status == 5
    assert f"resource {IDS[0]} (apm): the platform calculated no plan" in done.err
    assert len(requests) == 3


def test_a_resource_that_has_a_plan_pending_was_not_moved_and_is_no_success(vacate):
    pending = {"cluster_id": IDS[1], "errors": [{"code": "plan", "message": "There is a plan still pending"}]}
    replies = (listed(IDS[0], failures=[pending]), HEALTHY, MOVED)
    done, requests = vacate("i-1", "--skip-tracking", replies=replies)
    assert done.status == 5
    assert f"{IDS[1]} (elasticsearch): failed vacating: There is a plan still pending (plan)" in done.err
    assert [r["path"] for r in requests][-1].endswith("/clusters/elasticsearch/_move")


@pytest.mark.parametrize("errors", [None, [], [None], [{}]])
def test_a_refusal_without_reasons_is_one_all_the_same(vacate, errors):
    done, _ = vacate("i-1", replies=(listed(failures=[{"cluster_id": IDS[1], "errors": errors}]),))
    assert done.status == 5
    assert f"resource {IDS[1]} (elasticsearch): failed vacating" in done.err


def test_a_refusal_of_what_was_not_to_be_moved_is_none(vacate):
    refused = [{"cluster_id": IDS[1], "errors": [{"code": "c", "message": "m"}]}]
    for flags in (("--kind", "kibana"), ("--resource-id", IDS[0], "--skip-tracking")):
        done, _ = vacate("i-1", *flags, replies=(listed(IDS[0], failures=refused), HEALTHY, MOVED))
        assert (done.status, done.err) == (0, "")


def test_what_is_there_is_moved_and_what_is_not_is_told(vacate):
    flags = ("-r", IDS[0], "-r", IDS[3], "--skip-tracking")
    done, requests = vacate("i-1", *flags, replies=(listed(IDS[0], IDS[1]), HEALTHY, MOVED))
    assert done.status == 4
    assert f'no resource "{IDS[3]}" is on i-1' in done.err
    assert len(requests) == 4


def test_moves_of_many_resources_are_all_made(vacate):
    ids = [f"{number:032x}" for number in range(40)]
    done, requests = vacate("i-1", "--skip-tracking", replies=(listed(*ids), HEALTHY, MOVED))
    assert done.status == 0
    moved = [r["body"]["json"] for r in requests if r["path"].endswith("/elasticsearch/_move")]
    assert sorted(body["elasticsearch_clusters"][0]["cluster_ids"][0] for body in moved) == ids


def test_a_move_whose_end_the_deployment_does_not_tell_is_no_success(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED, FOUND, deployment())
    done, _ = vacate("i-1", replies=replies)
    assert done.status == 1
    assert "cannot tell how the move ended" in done.err
    assert f'"ecctl deployment show {"d" * 32}"' in done.err


def test_the_end_of_a_move_is_found_though_it_was_never_seen_pending(vacate):
    replies = (listed(IDS[0]), HEALTHY, MOVED, FOUND, deployment(current=steps("success", "success")))
    done, _ = vacate("i-1", replies=replies)
    assert done.status == 0
    assert f"[{IDS[0]}]: finished running all the plan steps" in done.out


def test_ctrl_c_tells_what_goes_on_and_what_was_not_begun(scripted, home):
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
