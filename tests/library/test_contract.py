"""Each method of each resource, on every way: Client, AsyncClient and command, embedded and over HTTPS."""

from __future__ import annotations

import asyncio
import json
import shlex
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import pytest
from library.contract_rows import ROWS, Row, command_of, without_times

import ecctl
from ecctl.client.resource_properties import Resources, resource
from ecctl.testing import run_command
from ecctl.testing.answers import asked_for, path_parameters

API = json.loads((Path(__file__).parents[2] / "api/ece-3.8.json").read_bytes())
DEFAULTS = {
    (operation["operationId"], parameter["name"]): parameter["default"]
    for path in API["paths"].values()
    for operation in path.values()
    for parameter in operation.get("parameters", ())
    if "default" in parameter
}
"""Defaults of parameters by operation and name; that of a switch is false unless it stands here."""


def methods():
    """Return the names of all public methods of the resources, such as `users.get`."""
    kinds = {
        name: getattr(ecctl.Client, name)
        for name, found in vars(Resources).items()
        if isinstance(found, resource)
    }
    return {
        f"{name}.{method}"
        for name, kind in kinds.items()
        for method in vars(kind)
        if not method.startswith("_")
    }


class Sent(NamedTuple):
    """A request without what differs by chance."""

    operation: str
    method: str
    path: str
    query: list[tuple[str, str]]
    body: object


class Ways:
    """A platform with the clients and the command that reach it."""

    def __init__(self, platform, runner, home):
        platform.clock.set(1_800_000_000)
        platform.seed(users={"ops": ["ece_platform_viewer"]}, runners={"host-1": ["proxy"]})
        self.platform = platform
        self.runner = runner
        self.home = home
        self.client = platform.client()
        self.async_client = platform.async_client()

    def close(self):
        self.client.close()
        self.runner.run(self.async_client.close())

    def by_client(self, row):
        return outcome(lambda: whole(row.ask(self.client)))

    def by_async_client(self, row):
        async def ask():
            found = row.ask(self.async_client)
            if hasattr(found, "__anext__"):
                return [each async for each in found]
            return await found if hasattr(found, "__await__") else found

        return outcome(lambda: self.runner.run(ask()))

    def by_command(self, row):
        file = self.home / "file"
        if row.content is not None:
            content = row.content() if callable(row.content) else row.content
            file.write_text(content if isinstance(content, str) else json.dumps(content))
        words = shlex.split(command_of(row).replace("FILE", str(file)))
        environ = {"HOME": str(self.home), **self.platform.environ}
        done = run_command(*words, "--output", "json", environ=environ)
        if done.status and not done.out:
            error = json.loads(done.err)["error"]
            assert "status" in error, done.err
            return done.status, error["status"], tuple(error["errors"]), error["message"]
        if row.shown is None:
            return None
        return (
            row.shown(done.json())
            if callable(row.shown)
            else done.json()[row.shown]
            if row.shown
            else done.json()
        )

    def sent(self, row, way):
        """Take a way, and return what was sent on it and what came of it."""
        self.platform.clear_answers()
        for operation, answer in row.answers.items():
            self.platform.answer(operation, answer)
        self.platform.requests.clear()
        value = getattr(self, way)(row)
        return [request_of(asked) for asked in self.platform.requests], value


def whole(found):
    return list(found) if hasattr(found, "__next__") else found


def outcome(ask):
    """Return the value of a call, or what its error says."""
    try:
        return ask()
    except ecctl.ApiError as error:
        return error.exit_status, error.status, error.errors, error.message


def request_of(asked):
    """Return a request without what differs by chance."""
    path, _, query = asked.path.partition("?")
    body = asked.body
    boundary = asked.headers.get("content-type", "").partition("boundary=")[2]
    if boundary:
        body = body.replace(boundary.encode(), b"boundary")
    elif body[:1] in (b"{", b"["):
        body = json.loads(body)
    return Sent(asked.operation, asked.method, path, sorted(parse_qsl(query)), body)


def without_defaults(request):
    """Return a request without the parameters that have the API's defaults: the command names them, too."""
    query = [
        (name, value)
        for name, value in request.query
        if value != str(DEFAULTS.get((request.operation, name), False)).lower()
    ]
    return request._replace(query=query)


CALLS = {
    "call": Row(lambda c: c.call("get-platform"), words="api call get-platform"),
    "call, with a bad body": Row(
        lambda c: c.call("create-enrollment-token", body={"persistent": "perhaps"}),
        words="""api call create-enrollment-token --body '{"persistent": "perhaps"}'"""),
    "call_all": Row(
        lambda c: c.call_all("search-runners", body={"query": {"match_all": {}}}),
        words="""api call search-runners --all --body '{"query": {"match_all": {}}}'"""),
    "iterate": Row(
        lambda c: c.iterate("search-runners", body={"query": {"match_all": {}}}),
        words="""api call search-runners --all --body '{"query": {"match_all": {}}}'""", shown="runners"),
    "api": Row(lambda c: c.api.get_user(user_name="ops"), words="api call get-user --param user_name=ops",
               same=without_times),
}  # fmt: skip


@pytest.fixture(scope="module")
def ways(ece_platform_module, ece_server_module, tmp_path_factory):
    with asyncio.Runner() as runner:
        made = [
            Ways(platform, runner, tmp_path_factory.mktemp("home"))
            for platform in (ece_platform_module, ece_server_module)
        ]
        yield made
        for each in made:
            each.close()


def test_every_method_of_a_resource_has_a_row():
    assert {name.partition(",")[0] for name in ROWS} == methods()


@pytest.mark.parametrize("name", [*ROWS, *CALLS])
def test_method_is_the_same_on_every_way(name, ways):
    row = (ROWS | CALLS)[name]
    places = ways[1:] if row.remote else ways
    found = [each.sent(row, way) for each in places for way in ("by_client", "by_async_client")]
    requests, value = found[0]
    assert [compared(row, each) for _, each in found] == [compared(row, value)] * len(found)
    if not row.alone:
        found += [each.sent(row, "by_command") for each in places]
        if row.shown is not None:
            assert [compared(row, each) for _, each in found] == [compared(row, value)] * len(found)
    expected = [*map(without_defaults, requests)]
    assert [[*map(without_defaults, each)] for each, _ in found] == [expected] * len(found)
    if row.answers:
        (*_, answer) = row.answers.values()
        expected = getattr(answer, "body", answer) if row.result is ... else row.result
        assert compared(row, value) == compared(row, expected)
        check_last_request(row, requests[-1])


def compared(row, value):
    return value if isinstance(value, tuple) else row.same(value)


def check_last_request(row, request):
    """Check the parameters and the body of a request against those that the row names."""
    *_, operation = (each for each in map(asked_for, row.answers) if each.method == request.method)
    parameters = {**(path_parameters(operation, request.path) or {}), **dict(request.query)}
    assert row.parameters is None or parameters == row.parameters
    assert row.body is None or request.body == row.body


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.remote])
def test_embedded_platform_refuses_what_no_ece_has(name, ways):
    ask = ROWS[name].ask
    ways[0].platform.requests.clear()
    with pytest.raises(ecctl.SettingsError, match="host is required"):
        whole(ask(ways[0].client))
    with pytest.raises(ecctl.SettingsError, match="host is required"):
        ways[0].by_async_client(ROWS[name])
    assert ways[0].platform.requests == []
