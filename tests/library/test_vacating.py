"""`allocators.vacate`, on both clients: several moves at a time, refusals, and the end of the wait."""

from __future__ import annotations

import asyncio

import pytest
from support.both_clients import both_clients

import ecctl
from ecctl.testing import Reply

ES, KIBANA, APM = (f"{number:032x}" for number in range(3))
PLAN = {"plan_configuration": {"timeout": 0}}


def calculated(question):
    """Answer with the moves that the platform would make: of what is asked for, or of all."""
    asked = question.json() if question.body else {}
    ids = {"elasticsearch": ES, "kibana": KIBANA}
    kinds = [kind for kind in ids if f"{kind}_clusters" in asked] or ids
    moves = {f"{kind}_clusters": [{"cluster_id": ids[kind], "calculated_plan": PLAN}] for kind in kinds}
    refused = [{"cluster_id": APM, "errors": [{"code": "full", "message": "no room"}]}]
    return {"moves": moves, "failures": {"apm_clusters": refused}}


def deployment(question):
    """Answer with a deployment whose Elasticsearch plan is over, and whose Kibana plan never ends."""
    log = [{"step_id": "plan-completed", "status": "success"}]
    running = [{"step_id": "waiting", "status": "in progress"}]
    plans = {"current": {"plan_attempt_id": "1", "plan_attempt_log": log}}
    endless = {"pending": {"plan_attempt_id": "2", "plan_attempt_log": running}}
    return {
        "id": "d",
        "resources": {
            "elasticsearch": [{"id": ES, "ref_id": "e", "info": {"plan_info": plans}}],
            "kibana": [{"id": KIBANA, "ref_id": "k", "info": {"plan_info": endless}}],
        },
    }


@pytest.fixture
def platform(ece_platform):
    ece_platform.answer("move-clusters", calculated)
    ece_platform.answer("get-allocator", {"status": {"connected": True, "healthy": True}})
    ece_platform.answer("move-clusters-by-type", Reply({"moves": {}}, 202))
    ece_platform.answer("search-deployments", {"deployments": [{"id": "d"}]})
    ece_platform.answer("get-deployment", deployment)
    return ece_platform


@both_clients
def test_vacate_moves_selected_resources_and_reports_progress(platform, through):
    told = []
    (move,) = through(
        platform,
        lambda c: c.allocators.vacate(
            ["i-1"], kind="elasticsearch", target_ids=["i-2"], poll_interval="1ms", on_progress=told.append
        ),
    )
    assert (move.kind, move.resource_id, move.deployment_id, move.state) == ("elasticsearch", ES, "d", "done")
    assert [(each.kind, each.step, each.over) for each in told] == [("elasticsearch", "plan-completed", True)]
    (sent,) = [asked for asked in platform.requests if asked.operation == "move-clusters-by-type"]
    (entry,) = sent.json()["elasticsearch_clusters"]
    assert entry["plan_override"]["plan_configuration"] == {
        "timeout": 0, "preferred_allocators": ["i-2"], "override_failsafe": False,
    }  # fmt: skip


@both_clients
def test_move_that_waits_does_not_hold_up_others(platform, through):
    with pytest.raises(ecctl.SeveralErrors) as caught:
        through(platform, lambda c: c.allocators.vacate(["i-1"], timeout="100ms", poll_interval="5ms"))
    refused, late = caught.value.errors
    assert "no room" in refused.message
    assert isinstance(late, ecctl.WaitTimeoutError)
    assert f"resource {KIBANA} (kibana): waited 100ms: kibana runs waiting" in late.message
    asked = [each.operation for each in platform.requests]
    assert asked.count("move-clusters-by-type") == 2
    assert asked.index("get-deployment") > asked.index(
        "search-deployments", asked.index("search-deployments") + 1
    )


@both_clients
def test_vacate_without_wait_only_starts_the_moves(platform, through):
    moves = through(
        platform,
        lambda c: c.allocators.vacate(["i-1"], kind="kibana", maintenance=False, wait=False),
    )
    assert [(move.kind, move.errors) for move in moves] == [("kibana", [])]
    assert [asked.operation for asked in platform.requests] == [
        "move-clusters", "get-allocator", "move-clusters", "move-clusters-by-type",
    ]  # fmt: skip


@both_clients
def test_nothing_moves_if_maintenance_mode_fails(platform, through):
    platform.answer("start-allocator-maintenance-mode", Reply({"errors": []}, 500))
    with pytest.raises(ecctl.ApiError, match="allocator i-1"):
        through(platform, lambda c: c.allocators.vacate(["i-1"], maintenance=True))
    assert {asked.operation for asked in platform.requests} == {"start-allocator-maintenance-mode"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"allocator_ids": "i-1"},
        {"allocator_ids": []},
        {"kind": "logstash"},
        {"resource_ids": ["short"]},
        {"resource_ids": [ES], "kind": "kibana"},
        {"allocator_ids": ["i-1", "i-2"], "allocator_down": True},
        {"skip_data_migration": True},
        {"concurrency": 0},
        {"concurrency": True},
        {"poll_interval": 0},
        {"wait": 1},
    ],
)
def test_invalid_choices_are_refused_before_a_request(ece_platform, wrong):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError):
        client.allocators.vacate(**{"allocator_ids": ["i-1"], **wrong})
    assert ece_platform.requests == []


def test_interrupted_vacate_leaves_the_client_usable(ece_server):
    ece_server.answer("move-clusters", calculated)
    ece_server.answer("get-allocator", {})
    ece_server.answer("move-clusters-by-type", {})
    ece_server.answer("search-deployments", {"deployments": [{"id": "d"}]})
    ece_server.answer("get-deployment", deployment)

    async def main():
        async with ece_server.async_client() as client:
            tracked = asyncio.Event()
            vacates = [
                asyncio.create_task(
                    client.allocators.vacate(
                        ["i-1"], poll_interval="5ms", on_progress=lambda _: tracked.set()
                    )
                )
                for _ in range(20)
            ]
            await tracked.wait()
            for each in vacates:
                each.cancel()
            ended = await asyncio.gather(*vacates, return_exceptions=True)
            assert {type(each) for each in ended} == {asyncio.CancelledError}
            assert await client.users.me()

    asyncio.run(main())
