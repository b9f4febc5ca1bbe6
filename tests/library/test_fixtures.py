"""Fixtures and platforms of ecctl.testing."""

from __future__ import annotations

import datetime as dt
import enum
import subprocess
import sys
import time

import pytest

import ecctl
import ecctl.testing


def test_platform_is_fresh_and_in_process(ece_platform):
    with ece_platform.client() as client:
        assert client.enrollment_tokens.list() == []
        client.enrollment_tokens.create(roles=["proxy"])
        assert [token["roles"] for token in client.enrollment_tokens.list()] == [["proxy"]]


def test_platforms_do_not_share_data(ece_platform):
    with ece_platform.client() as client:
        assert client.enrollment_tokens.list() == []


@pytest.fixture(params=["ece_platform", "ece_server"])
def platform(request):
    return request.getfixturevalue(request.param)


def test_seed_creates_users_hosts_and_tokens(platform):
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


def test_clock_moves_only_on_request(platform):
    with platform.client() as client:
        token = client.enrollment_tokens.create(roles=["proxy"], validity="2h")["token"]
        platform.clock.advance(dt.timedelta(hours=1))
        client.runners.create("host-1", token=token, roles=["proxy"])
        platform.clock.advance("1h")
        with pytest.raises(ecctl.AuthenticationError, match="expired"):
            client.runners.create("host-2", token=token, roles=["proxy"])
        platform.clock.set(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        assert platform.clock.now == dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()


def test_client_retries_refusals(platform):
    with platform.client() as client:
        platform.fail_next(status=503, times=2)
        assert client.users.get("admin")["user_name"] == "admin"
        assert [asked.status for asked in platform.requests] == [503, 503, 200]
        platform.fail_next(status=503, times=3)
        with pytest.raises(ecctl.ApiError) as caught:
            client.users.get("admin")
    assert (caught.value.status, caught.value.code) == (503, "test.fault")


def test_path_selects_the_requests_of_a_fault(platform):
    platform.fail_next(status=409, path="/enrollment-tokens", code="a.b", message="taken")
    with platform.client() as client:
        assert client.users.list()
        with pytest.raises(ecctl.ApiError, match="taken"):
            client.enrollment_tokens.create(roles=["proxy"])


@pytest.mark.parametrize(("carried_out", "made"), [(False, 0), (True, 1)])
def test_dropped_create_raises_connection_lost(platform, carried_out, made):
    platform.drop_next(carried_out=carried_out)
    with platform.client() as client:
        with pytest.raises(ecctl.ConnectionLostError) as caught:
            client.enrollment_tokens.create(roles=["proxy"])
        assert caught.value.sent
        assert len(client.enrollment_tokens.list()) == made
    assert platform.requests[0].status == 0


def test_client_retries_dropped_get(platform):
    platform.drop_next()
    with platform.client() as client:
        assert client.enrollment_tokens.list() == []


def test_delay_delays_the_response(platform):
    platform.delay_next(0.05)
    start = time.monotonic()
    with platform.client() as client:
        client.platform.info()
    assert time.monotonic() - start >= 0.05


def test_delay_exceeds_the_timeout_over_https(ece_server):
    ece_server.delay_next(30)
    with ece_server.client(timeout=0.1) as client, pytest.raises(ecctl.RequestTimeoutError):
        client.platform.info()


def test_server_requires_tls_and_api_key(ece_server):
    assert ece_server.host.startswith("https://127.0.0.1:")
    stranger = ecctl.Client(host=ece_server.host, api_key="wrong", ca_file=ece_server.ca_file)
    with stranger, pytest.raises(ecctl.AuthenticationError):
        stranger.platform.info()
    trusting = ecctl.Client(host=ece_server.host, api_key=ece_server.api_key)
    with trusting, pytest.raises(ecctl.TLSError):
        trusting.platform.info()
    with ecctl.Client(host=ece_server.host, api_key=ece_server.api_key, ca_file=ece_server.ca_file) as client:
        assert client.users.me()["user_name"] == "tester"


def test_server_is_reachable_from_another_process(ece_server, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", "user", "show", "--current", "--output", "json"],
        env={"HOME": str(tmp_path), **ece_server.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"user_name": "tester"' in done.stdout


def test_command_runs_in_process(ecctl_run, ece_platform, ece_server):
    made = ecctl_run("enrollment-token", "create", "--role", "proxy", "--output", "json")
    assert (made.status, made.err) == (0, "")
    with ece_platform.client() as client:
        assert [token["token_id"] for token in client.enrollment_tokens.list()] == [made.json()["token_id"]]
    refused = ecctl_run("enrollment-token", "create")
    assert (refused.status, refused.out) == (2, "")
    there = ecctl_run("enrollment-token", "list", "--output", "json", env=ece_server.environ)
    assert there.json() == {"tokens": []}


def test_plugin_imports_nothing_until_used(tmp_path):
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
def test_fail_next_rejects_non_error_status(ece_platform, status):
    with pytest.raises(ecctl.UsageError, match="400 to 599"):
        ece_platform.fail_next(status=status)


@pytest.mark.parametrize("ask", ["fail_next", "drop_next", "delay_next"])
@pytest.mark.parametrize("times", [0, -1, 1.5])
def test_faults_reject_times_below_one(ece_platform, ask, times):
    with pytest.raises(ecctl.UsageError, match="times"):
        getattr(ece_platform, ask)(*([0.1] if ask == "delay_next" else []), times=times)


@pytest.mark.parametrize("seconds", [-1, "soon", float("nan"), None])
def test_delay_next_rejects_invalid_seconds(ece_platform, seconds):
    with pytest.raises(ecctl.UsageError, match="seconds"):
        ece_platform.delay_next(seconds)


def test_requests_are_the_testers(platform):
    with platform.client() as client:
        who = client.users.me()
        assert (who["user_name"], who["security"]["roles"]) == ("tester", ["ece_platform_admin"])
        assert "tester" in {user["user_name"] for user in client.users.list()}


def test_tester_can_rotate_api_keys(platform):
    with platform.client() as client:
        old = client.api_keys.create("old")
        new = client.api_keys.create("new")
        client.api_keys.delete(old["id"])
        assert new["id"] in {key["id"] for key in client.api_keys.list()}
        assert old["id"] not in {key["id"] for key in client.api_keys.list()}


def test_in_memory_platform_is_not_found_by_another_process(ece_platform, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", "enrollment-token", "list"],
        env={"HOME": str(tmp_path), **ece_platform.environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "in-memory" in done.stderr
    assert "ece_server" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_closed_platform_is_not_recreated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    platform = ecctl.testing.EcePlatform()
    platform.close()
    with platform.client() as client, pytest.raises(ecctl.PlatformError, match="in-memory"):
        client.users.list()
    assert list(tmp_path.iterdir()) == []


class Role(enum.StrEnum):
    PROXY = "proxy"


@pytest.mark.parametrize("roles", [("proxy",), [Role.PROXY]])
def test_body_is_serialized_alike_in_process_and_over_https(platform, roles):
    with platform.client() as client:
        client.call("create-enrollment-token", body={"persistent": True, "roles": roles})
        assert client.enrollment_tokens.list()[0]["roles"] == ["proxy"]
        assert type(client.enrollment_tokens.list()[0]["roles"][0]) is str


def test_close_does_not_wait_for_clients(tmp_path):
    server = ecctl.testing.EceServer(tmp_path)
    client = server.client()
    client.users.list()
    start = time.monotonic()
    server.close()
    assert time.monotonic() - start < 2
    client.close()


def test_seed_neither_meets_faults_nor_clears_requests(platform):
    with platform.client() as client:
        client.users.list()
        platform.fail_next(status=409, method="post")
        platform.seed(users={"ops": ["ece_platform_viewer"]}, tokens=[["proxy"]])
        assert [asked.method for asked in platform.requests] == ["GET"]
        with pytest.raises(ecctl.ApiError):
            client.enrollment_tokens.create(roles=["proxy"])


def test_seed_reports_errors_of_the_platform(platform):
    platform.seed(users={"ops": ["ece_platform_viewer"]})
    with pytest.raises(ecctl.ApiError, match="already in use"):
        platform.seed(users={"ops": ["ece_platform_viewer"]})


def test_method_selects_the_requests_of_a_fault(platform):
    platform.fail_next(status=409, method="DELETE")
    with platform.client() as client:
        token = client.enrollment_tokens.create(roles=["proxy"])
        with pytest.raises(ecctl.ApiError):
            client.enrollment_tokens.delete(token["token_id"])


def test_request_shows_operation_headers_and_body(platform):
    with platform.client() as client:
        client.enrollment_tokens.create(roles=["proxy"])
    asked = platform.requests[-1]
    assert asked.operation == "create-enrollment-token"
    assert asked.json() == {"persistent": True, "roles": ["proxy"]}
    assert asked.headers["content-type"] == "application/json"
    assert repr(asked).endswith("enrollment-tokens -> 200)")


def test_unmet_fault_is_reported_by_the_context_manager():
    platform = ecctl.testing.EcePlatform()
    platform.fail_next(path="/tokens")
    platform.delay_next("200ms")
    with pytest.raises(AssertionError, match=r"fail_next\(status=503, path='/tokens'\), delay_next\(0.2\)"):
        platform.__exit__(None, None, None)


def test_unmet_fault_does_not_replace_an_error():
    platform = ecctl.testing.EcePlatform()
    platform.fail_next()
    with pytest.raises(ZeroDivisionError), platform:
        raise ZeroDivisionError


def test_cleared_fault_is_neither_met_nor_reported(platform):
    platform.fail_next(status=409)
    platform.clear_faults()
    with platform.client() as client:
        assert client.users.list()


def test_unmet_fault_fails_the_test_that_uses_the_fixture(tmp_path):
    (tmp_path / "test_typo.py").write_text(
        "def test_typo(ece_platform):\n    ece_platform.fail_next(path='enrolment')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "no request met these faults: fail_next(status=503, path='enrolment')" in done.stdout


def test_platform_and_command_work_without_pytest(tmp_path):
    (tmp_path / "test_unit.py").write_text(
        "import tempfile, unittest\n"
        "from ecctl.testing import EcePlatform, EceServer, run_command\n"
        "class Tests(unittest.TestCase):\n"
        "    def setUp(self):\n"
        "        self.platform = self.enterContext(EcePlatform())\n"
        "        self.server = self.enterContext(EceServer())\n"
        "        self.home = self.enterContext(tempfile.TemporaryDirectory())\n"
        "    def test_command(self):\n"
        "        for platform in (self.platform, self.server):\n"
        "            environ = {'HOME': self.home, **platform.environ}\n"
        "            done = run_command('enrollment-token', 'list', '--output', 'json', environ=environ)\n"
        "            self.assertEqual(done.json(), {'tokens': []})\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-m", "unittest", "test_unit"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
