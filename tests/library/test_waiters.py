"""Waiters, token life cycle and iterators, sync and async."""

from __future__ import annotations

import asyncio
import time

import pytest
from support.both_clients import both_clients

import ecctl
from ecctl.testing import Reply


def host(name, *roles, connected=True):
    return {"runner_id": name, "connected": connected, "healthy": True,
            "roles": [{"role_name": role} for role in roles]}  # fmt: skip


@both_clients
def test_wait_for_hosts_reports_progress_and_returns_them(ece_platform, through):
    told = []
    ece_platform.answer(
        "get-runners",
        {"runners": [host("a", "proxy", connected=False)]},
        Reply({"errors": []}, 500),
        {"runners": [host("a", "proxy"), host("b")]},
    )
    found = through(
        ece_platform,
        lambda c: c.runners.wait(["a"], roles=["proxy"], poll_interval="10ms", on_progress=told.append),
    )
    assert [each["runner_id"] for each in found] == ["a"]
    first, failed, last = told
    assert str(first) == "0 of 1 hosts are ready: a is not connected"
    assert (first.lacking, first.error) == (["a is not connected"], None)
    assert str(failed).startswith("cannot poll the platform")
    assert (failed.lacking, failed.error.status) == (first.lacking, 500)
    assert (str(last), last.ready) == ("1 of 1 hosts are ready", found)


@both_clients
def test_wait_for_departure_ends_when_the_hosts_have_left(ece_platform, through):
    told = []
    ece_platform.answer("get-runners", {"runners": [host("a"), host("b")]}, {"runners": [host("b")]})
    found = through(
        ece_platform,
        lambda c: c.runners.wait(["a"], gone=True, poll_interval="10ms", on_progress=told.append),
    )
    assert found == []
    assert list(map(str, told)) == ["0 of 1 hosts have left: a is still there", "1 of 1 hosts have left"]


@both_clients
@pytest.mark.parametrize("polls", [0, 1])
def test_wait_ends_in_time_though_the_platform_hangs(ece_server, through, polls):
    ece_server.answer("get-runners", {"runners": []})
    ece_server.answer("get-deployment", RUNNING)
    for operation, wait in (
        ("get-runners", lambda c: c.runners.wait(count=1, timeout="500ms", poll_interval="10ms")),
        ("get-deployment", lambda c: c.deployments.wait("d", timeout="500ms", poll_interval="10ms")),
    ):
        if polls:
            ece_server.delay_next(0, operation=operation)
        ece_server.delay_next(20, operation=operation)
        start = time.monotonic()
        with pytest.raises(ecctl.WaitTimeoutError, match=r"waited 500ms: "):
            through(ece_server, wait)
        assert time.monotonic() - start < 10


@both_clients
def test_check_names_hosts_that_differ(ece_platform, through):
    ece_platform.answer(
        "get-runners", {"runners": [host("a", "proxy"), host("b", "proxy", "director"), host("c")]}
    )
    wanted = {"a": ["proxy"], "b": ["proxy", "allocator"], "d": ["proxy"]}
    assert through(ece_platform, lambda c: c.runners.check(wanted)) == [
        {
            "runner_id": "b",
            "state": "different",
            "missing_roles": ["allocator"],
            "surplus_roles": ["director"],
        },
        {"runner_id": "c", "state": "unlisted", "missing_roles": [], "surplus_roles": []},
        {"runner_id": "d", "state": "absent", "missing_roles": ["proxy"], "surplus_roles": []},
    ]
    assert through(ece_platform, lambda c: c.runners.check({"a": ["proxy"]}, partial=True)) == []


@pytest.mark.parametrize("wrong", [["a"], {"a": "proxy"}, {"a": ["alocator"]}, {"": ["proxy"]}])
def test_invalid_roles_to_check_are_refused(ece_platform, wrong):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError):
        client.runners.check(wrong)
    assert ece_platform.requests == []


