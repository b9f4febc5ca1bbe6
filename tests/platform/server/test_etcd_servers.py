"""Several servers with one etcd store: one platform, and what happens if etcd is lost."""

from __future__ import annotations

import base64
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.server import ServerProcess, basic

from ecctl.platform.auth.throttle import PER_USER, WINDOW_SECONDS

pytestmark = pytest.mark.once

SECURITY = "/api/v1/platform/configuration/security"
TOKENS = f"{SECURITY}/enrollment-tokens"
ENROLL = "/ecctl/v1/hosts/_enroll"
PERSISTENT = {"persistent": True, "roles": ["proxy"]}


@pytest.fixture
def servers(tmp_path, etcd_url):
    """Start two servers at once on an empty prefix; both get the password that one of them has made."""
    with ThreadPoolExecutor(2) as pool:
        folders = [tmp_path / name for name in ("one", "two")]
        found = list(pool.map(lambda folder: serve(folder, etcd_url), folders))
    password = next(server.config["pass"] for server in found if "pass" in server.config)
    for server in found:
        server.authorization = basic("admin", password)
    yield found
    for server in found:
        server.stop()


def wait_until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def serve(folder, url):
    folder.mkdir(exist_ok=True)
    return ServerProcess(folder, "--plain-http", "--store", url)


def test_servers_that_start_at_once_make_one_platform(servers):
    assert sum("pass" in server.config for server in servers) == 1
    created = servers[0].ask("POST", TOKENS, PERSISTENT)[2]
    assert [token["token_id"] for token in servers[1].ask("GET", TOKENS)[2]["tokens"]] == [
        created["token_id"]
    ]


def test_console_shows_the_platform_on_every_server(servers):
    created = servers[0].ask("POST", TOKENS, PERSISTENT)[2]
    host = {"token": created["token"], "roles": ["proxy"], "host_ip": "192.0.2.1"}
    servers[1].ask("POST", ENROLL, host, authorization="")
    name, password = base64.b64decode(servers[0].authorization.partition(" ")[2]).decode().split(":")
    # Both behind one address, as behind a load balancer.
    page = {"X-Ecctl-Console": "1", "Host": "ece.example"}
    credentials = {"username": name, "password": password}
    session = "/ecctl/v1/console/session"
    _, headers, _ = servers[0].ask("POST", session, credentials, authorization="", headers=page)
    page["Cookie"] = headers["set-cookie"].partition(";")[0]
    for server in servers:
        hosts = server.ask("GET", "/ecctl/v1/hosts", authorization="", headers=page)[2]["hosts"]
        assert [host["token_id"] for host in hosts] == [created["token_id"]]
        entries = server.ask("GET", "/ecctl/v1/audit/_search?event=token.", authorization="", headers=page)
        newest = [entry["event"] for entry in entries[2]["entries"][:2]]
        assert newest == ["token.used", "token.created"]
        store = server.ask("GET", "/ecctl/v1/status", authorization="", headers=page)[2]["store"]
        assert (store["kind"], store["ready"], store["members"][0]["state"]) == ("etcd", True, "leader")
    assert servers[1].ask("DELETE", session, authorization="", headers=page)[0] == 200
    wait_until(lambda: servers[0].ask("GET", TOKENS, authorization="", headers=page)[0] == 401)


def test_embedded_platform_uses_the_same_store(servers, ecctl, etcd_url):
    created = servers[0].ask("POST", TOKENS, PERSISTENT)[2]
    outcome = ecctl("--config", "embedded", "enrollment-token", "list", env={"ECCTL_STORE": etcd_url})
    assert created["token_id"] in outcome.out, outcome.err


def test_session_that_ended_on_one_server_is_refused_by_the_other(servers):
    one, two = servers
    for _ in range(5):
        bearer = (
            "Bearer "
            + one.ask("POST", "/api/v1/users/auth/_login", login_of(one), authorization="")[2]["token"]
        )
        assert two.ask("GET", TOKENS, authorization=bearer)[0] == 200
        assert one.ask("POST", "/api/v1/users/auth/_logout", authorization=bearer)[0] == 200
        assert two.ask("POST", TOKENS, PERSISTENT, authorization=bearer)[0] == 401


def login_of(server):
    name, _, password = base64.b64decode(server.authorization.removeprefix("Basic ")).decode().partition(":")
    return {"username": name, "password": password}


def test_lost_etcd_is_503_until_it_is_back(servers, etcd):
    one = servers[0]
    assert one.ask("GET", "/readyz", authorization="")[0] == 200
    member = etcd.members[0]
    member.pause()
    try:
        for method, path, body in (
            ("GET", "/readyz", None),
            ("POST", TOKENS, PERSISTENT),
            ("GET", TOKENS, None),
        ):
            started = time.monotonic()
            status, headers, _ = one.ask(method, path, body)
            assert (status, headers["retry-after"]) == (503, "2")
            assert time.monotonic() - started < 12
    finally:
        member.resume()
    wait_until(lambda: one.ask("GET", "/readyz", authorization="")[0] == 200)
    assert one.ask("POST", TOKENS, PERSISTENT)[0] == 200


