"""What `ecctl.testing` offers to other projects' tests: scopes, users, faults by operation, cassettes."""

from __future__ import annotations

import asyncio
import json

import pytest

import ecctl
from ecctl.testing import Cassette, EcePlatform, Reply


def test_fault_meets_its_operation_only(ece_platform):
    ece_platform.fail_next(status=409, operation="create-enrollment-token")
    with ece_platform.client() as client:
        client.enrollment_tokens.list()  # the same path
        with pytest.raises(ecctl.ConflictError):
            client.enrollment_tokens.create(roles=["proxy"])


def test_fault_of_unknown_operation_is_refused_at_once(ece_platform):
    with pytest.raises(ecctl.UsageError, match='no operation "get-usr"') as caught:
        ece_platform.drop_next(operation="get-usr")
    assert "get-user" in caught.value.hint


def test_unmet_fault_names_its_operation():
    with (
        pytest.raises(AssertionError, match=r"delay_next\(1, operation='get-user'\)"),
        EcePlatform() as platform,
    ):
        platform.delay_next(1, operation="get-user")


@pytest.mark.parametrize("kind", ["ece_platform", "ece_server"])
def test_client_acts_as_another_user(kind, request):
    platform = request.getfixturevalue(kind)
    platform.seed(users={"eve": ["ece_platform_viewer"]})
    with platform.client("eve") as client, platform.client() as admin:
        assert client.users.me()["user_name"] == "eve"
        with pytest.raises(ecctl.PermissionDeniedError):
            client.enrollment_tokens.create(roles=["proxy"])
        admin.users.update("eve", roles=["ece_platform_admin"])
        assert client.enrollment_tokens.create(roles=["proxy"])["token"]

    async def main():
        async with platform.async_client("eve") as client:
            return await client.users.me()

    assert asyncio.run(main())["user_name"] == "eve"


def test_unknown_user_is_named(ece_platform):
    with ece_platform.client("nobody") as client, pytest.raises(ecctl.UsageError, match='user "nobody"'):
        client.users.me()


def test_command_acts_as_another_user(ece_platform, ecctl_run):
    ece_platform.seed(users={"eve": ["ece_platform_viewer"]})
    done = ecctl_run("user", "show", "--current", "--output", "json", env=ece_platform.environ_of("eve"))
    assert done.json()["user_name"] == "eve"


def test_shared_platforms_keep_their_state(pytester_file):
    done = pytester_file(
        """
        def test_first(ece_platform_module, ece_platform_session, ece_platform):
            for platform in (ece_platform_module, ece_platform_session, ece_platform):
                platform.seed(tokens=[["proxy"]])

        def test_second(ece_platform_module, ece_platform_session, ece_platform):
            found = [
                len(platform.client().enrollment_tokens.list())
                for platform in (ece_platform_module, ece_platform_session, ece_platform)
            ]
            assert found == [1, 1, 0]

        def test_servers(ece_server_module, ece_server_session):
            assert ece_server_module.host != ece_server_session.host
        """
    )
    assert "3 passed" in done.stdout, done.stdout


@pytest.fixture
def pytester_file(tmp_path):
    """Run a test file in a pytest of its own."""
    import os
    import subprocess
    import sys
    from textwrap import dedent

    def run(text):
        (tmp_path / "test_it.py").write_text(dedent(text))
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


# Cassettes


def audit(client):
    made = client.enrollment_tokens.create(roles=["proxy"], validity="1h")
    client.users.get("eve")
    with pytest.raises(ecctl.NotFoundError):
        client.users.get("nobody")
    return made, client.users.list()


def test_cassette_plays_what_it_recorded_without_a_platform(ece_server, tmp_path):
    ece_server.seed(users={"eve": ["ece_platform_admin"]})
    path = tmp_path / "cassettes" / "audit.json"
    with Cassette(path) as cassette, ece_server.client("eve", middleware=[cassette]) as client:
        made, users = audit(client)
    recorded = path.read_text()
    for secret in (made["token"], "password-of-eve", ece_server.api_key):
        assert secret not in recorded
    asked = len(ece_server.requests)
    with Cassette(path) as cassette, ece_server.client("eve", middleware=[cassette]) as client:
        again, same = audit(client)
        assert (again["token"], same) == ("[REDACTED]", users)
        with pytest.raises(ecctl.UsageError, match="no response for GET /api/v1/users/eve"):
            client.users.get("eve")
    assert len(ece_server.requests) == asked
    assert path.read_text() == recorded