@both_clients
def test_wait_for_hosts_times_out(ece_platform, through):
    ece_platform.answer("get-runners", {"runners": [host("a")]})
    start = time.monotonic()
    with pytest.raises(ecctl.WaitTimeoutError, match="1 of 2 hosts are ready"):
        through(ece_platform, lambda c: c.runners.wait(count=2, timeout="200ms", poll_interval="20ms"))
    assert 0.2 <= time.monotonic() - start < 2


@both_clients
def test_wait_for_hosts_ends_with_a_lasting_refusal(ece_platform, through):
    ece_platform.answer("get-runners", {"runners": []}, Reply({"errors": []}, 403))
    with pytest.raises(ecctl.PermissionDeniedError):
        through(ece_platform, lambda c: c.runners.wait(count=1, poll_interval="10ms"))


@pytest.mark.parametrize(
    "wrong", [{}, {"count": 0}, {"count": True}, {"runner_ids": "host"}, {"runner_ids": ["a"], "count": 1},
              {"count": 1, "roles": ["alocator"]}, {"count": 1, "poll_interval": 0}, {"gone": True},
              {"count": 1, "gone": True}, {"runner_ids": ["a"], "gone": True, "roles": ["proxy"]},
              {"runner_ids": ["a"], "gone": 1}]
)  # fmt: skip
def test_invalid_goals_are_refused_before_a_request(ece_platform, wrong):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError):
        client.runners.wait(**wrong)
    assert ece_platform.requests == []


def deployment(*, pending=None, current=None, history=()):
    plans = {"pending": pending, "current": current, "history": list(history)}
    info = {"plan_info": {name: value for name, value in plans.items() if value}}
    return {"id": "d", "resources": {"elasticsearch": [{"id": "e", "ref_id": "main", "info": info}]}}


def attempt(name, *steps):
    log = [
        {"step_id": step, "status": status, "info_log": [{"message": message}]}
        for step, status, message in steps
    ]
    return {"plan_attempt_id": name, "plan_attempt_log": log}


RUNNING = deployment(pending=attempt("1", ("rolling", "in progress", "")))
DONE = deployment(current=attempt("1", ("plan-completed", "success", "")))
FAILED = deployment(
    current=attempt("0", ("plan-completed", "success", "")),
    history=[attempt("1", ("plan-completed", "error", "no capacity"))],
)


@both_clients
def test_wait_for_plans_returns_the_deployment(ece_platform, through):
    told = []
    ece_platform.answer("get-deployment", RUNNING, DONE)
    found = through(
        ece_platform,
        lambda c: c.deployments.wait("d", poll_interval="5ms", on_progress=told.append),
    )
    assert found == DONE
    assert [(each.step, each.over) for each in told] == [("rolling", False), ("plan-completed", True)]


@both_clients
def test_wait_for_plans_raises_the_failure(ece_platform, through):
    ece_platform.answer("get-deployment", RUNNING, FAILED)
    with pytest.raises(ecctl.EcctlError, match="no capacity"):
        through(ece_platform, lambda c: c.deployments.wait("d", poll_interval="5ms"))


@both_clients
def test_wait_for_plans_times_out(ece_platform, through):
    ece_platform.answer("get-deployment", RUNNING)
    with pytest.raises(ecctl.WaitTimeoutError, match="elasticsearch runs rolling"):
        through(ece_platform, lambda c: c.deployments.wait("d", timeout="100ms", poll_interval="5ms"))


def test_cancelled_wait_leaves_the_client_usable(ece_server):
    ece_server.answer("get-runners", {"runners": []})

    async def main():
        async with ece_server.async_client() as client:
            waits = [
                asyncio.create_task(client.runners.wait(count=1, poll_interval="20ms")) for _ in range(50)
            ]
            await asyncio.sleep(0.3)
            for each in waits:
                each.cancel()
            ended = await asyncio.gather(*waits, return_exceptions=True)
            assert {type(each) for each in ended} == {asyncio.CancelledError}
            assert await client.users.me()

    asyncio.run(main())