class Link:
    """A connection to a server that stays open."""

    def __init__(self, server):
        self._connection = server.connection()
        self.authorization = server.authorization

    def ask(self, method, path, body=None, *, authorization=None):
        """Return the status and the JSON value of a response."""
        headers = {"Authorization": self.authorization if authorization is None else authorization}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, body and json.dumps(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def close(self):
        self._connection.close()


def enrollment(token, host):
    """Return the body of a host's attempt to join."""
    return {"token": token, "roles": ["proxy"], "host_ip": "10.1.2.3", "runner_id": host}


def enroll(link, token, host):
    """Return the status of a host's attempt to join."""
    return link.ask("POST", ENROLL, enrollment(token, host), authorization="")[0]


def race_revocations(servers, rounds, name):
    """Revoke tokens through one server and use them at once through the other. Return the statuses."""
    one, two = (Link(server) for server in (servers if name % 2 else reversed(servers)))
    statuses = []
    for number in range(rounds):
        status, token = one.ask("POST", TOKENS, PERSISTENT)
        assert status == 200
        if number % 10 == 0:
            assert enroll(two, token["token"], f"before-{name}-{number}") == 201
        assert one.ask("DELETE", f"{TOKENS}/{token['token_id']}")[0] == 200
        statuses.append(enroll(two, token["token"], f"after-{name}-{number}"))
    one.close()
    two.close()
    return statuses


def keep_busy(server, stopped):
    """Create tokens until told to stop. Return their number."""
    link, count = Link(server), 0
    while not stopped.is_set():
        assert link.ask("POST", TOKENS, PERSISTENT)[0] == 200
        count += 1
    link.close()
    return count


@pytest.mark.parametrize(
    "rounds", [25, pytest.param(2500, marks=pytest.mark.torture)], ids=["sample", "torture"]
)
def test_revoked_token_enrolls_no_host_at_the_other_server(servers, rounds):
    stopped = threading.Event()
    with ThreadPoolExecutor(6) as pool:
        busy = [pool.submit(keep_busy, server, stopped) for server in servers]
        runs = [pool.submit(race_revocations, servers, rounds, name) for name in range(4)]
        try:
            statuses = [status for run in runs for status in run.result()]
        finally:
            stopped.set()
        assert all(run.result() > rounds for run in busy)
    assert len(statuses) == 4 * rounds
    assert set(statuses) == {401}


@pytest.fixture
def jane(servers):
    """Make a user, and return the value of her Authorization header."""
    security = {"password": "correct horse", "roles": ["ece_platform_admin"]}
    assert servers[0].ask("POST", "/api/v1/users", {"user_name": "jane", "security": security})[0] in {
        200,
        201,
    }
    return basic("jane", "correct horse")


def test_deleted_api_key_is_refused_by_the_other_server(servers, jane):
    one, two = servers
    keys = "/api/v1/users/auth/keys"
    for number in range(5):
        status, _, made = one.ask("POST", keys, {"description": f"k{number}"}, authorization=jane)
        assert status == 201
        shown = f"ApiKey {made['key']}"
        for _ in range(2):
            assert two.ask("POST", TOKENS, PERSISTENT, authorization=shown)[0] == 200
        assert one.ask("DELETE", f"{keys}/{made['id']}", authorization=jane)[0] == 200
        assert two.ask("POST", TOKENS, PERSISTENT, authorization=shown)[0] == 401


def test_disabled_user_is_refused_by_the_other_server(servers, jane):
    one, two = servers
    assert two.ask("POST", TOKENS, PERSISTENT, authorization=jane)[0] == 200
    change = {"user_name": "jane", "security": {"enabled": False}}
    assert one.ask("PATCH", "/api/v1/users/jane", change)[0] == 200
    assert two.ask("POST", TOKENS, PERSISTENT, authorization=jane)[0] == 401


def test_retired_signing_key_is_refused_by_the_other_server(servers):
    one, two = servers
    old = one.ask("POST", TOKENS, PERSISTENT)[2]["token"]
    keys = "/ecctl/v1/signing-keys"
    assert one.ask("POST", f"{keys}/_rotate")[0] == 201
    link = Link(two)
    assert enroll(link, old, "before") == 201
    assert one.ask("POST", f"{keys}/current/_retire")[0] == 200
    assert enroll(link, old, "after") == 401
    link.close()


def test_status_shows_members_and_writers(servers, ecctl, etcd_url, etcd):
    servers[1].ask("POST", TOKENS, PERSISTENT)
    outcome = ecctl("serve", "status", env={"ECCTL_STORE": etcd_url})
    assert outcome.status == 0, outcome.err
    assert "leader" in outcome.out
    shown = ecctl("serve", "status", "--store", etcd_url, "--output", "json").json()
    assert [member["endpoint"] for member in shown["members"]] == [etcd.members[0].endpoint]
    assert shown["alarms"] == []
    assert servers[1].process.pid in {writer["process"] for writer in shown["writers"]}


def test_password_is_reset_and_audit_log_read_in_the_store(servers, ecctl, etcd_url):
    env = {"ECCTL_STORE": etcd_url}
    password = ecctl("serve", "reset-password", "--output", "json", env=env).json()["password"]
    for server in servers:
        server.authorization = basic("admin", password)
        assert server.ask("GET", TOKENS)[0] == 200
    entries = ecctl("serve", "audit", "--store", etcd_url, "--output", "json").json()["entries"]
    assert entries[-1]["event"] == "user.password_reset"
    outcome = ecctl("serve", "audit", "--prune-before", "2030-01-01", "--force", env=env)
    assert outcome.status == 0, outcome.err
    entries = ecctl("serve", "audit", "--output", "json", env=env).json()["entries"]
    assert [entry["event"] for entry in entries] == ["audit.pruned"]


@pytest.mark.parametrize("command", [["backup", "file"], ["restore", "file"], ["wipe"]])
def test_commands_for_files_are_refused_with_another_store(ecctl, command):
    outcome = ecctl("serve", *command, env={"ECCTL_STORE": "etcd://127.0.0.1:1/p"})
    assert outcome.status == 2
    assert "ecctl serve copy" in outcome.err


def test_status_needs_an_etcd_store(ecctl):
    for options in ([], ["--store", "sqlite:x"]):
        assert ecctl("serve", "status", *options).status == 2


def test_metrics_show_etcd(servers):
    servers[0].ask("POST", TOKENS, PERSISTENT)
    text = servers[0].ask("GET", "/metrics", authorization="")[2]
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("ecctl_etcd"))
    assert float(values["ecctl_etcd_transactions_total"]) >= 1
    assert float(values["ecctl_etcd_transaction_seconds_count"]) >= 1
    assert float(values["ecctl_etcd_requests_total"]) > 1
    assert 0 <= float(values["ecctl_etcd_watch_lag_seconds"]) < 5


