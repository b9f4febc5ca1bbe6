"""What editors, mocks and frameworks see of the library."""

from __future__ import annotations

import ast
import asyncio
import inspect
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

import ecctl
import ecctl.testing

BOTH = pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])


@pytest.mark.parametrize("package", [ecctl, ecctl.testing])
def test_stub_lists_the_names_that_the_package_exports(package):
    stub = ast.parse(Path(package.__file__).with_suffix(".pyi").read_text())
    listed = {alias.asname for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    listed |= {node.target.id for node in stub.body if isinstance(node, ast.AnnAssign)}
    assert listed == set(package.__all__)
    for name in package.__all__:
        assert getattr(package, name) is not None


def test_dir_lists_public_names_only():
    assert [name for name in dir(ecctl) if not name.startswith("__")] == sorted(
        set(ecctl.__all__) - {"__version__"}
    )


@BOTH
def test_signature_returns_the_result_not_the_specification(kind):
    client = kind(host="http://h", api_key="k")
    signature = inspect.signature(client.users.list)
    result = f"list[{ecctl.models.User.__module__}.User]"
    assert str(signature) == f"(*, include_disabled: bool = False) -> {result}"


@BOTH
def test_signature_returns_the_iterator_of_the_client(kind):
    client = kind(host="http://h", api_key="k")
    iterator = ecctl.AsyncElements if kind is ecctl.AsyncClient else ecctl.Elements
    signature = inspect.signature(client.users.iterate)
    assert signature.return_annotation is iterator
    assert list(signature.parameters) == ["include_disabled", "limit"]
    assert [each.default for each in signature.parameters.values()] == [False, None]


def test_both_clients_have_the_same_methods():
    inside = {"execute", "execute_all", "has_sent"}
    names = {name for name in dir(ecctl.Client) if not name.startswith("_")} - inside
    assert names == {name for name in dir(ecctl.AsyncClient) if not name.startswith("_")} - inside
    for name in names:
        one, other = getattr(ecctl.Client, name), getattr(ecctl.AsyncClient, name)
        if inspect.isfunction(one):
            assert [*inspect.signature(one).parameters.values()] == [
                *inspect.signature(other).parameters.values()
            ]


def test_methods_of_the_async_client_are_coroutine_functions():
    client = ecctl.AsyncClient(host="http://h", api_key="k")
    assert asyncio.iscoroutinefunction(client.users.list)
    assert asyncio.iscoroutinefunction(client.call)
    assert not asyncio.iscoroutinefunction(ecctl.Client(host="http://h", api_key="k").users.list)


def test_forgotten_await_names_the_method():
    program = (
        "import ecctl\n"
        "client = ecctl.AsyncClient(host='http://h', api_key='k')\n"
        "client.users.list()\n"
        "client.call('get-users')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "coroutine 'Users.list' was never awaited" in done.stderr
    assert "coroutine 'AsyncClient.call' was never awaited" in done.stderr


@BOTH
def test_wrong_arguments_raise_at_the_call(kind):
    client = kind(host="http://h", api_key="k")
    with pytest.raises(ecctl.UsageError):
        client.users.get("")
    with pytest.raises(ecctl.UsageError):
        client.call("no-such-operation")
    with pytest.raises(TypeError):
        client.users.get()
    with pytest.raises(TypeError):
        client.users.get(None)


def test_methods_can_be_patched(ece_platform):
    with ece_platform.client() as client:
        with mock.patch.object(client.users, "list", return_value=["ada"]):
            assert client.users.list() == ["ada"]
        with mock.patch.object(client, "users") as users:
            users.list.return_value = ["bob"]
            assert client.users.list() == ["bob"]
        assert client.users.me()["user_name"] == "tester"
        assert client.users is client.users


@BOTH
def test_autospec_checks_arguments(kind):
    client = mock.create_autospec(kind, instance=True)
    made = client.users.list(include_disabled=True)
    if kind is ecctl.AsyncClient:
        made.close()
    with pytest.raises(TypeError):
        client.users.list(1, 2, nonsense=3)


def test_hint_is_in_the_traceback():
    program = "import ecctl; ecctl.Client(host='http://h', api_key='k').call('list_deployments')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "did you mean list-deployments?" in done.stderr


def test_trio_is_refused_with_what_to_do(ece_platform):
    trio = pytest.importorskip("trio", reason="needs requirements/recipes.txt")

    async def main():
        await ece_platform.async_client().users.me()

    with pytest.raises(ecctl.UsageError, match="needs asyncio") as caught:
        trio.run(main)
    assert "trio.to_thread" in caught.value.hint