@both_clients
def test_rotate_delivers_before_it_revokes(ece_platform, through):
    ece_platform.seed(tokens=[["proxy", "allocator"]])
    with ece_platform.client() as client:
        (old,) = client.enrollment_tokens.list()
        seen = []

        def deliver(made):
            seen.append((made["token"], len(client.enrollment_tokens.list())))

        made = through(ece_platform, lambda c: c.enrollment_tokens.rotate(old["token_id"], deliver=deliver))
        assert seen == [(made["token"], 2)]
        (left,) = client.enrollment_tokens.list()
        assert (left["token_id"], set(left["roles"])) == (made["token_id"], set(old["roles"]))
        claims = client.enrollment_tokens.inspect(made["token"])
        assert (claims.token_id, claims.persistent, claims.expires) == (made["token_id"], True, None)
        assert (claims.has_expired(), claims.missing(["proxy", "director"])) == (False, ["director"])
        ends = client.enrollment_tokens.inspect(
            client.enrollment_tokens.create(roles=["proxy"], validity=60)["token"]
        )
        assert (ends.has_expired(ends.expires - 1), ends.has_expired(ends.expires)) == (False, True)


def test_rotate_keeps_both_tokens_if_delivery_fails(ece_platform):
    ece_platform.seed(tokens=[["proxy"]])
    with ece_platform.client() as client:
        (old,) = client.enrollment_tokens.list()
        with pytest.raises(ZeroDivisionError):
            client.enrollment_tokens.rotate(old["token_id"], deliver=lambda made: 1 / 0)
        assert len(client.enrollment_tokens.list()) == 2
        with pytest.raises(ecctl.NotFoundError):
            client.enrollment_tokens.rotate("unknown")


@both_clients
def test_prune_revokes_what_is_selected(ece_platform, through):
    ece_platform.seed(tokens=[["proxy"], ["proxy", "director"], ["allocator"]])
    with ece_platform.client() as client:
        tokens = client.enrollment_tokens.list()
        keep = next(token["token_id"] for token in tokens if set(token["roles"]) == {"proxy"})
        revoked = through(ece_platform, lambda c: c.enrollment_tokens.prune(roles=["proxy"], keep=[keep]))
        assert len(revoked) == 1
        left = client.enrollment_tokens.list()
        assert {token["token_id"] for token in left} == {token["token_id"] for token in tokens} - set(revoked)
        with pytest.raises(ecctl.NotFoundError, match="nothing was revoked"):
            client.enrollment_tokens.prune(keep=["typo"])
        with pytest.raises(ecctl.UsageError, match="specify which"):
            client.enrollment_tokens.prune()
        assert len(client.enrollment_tokens.prune(all=True)) == 2


@both_clients
def test_key_is_delivered_before_the_old_one_is_deleted(ece_server, through):
    with ece_server.client() as client:
        old = client.api_keys.create("ci", expiration="30d")
        seen = []

        def deliver(made):
            seen.append([key["description"] for key in client.api_keys.list()].count("ci"))
            with ecctl.Client(host=ece_server.host, ca_file=ece_server.ca_file, api_key=made["key"]) as new:
                assert new.users.me()

        made = through(ece_server, lambda c: c.api_keys.rotate(old["id"], expiration="1h", deliver=deliver))
        assert seen == [2]
        (left,) = [key for key in client.api_keys.list() if key["description"] == "ci"]
        assert left["id"] == made["id"]
        with pytest.raises(ZeroDivisionError):
            through(ece_server, lambda c: c.api_keys.rotate(made["id"], deliver=lambda _: 1 / 0))
        assert [key["description"] for key in client.api_keys.list()].count("ci") == 2
        with pytest.raises(ecctl.NotFoundError):
            through(ece_server, lambda c: c.api_keys.rotate("unknown"))
        ece_server.answer("delete-api-key", ELSEWHERE)
        with pytest.raises(ecctl.NotFoundError, match="may still be valid"):
            through(ece_server, lambda c: c.api_keys.rotate(made["id"]))


ELSEWHERE = Reply({"errors": [{"code": "root.resource_not_found", "message": "no such path"}]}, 404)