def test_failed_logins_at_all_servers_count(servers, jane):
    guess = basic("jane", "wrong")
    statuses = [servers[n % 2].ask("GET", TOKENS, authorization=guess)[0] for n in range(PER_USER)]
    assert statuses == [401] * PER_USER
    for server in servers:
        status, headers, _ = server.ask("GET", TOKENS, authorization=jane)
        assert status == 429
        assert 0 < int(headers["retry-after"]) <= WINDOW_SECONDS
    assert servers[0].ask("GET", TOKENS)[0] == 200, "another user of that address is not affected"


def test_successful_login_takes_back_failures_at_all_servers(servers, jane):
    guess = basic("jane", "wrong")
    for number in range(PER_USER - 1):
        assert servers[number % 2].ask("GET", TOKENS, authorization=guess)[0] == 401
    assert servers[0].ask("GET", TOKENS, authorization=jane)[0] == 200
    for number in range(PER_USER - 1):
        assert servers[number % 2].ask("GET", TOKENS, authorization=guess)[0] == 401


def test_parallel_guesses_at_all_servers_stay_below_the_limit(servers, jane):
    with ThreadPoolExecutor(8) as pool:
        runs = [
            pool.submit(servers[n % 2].ask, "GET", TOKENS, authorization=basic("jane", f"guess {n}"))
            for n in range(20)
        ]
        statuses = sorted(run.result()[0] for run in runs)
    assert statuses == [401] * PER_USER + [429] * (20 - PER_USER)


def test_full_quota_refuses_creation_and_permits_revocation(servers, etcd):
    one, two = servers
    token = one.ask("POST", TOKENS, PERSISTENT)[2]
    etcd.raise_alarm()
    try:
        assert one.ask("POST", TOKENS, PERSISTENT)[0] == 507
        assert one.ask("GET", "/readyz", authorization="")[0] == 503
        assert two.ask("GET", TOKENS, authorization=basic("nobody", "wrong"))[0] == 401
        assert two.ask("DELETE", f"{TOKENS}/{token['token_id']}")[0] == 200
        # 507 and not 401: the refusal cannot be audited.
        assert one.ask("POST", ENROLL, enrollment(token["token"], "late"), authorization="")[0] == 507
    finally:
        etcd.ctl("alarm", "disarm")
    wait_until(lambda: one.ask("GET", "/readyz", authorization="")[0] == 200)
    assert one.ask("POST", ENROLL, enrollment(token["token"], "late"), authorization="")[0] == 401

    def events():
        entries = one.ask("GET", "/ecctl/v1/audit")[2]["entries"]
        return [entry["event"] for entry in entries if entry["subject"] == token["token_id"]]

    wait_until(lambda: "token.revoked" in events())  # the server tries again each second
