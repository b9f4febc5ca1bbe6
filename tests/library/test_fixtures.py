"""The fixtures that other people's tests get: what each promises."""

from __future__ import annotations

import datetime as dt
import enum
import subprocess
import sys
import time

import pytest

import ecctl
import ecctl.testing


def test_a_platform_is_fresh_and_in_this_process(ece_platform):
    with ece_platform.client() as client:
        assert client.enrollment_tokens.list() == []
        client.enrollment_tokens.create(roles=["proxy"])
        assert [token["roles"] for token in client.enrollment_tokens.list()] == [["proxy"]]


def test_a_platform_does_not_know_what_was_in_another(ece_platform):
    with ece_platform.client() as client:
        assert client.enrollment_tokens.list() == []


@pytest.fixture(params=["ece_platform", "ece_server"])
def platform(request):
    return request.getfixturevalue(request.param)


def test_a_platform_is_seeded_on_request(platform):
    tokens = platform.seed(
        users={"ops": ["ece_platform_viewer"]},
        runners={"host-1": ["proxy"]},
        tokens=[["allocator"], ["proxy"]],
    )
    assert platform.requests == []
    with platform.client() as client:
        assert {token["token_id"] for token in client.enrollment_tokens.list()} == {
            t["token_id"] for t in tokens
        }
        assert client.users.get("ops")["security"]["roles"] == ["ece_platform_viewer"]
        assert [runner["runner_id"] for runner in client.runners.list()] == ["host-1"]