@both_clients
def test_unknown_path_does_not_count_as_a_revoked_token(ece_platform, through):
    ece_platform.seed(tokens=[["proxy"]])
    with ece_platform.client() as client:
        (old,) = client.enrollment_tokens.list()
    ece_platform.answer("delete-enrollment-token", ELSEWHERE)
    with pytest.raises(ecctl.NotFoundError, match="no such path"):
        through(ece_platform, lambda c: c.enrollment_tokens.prune(all=True))
    with pytest.raises(ecctl.NotFoundError, match="may still be valid"):
        through(ece_platform, lambda c: c.enrollment_tokens.rotate(old["token_id"]))


@both_clients
def test_prune_of_unused_unknown_role_fails(ece_platform, through):
    ece_platform.seed(tokens=[["proxy"]])
    with pytest.raises(ecctl.NotFoundError, match="no token has the role"):
        through(ece_platform, lambda c: c.enrollment_tokens.prune(roles=["frontend"]))
    assert through(ece_platform, lambda c: c.enrollment_tokens.prune(roles=["director"])) == []


def pages(total):
    def answer(question):
        asked = question.json()
        start = asked.get("from", 0)
        found = [{"id": str(each)} for each in range(start, min(total, start + asked["size"]))]
        return {"deployments": found, "return_count": len(found)}

    return answer


def test_iterator_is_lazy_and_limited(ece_platform):
    ece_platform.answer("search-deployments", pages(250))
    with ece_platform.client() as client:
        found = client.deployments.iterate()
        assert ece_platform.requests == []
        assert next(found)["id"] == "0"
        assert len(ece_platform.requests) == 1
        assert len(list(found)) == 249
        assert len(ece_platform.requests) == 3
        assert [each["id"] for each in client.deployments.iterate(limit=3)] == ["0", "1", "2"]
        assert len(ece_platform.requests) == 4
        assert ece_platform.requests[-1].json() == {"size": 3}
        assert len(list(client.iterate("search-deployments", limit=120))) == 120
        for wrong in (-1, True, "3"):
            with pytest.raises(ecctl.UsageError):
                client.deployments.iterate(limit=wrong)


async def aiter_of(found):
    """Return an asynchronous iterator over the elements of either kind of iterator."""
    if hasattr(found, "__anext__"):
        async for each in found:
            yield each
    else:
        for each in found:
            yield each


def through_a_failure(platform, kind, iterate, first, fail):
    """Iterate with a client of a kind, let a request fail after some elements, and return all, and the error."""

    async def main():
        client = platform.client(retries=0) if kind == "client" else platform.async_client(retries=0)
        found, seen, error = iterate(client), [], None
        async for each in aiter_of(found):
            seen.append(each["id"])
            if len(seen) == first:
                break
        fail()
        try:
            seen += [each["id"] async for each in aiter_of(found)]
        except ecctl.EcctlError as caught:
            error = caught
        seen += [each["id"] async for each in aiter_of(found)]
        closed = client.close()
        if closed is not None:
            await closed
        return seen, error

    return asyncio.run(main())


@pytest.mark.parametrize("kind", ["client", "async client"])
@pytest.mark.parametrize("place", ["ece_platform", "ece_server"])
def test_iterator_keeps_what_has_come_when_a_page_fails(request, place, kind):
    platform = request.getfixturevalue(place)
    platform.answer("search-deployments", pages(150))
    for fail, expected in (
        (lambda: platform.fail_next(status=500), ecctl.ApiError),
        (platform.drop_next, ecctl.ConnectionLostError),
    ):
        seen, error = through_a_failure(
            platform, kind, lambda client: client.deployments.iterate(limit=140), 100, fail
        )
        assert isinstance(error, expected)
        assert seen == [str(each) for each in range(140)]


