"""One table of calls, through Client, AsyncClient and the command, embedded and over HTTPS: equal results."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import ecctl
from ecctl.client.token_claims import read_claims


class Case(NamedTuple):
    """A call of the library, the command that does the same, and where in its output the same value stands."""

    ask: Callable[[Any], Any]
    words: tuple[str, ...]
    member: str = ""
    same: Callable[[Any], Any] = lambda value: value
    answer: tuple[str, Any] | None = None
    """Operation that the embedded platform lacks, and the response to it."""


def without_ids(made):
    """What is the same of two tokens that are made alike."""
    claims = read_claims(made["token"])
    return claims.roles, claims.persistent, claims.expires, set(made)


def without_times(user):
    return {name: value for name, value in user.items() if name != "metadata"}


CASES = {
    "tokens": Case(lambda c: c.enrollment_tokens.list(), ("enrollment-token", "list"), "tokens", len),
    "new token": Case(
        lambda c: c.enrollment_tokens.create(roles=["proxy", "allocator"]),
        ("enrollment-token", "create", "--role", "proxy", "--role", "allocator"),
        same=without_ids,
    ),
    "new token for two hours": Case(
        lambda c: c.enrollment_tokens.create(roles=["proxy"], validity="2h"),
        ("enrollment-token", "create", "--role", "proxy", "--validity", "2h"),
        same=without_ids,
    ),
    "user": Case(lambda c: c.users.get("ops"), ("user", "show", "ops"), same=without_times),
    "no such user": Case(lambda c: c.users.get("nobody/ü"), ("user", "show", "nobody/ü")),
    "runners": Case(lambda c: c.runners.list(), ("platform", "runner", "list"), "runners"),
    "runner": Case(lambda c: c.runners.get("host-1"), ("platform", "runner", "show", "host-1")),
    "no such runner": Case(lambda c: c.runners.get("host-9"), ("platform", "runner", "show", "host-9")),
    "platform": Case(lambda c: c.platform.info(), ("platform", "info")),
    "platform, by its operation": Case(lambda c: c.call("get-platform"), ("api", "call", "get-platform")),
    "search": Case(
        lambda c: c.call_all("search-runners", body={"query": {"match_all": {}}}),
        ("api", "call", "search-runners", "--all", "--body", '{"query": {"match_all": {}}}'),
    ),
    "roles": Case(
        lambda c: c.call("set-runner-roles", runner_id="host-1", body={"roles": [{"role_name": "proxy"}]}),
        ("api", "call", "set-runner-roles", "--param", "runner_id=host-1", "--body",
         '{"roles": [{"role_name": "proxy"}]}'),
    ),
    "bad body": Case(
        lambda c: c.call("create-enrollment-token", body={"persistent": "perhaps"}),
        ("api", "call", "create-enrollment-token", "--body", '{"persistent": "perhaps"}'),
    ),
}  # fmt: skip

D = "0123456789abcdef0123456789abcdef"
BEYOND = {
    "list-deployments": (lambda c: c.deployments.list(), {"deployments": [{"id": D, "name": "n", "resources": []}]},
                         "deployment list", "deployments"),
    "get-deployment": (lambda c: c.deployments.get(D), {"id": D, "name": "n", "resources": {}},
                       f"deployment show {D}", ""),
    "get-deployment-template-v2": (lambda c: c.templates.get("t"), {"id": "t", "name": "n"},
                                   "deployment template show --template-id t", ""),
    "get-traffic-filter-ruleset": (lambda c: c.traffic_filters.get(D), {"id": D, "name": "n", "rules": []},
                                   f"deployment traffic-filter show {D}", ""),
    "get-extension": (lambda c: c.extensions.get("e"), {"id": "e", "name": "n", "version": "8.1.0"},
                      "deployment extension show e", ""),
    "get-version-stack": (lambda c: c.stacks.get("8.1.0"), {"version": "8.1.0"}, "stack show 8.1.0", ""),
    "get-version-stacks": (lambda c: c.stacks.list(), {"stacks": [{"version": "8.1.0"}]}, "stack list", "stacks"),
    "get-snapshot-repository": (lambda c: c.repositories.get("r"), {"repository_name": "r", "config": {}},
                                "platform repository show r", ""),
    "get-snapshot-repositories": (lambda c: c.repositories.list(), {"configs": [{"repository_name": "r"}]},
                                  "platform repository list", "configs"),
    "get-blueprinter-role": (lambda c: c.roles.get("r"), {"id": "r"}, "platform role show r", ""),
    "list-blueprinter-roles": (lambda c: c.roles.list(), {"values": [{"id": "r"}]}, "platform role list", "values"),
    "get-proxy": (lambda c: c.proxies.get("p"), {"proxy_id": "p"}, "platform proxy show p", ""),
    "get-proxies": (lambda c: c.proxies.list(), {"proxies": [{"proxy_id": "p"}]}, "platform proxy list", "proxies"),
    "get-proxies-settings": (lambda c: c.proxies.settings(), {"expected_proxies_count": 2},
                             "platform proxy settings show", ""),
    "get-allocator": (lambda c: c.allocators.get("a"), {"allocator_id": "a", "instances": []},
                      "platform allocator show a", ""),
    "list-comment": (lambda c: c.comments.list("deployment", D), {"values": [{"comment": {"message": "m"}}]},
                     f"comment list --resource-type deployment --resource-id {D}", "values"),
}  # fmt: skip
CASES |= {
    operation: Case(ask, tuple(words.split()), member, answer=(operation, answer))
    for operation, (ask, answer, words, member) in BEYOND.items()
}


@pytest.fixture
def platforms(ece_platform, ece_server):
    for platform in (ece_platform, ece_server):
        platform.clock.set(1_800_000_000)
        platform.seed(
            users={"ops": ["ece_platform_viewer"]}, runners={"host-1": ["proxy"]}, tokens=[["proxy"]]
        )
    return ece_platform, ece_server


def outcome(ask):
    """The value that a call gives, or what its error says."""
    try:
        return ask()
    except ecctl.ApiError as error:
        return error.exit_status, error.status, error.errors, error.message


def through_client(platform, case):
    with platform.client() as client:
        return outcome(lambda: case.ask(client))


def through_async_client(platform, case):
    async def ask():
        async with platform.async_client() as client:
            return await case.ask(client)

    return outcome(lambda: asyncio.run(ask()))


def through_command(platform, case, ecctl_run):
    done = ecctl_run(*case.words, "--output", "json", env=platform.environ)
    if done.status:
        error = json.loads(done.err)["error"]
        return done.status, error["status"], tuple(error["errors"]), error["message"]
    value = done.json()
    return value[case.member] if case.member else value


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_result_is_the_same_on_every_way(case, platforms, ecctl_run):
    found = []
    for platform in platforms:
        if case.answer is not None:
            platform.answer(*case.answer)
        found += [through_client(platform, case), through_async_client(platform, case)]
        found.append(through_command(platform, case, ecctl_run))
    compared = [value if isinstance(value, tuple) else case.same(value) for value in found]
    if case is CASES["new token"]:
        assert len({value["token_id"] for value in found}) == len(found)
    assert compared == compared[:1] * 6