def test_the_clock_is_the_tests(platform):
    with platform.client() as client:
        token = client.enrollment_tokens.create(roles=["proxy"], validity="2h")["token"]
        platform.clock.advance(dt.timedelta(hours=1))
        client.runners.create("host-1", token=token, roles=["proxy"])
        platform.clock.advance("1h")
        with pytest.raises(ecctl.AuthenticationError, match="expired"):
            client.runners.create("host-2", token=token, roles=["proxy"])
        platform.clock.set(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        assert platform.clock.now == dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()


def test_a_refusal_is_repeated_as_often_as_the_client_is_told(platform):
    with platform.client() as client:
        platform.fail_next(status=503, times=2)
        assert client.users.get("admin")["user_name"] == "admin"
        assert [asked.status for asked in platform.requests] == [503, 503, 200]
        platform.fail_next(status=503, times=3)
        with pytest.raises(ecctl.ApiError) as caught:
            client.users.get("admin")
    assert (caught.value.status, caught.value.code) == (503, "test.fault")


def test_a_refusal_meets_the_path_that_it_is_for(platform):
    platform.fail_next(status=409, path="/enrollment-tokens", code="a.b", message="taken")
    with platform.client() as client:
        assert client.users.list()
        with pytest.raises(ecctl.ApiError, match="taken"):
            client.enrollment_tokens.create(roles=["proxy"])


@pytest.mark.parametrize(("carried_out", "made"), [(False, 0), (True, 1)])
def test_a_dropped_connection_is_no_answer(platform, carried_out, made):
    platform.drop_next(carried_out=carried_out)
    with platform.client() as client:
        with pytest.raises(ecctl.ConnectionLostError) as caught:
            client.enrollment_tokens.create(roles=["proxy"])
        assert caught.value.sent
        assert len(client.enrollment_tokens.list()) == made
    assert platform.requests[0].status == 0


def test_a_dropped_connection_of_a_safe_request_is_made_up_for(platform):
    platform.drop_next()
    with platform.client() as client:
        assert client.enrollment_tokens.list() == []


def test_a_delay_is_waited_for(platform):
    platform.delay_next(0.05)
    start = time.monotonic()
    with platform.client() as client:
        client.platform.info()
    assert time.monotonic() - start >= 0.05


def test_a_delay_meets_the_time_limit_of_a_real_connection(ece_server):
    ece_server.delay_next(30)
    with ece_server.client(timeout=0.1) as client, pytest.raises(ecctl.RequestTimeoutError):
        client.platform.info()


def test_a_server_speaks_https_and_wants_its_key(ece_server):
    assert ece_server.host.startswith("https://127.0.0.1:")
    stranger = ecctl.Client(host=ece_server.host, api_key="wrong", ca_file=ece_server.ca_file)
    with stranger, pytest.raises(ecctl.AuthenticationError):
        stranger.platform.info()
    trusting = ecctl.Client(host=ece_server.host, api_key=ece_server.api_key)
    with trusting, pytest.raises(ecctl.TLSError):
        trusting.platform.info()
    with ecctl.Client(host=ece_server.host, api_key=ece_server.api_key, ca_file=ece_server.ca_file) as client:
        assert client.users.get()["user_name"] == "tester"


def test_a_server_can_be_reached_by_another_process(ece_server, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", "user", "show", "--current", "--output", "json"],
        env={"HOME": str(tmp_path), **ece_server.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"user_name": "tester"' in done.stdout


def test_the_command_runs_in_this_process(ecctl_run, ece_platform, ece_server):
    made = ecctl_run("enrollment-token", "create", "--role", "proxy", "--output", "json")
    assert (made.status, made.err) == (0, "")
    with ece_platform.client() as client:
        assert [token["token_id"] for token in client.enrollment_tokens.list()] == [made.json()["token_id"]]
    refused = ecctl_run("enrollment-token", "create")
    assert (refused.status, refused.out) == (2, "")
    there = ecctl_run("enrollment-token", "list", "--output", "json", env=ece_server.environ)
    assert there.json() == {"tokens": []}


def test_a_platform_that_is_not_used_costs_nothing(tmp_path):
    (tmp_path / "test_nothing.py").write_text(
        "import sys\ndef test_nothing():\n"
        "    assert {m for m in sys.modules if m.startswith('ecctl')} <= {'ecctl', 'ecctl.pytest_plugin'}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("status", [200, 302, 399, 600, 0, "503", True])
def test_a_refusal_has_a_status_that_refuses(ece_platform, status):
    with pytest.raises(ecctl.UsageError, match="400 to 599"):
        ece_platform.fail_next(status=status)


@pytest.mark.parametrize("ask", ["fail_next", "drop_next", "delay_next"])
@pytest.mark.parametrize("times", [0, -1, 1.5])
def test_a_fault_happens_once_at_least(ece_platform, ask, times):
    with pytest.raises(ecctl.UsageError, match="times"):
        getattr(ece_platform, ask)(*([0.1] if ask == "delay_next" else []), times=times)


@pytest.mark.parametrize("seconds", [-1, "soon", float("nan"), None])
def test_a_delay_is_a_number_of_seconds(ece_platform, seconds):
    with pytest.raises(ecctl.UsageError, match="seconds"):
        ece_platform.delay_next(seconds)


def test_who_asks_is_the_same_in_process_and_over_https(platform):
    with platform.client() as client:
        who = client.users.get()
        assert (who["user_name"], who["security"]["roles"]) == ("tester", ["ece_platform_admin"])
        assert "tester" in {user["user_name"] for user in client.users.list()}


def test_the_rotation_of_an_administrators_key_can_be_rehearsed(platform):
    with platform.client() as client:
        old = client.api_keys.create("old")
        new = client.api_keys.create("new")
        client.api_keys.delete(old["id"])
        assert new["id"] in {key["id"] for key in client.api_keys.list()}
        assert old["id"] not in {key["id"] for key in client.api_keys.list()}


def test_a_platform_in_memory_is_found_by_no_other_process(ece_platform, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", "enrollment-token", "list"],
        env={"HOME": str(tmp_path), **ece_platform.environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "in memory" in done.stderr
    assert "ece_server" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_platform_that_is_closed_is_not_made_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    platform = ecctl.testing.EcePlatform()
    platform.close()
    with platform.client() as client, pytest.raises(ecctl.PlatformError, match="in memory"):
        client.users.list()
    assert list(tmp_path.iterdir()) == []


class Role(enum.StrEnum):
    PROXY = "proxy"


@pytest.mark.parametrize("roles", [("proxy",), [Role.PROXY]])
def test_a_body_is_the_same_in_process_and_over_https(platform, roles):
    with platform.client() as client:
        client.call("create-enrollment-token", body={"persistent": True, "roles": roles})
        assert client.enrollment_tokens.list()[0]["roles"] == ["proxy"]
        assert type(client.enrollment_tokens.list()[0]["roles"][0]) is str