@pytest.mark.parametrize("kind", ["client", "async client"])
def test_projects_are_iterated_across_types_and_failures(ece_server, kind):
    first, second = {"items": [{"id": "a"}], "next_page": "2"}, {"items": [{"id": "b"}]}
    ece_server.answer(
        "GET /serverless/projects/{type}",
        lambda asked: (
            {} if asked.parameters["type"] != "security" else second if "from" in asked.parameters else first
        ),
    )
    seen, error = through_a_failure(
        ece_server,
        kind,
        lambda client: client.projects.iterate(),
        1,
        lambda: ece_server.fail_next(status=500),
    )
    assert (seen, error.message.partition(":")[0]) == (["a", "b"], "cannot list the security projects")
    assert [asked.path.rpartition("/")[2] for asked in ece_server.requests] == [
        "elasticsearch", "observability", "security", "security?from=2", "security?from=2",
    ]  # fmt: skip


@both_clients
def test_wait_goes_on_after_a_lost_poll_and_ends_after_two(ece_server, through):
    ece_server.answer("get-runners", {"runners": [host("a", connected=False)]}, {"runners": [host("a")]})
    ece_server.answer("get-deployment", RUNNING, DONE)
    for operation in ("get-runners", "get-deployment"):
        ece_server.delay_next(0, operation=operation)
        ece_server.fail_next(status=500, operation=operation)
    (ready,) = through(ece_server, lambda c: c.runners.wait(["a"], poll_interval="5ms"))
    assert ready["connected"]
    assert through(ece_server, lambda c: c.deployments.wait("d", poll_interval="5ms")) == DONE
    ece_server.delay_next(0, operation="get-deployment")
    ece_server.fail_next(status=500, times=2, operation="get-deployment")
    with pytest.raises(ecctl.ApiError):
        through(ece_server, lambda c: c.deployments.wait("d", poll_interval="5ms"))


def test_wait_ends_in_time_though_no_connection_is_free(ece_server):
    ece_server.delay_next(20, operation="get-current-user")

    async def main():
        async with ece_server.async_client(max_connections=1) as client:
            taken = asyncio.create_task(client.users.me())
            await asyncio.sleep(0)  # it takes the only turn before it first waits
            assert client._transport._pool_of_this_loop().turns.locked()
            with pytest.raises(ecctl.WaitTimeoutError, match="max_connections is 1"):
                await client.runners.wait(count=1, timeout="200ms")
            taken.cancel()
            await asyncio.wait([taken])
            assert await client.runners.list() == []

    start = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("wait", [lambda c: c.runners.wait(count=1, timeout=-1),
                                  lambda c: c.deployments.wait("d", timeout="-1s"),
                                  lambda c: c.allocators.vacate(["i-1"], timeout=-1)])  # fmt: skip
def test_negative_time_limit_of_a_wait_is_refused(ece_platform, wait):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError, match="negative"):
        wait(client)
    assert ece_platform.requests == []


@both_clients
def test_allocators_are_listed_from_all_pages(ece_platform, through):
    def page(asked):
        start = int(asked.parameters.get("from", 0))
        ids = range(start, min(start + int(asked.parameters["size"]), 150))
        return {"zones": [{"zone_id": "z", "allocators": [{"allocator_id": str(each)} for each in ids]}]}

    ece_platform.answer("get-allocators", page)
    found = through(ece_platform, lambda c: c.allocators.list())
    assert [each["allocator_id"] for each in found] == [str(each) for each in range(150)]


def test_allocators_are_iterated_across_zones(ece_platform):
    zones = [
        {"zone_id": zone, "allocators": [{"allocator_id": f"{zone}-{n}"} for n in range(2)]} for zone in "ab"
    ]
    ece_platform.answer("search-allocators", {"zones": zones})
    with ece_platform.client() as client:
        found = [each["allocator_id"] for each in client.allocators.iterate()]
    assert found == ["a-0", "a-1", "b-0", "b-1"]


def test_wait_that_ends_before_the_first_look_at_a_deployment_says_so(ece_platform):
    with ece_platform.client() as client, pytest.raises(ecctl.WaitTimeoutError) as caught:
        client.deployments.wait("d" * 32, timeout=0.02, poll_interval=5)
    assert caught.value.message == "waited 20ms: the deployment has not been read yet"