def test_async_client_plays_the_same_cassette(ece_platform, tmp_path):
    path = tmp_path / "me.json"
    with Cassette(path) as cassette, ece_platform.client(middleware=[cassette]) as client:
        me = client.users.me()

    async def main():
        with Cassette(path) as cassette:
            async with ece_platform.async_client(middleware=[cassette]) as client:
                return await client.users.me()

    assert asyncio.run(main()) == me
    assert len(ece_platform.requests) == 1


def test_token_of_a_played_response_is_refused_with_a_hint(ece_platform, tmp_path):
    path = tmp_path / "revoke.json"
    with Cassette(path) as cassette, ece_platform.client(middleware=[cassette]) as client:
        client.enrollment_tokens.delete(client.enrollment_tokens.create(roles=["proxy"])["token"])
    with Cassette(path) as cassette, ece_platform.client(middleware=[cassette]) as client:
        token = client.enrollment_tokens.create(roles=["proxy"])["token"]
        with pytest.raises(ecctl.UsageError) as caught:
            client.enrollment_tokens.delete(token)
    assert caught.value.hint == "a played response holds [REDACTED] in place of a token: use its token_id"


def test_cassette_is_not_written_if_the_test_fails(ece_platform, tmp_path):
    path = tmp_path / "failed.json"
    with pytest.raises(ecctl.NotFoundError), Cassette(path) as cassette:
        ece_platform.client(middleware=[cassette]).users.get("nobody")
    assert not path.exists()


def test_cassette_redacts_what_a_function_names(ece_platform, tmp_path):
    path = tmp_path / "names.json"
    hide = lambda text: text.replace("tester", "somebody")  # noqa: E731
    with Cassette(path, redact=hide) as cassette, ece_platform.client(middleware=[cassette]) as client:
        client.users.me()
    ((exchange),) = json.loads(path.read_text())
    assert exchange["response"]["body"]["user_name"] == "somebody"


@pytest.mark.parametrize(
    "body",
    [
        {"message": "the login failed: password=planted-secret"},
        {"url": "https://elastic:planted-secret@es.example.com/"},
        {"description": 'sent {"api_key": "planted-secret"}'},
        {"description": "sent Authorization: ApiKey planted-secret"},
        {"Authorization": "planted-secret"},
        {"password": "planted-secret", "name": "copy of planted-secret"},
    ],
)
def test_cassette_redacts_secrets_inside_of_texts(ece_platform, tmp_path, body):
    path = tmp_path / "planted.json"
    ece_platform.answer("get-deployment", body)
    with Cassette(path) as cassette, ece_platform.client(middleware=[cassette]) as client:
        assert client.deployments.get("d") == body
    assert "planted-secret" not in path.read_text()
    assert "[REDACTED]" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_cassette_stores_text_that_utf8_cannot_encode(ece_platform, tmp_path):
    path = tmp_path / "half.json"
    ece_platform.answer("get-deployment", {"name": "\ud800"})
    for _ in ("record", "play"):
        with Cassette(path) as cassette, ece_platform.client(middleware=[cassette]) as client:
            assert client.deployments.get("d")["name"] == "\ud800"


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", '[{"request": {}}]', '[{"request":1,"response":{}}]']
)
def test_file_that_is_not_a_cassette_is_refused(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(ecctl.UsageError, match="is not a cassette"):
        Cassette(path)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda p: p.answer("get-deployment", b"raw"), "a response must be a JSON value, not bytes"),
        (lambda p: p.answer("get-deployment", {"a": {1}}), "a is a set"),
        (
            lambda p: p.answer("get-deployment", Reply({}, status="x")),
            "status must be an int from 200 to 599",
        ),
        (lambda p: p.answer("get-deployment", Reply({}, headers=1)), "headers must be a mapping, not int"),
        (lambda p: p.fail_next(retry_after="x"), "retry_after must be int, not str"),
        (lambda p: p.fail_next(path=1), "path must be str, not int"),
        (lambda p: p.drop_next(method=1), "method must be str, not int"),
        (lambda p: p.clock.set("noon"), "moment must be a datetime or seconds, not str"),
        (lambda p: p.seed(users=["eve"]), "users must be a mapping of names to roles, not list"),
        (lambda p: p.seed(runners=["host"]), "runners must be a mapping of names to roles, not list"),
        (lambda p: p.seed(tokens="proxy"), "tokens must be a list of lists of roles, not str"),
    ],
)
def test_platform_refuses_invalid_argument(ece_platform, ask, said):
    with pytest.raises(ecctl.UsageError, match=said):
        ask(ece_platform)
