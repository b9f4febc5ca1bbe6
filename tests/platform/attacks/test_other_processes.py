"""Changes by an embedded process while a server is busy: nothing that began after them succeeds."""

from __future__ import annotations

import contextlib
import itertools
import json
import time

import pytest
from support.hostile import ENROLL, ENROLLMENT, KEYS, Browser, Storm, report, until
from support.server import basic

from ecctl.core.messages import Request
from ecctl.platform import open_platform

BODY = {"persistent": True, "roles": ["proxy"]}


def ask(platform, method, path, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    response = platform.call(Request(method, path, (), data))
    return response.status, json.loads(response.read())


class Stage:
    """A server under load from two alternating groups, and an embedded platform on its directory."""

    def __init__(self, one):
        self.port = one.port
        self.admin = Browser(one.port, one.authorization)
        self.embedded = open_platform(str(one.data))

    def load(self):
        """Commits by threads in two groups, so that the store is rarely idle."""
        stack = contextlib.ExitStack()
        stack.enter_context(Storm(self.admin_browser, 3, lambda b: b.ask("POST", ENROLLMENT, BODY)))
        stack.enter_context(Storm(self.admin_browser, 3, lambda b: b.ask("POST", ENROLLMENT, BODY)))
        return stack

    def admin_browser(self):
        return Browser(self.port, self.admin.authorization)

    def attack(self, authorization, call, change):
        """Return the statuses of calls that began after the change was acknowledged."""
        with self.load(), Storm(lambda: Browser(self.port, authorization), 4, call) as storm:
            until(lambda: any(status < 300 for _, status in storm.results))
            change()
            acknowledged = time.perf_counter()
            time.sleep(0.05)
            until(lambda: sum(began > acknowledged for began, _ in storm.results) >= 8)
        late = [status for began, status in storm.results if began > acknowledged]
        assert late
        return late


@pytest.fixture
def stage(server):
    made = Stage(server("--plain-http"))
    yield made
    made.embedded.close()
    made.admin.close()


ROUNDS = [2, pytest.param(25, marks=pytest.mark.torture)]
_hosts = itertools.count()


def enroll(token):
    def call(browser):
        host = {
            "token": token,
            "roles": ["proxy"],
            "host_ip": "10.0.0.1",
            "runner_id": f"host-{next(_hosts)}",
        }
        return browser.ask("POST", ENROLL, host)[0]

    return call


def summary(what, late):
    wrong = sum(status < 300 for status in late)
    report(f"{what}: {wrong} of {len(late)} requests succeeded that began after the acknowledgement")
    return wrong


@pytest.mark.parametrize("rounds", ROUNDS)
def test_token_revoked_by_another_process_enrolls_no_host(stage, rounds):
    late = []
    for _ in range(rounds):
        _, made = stage.admin.ask("POST", ENROLLMENT, BODY)
        revoke = lambda made=made: ask(stage.embedded, "DELETE", f"{ENROLLMENT}/{made['token_id']}")  # noqa: E731
        late += stage.attack("", enroll(made["token"]), revoke)
    assert summary("revoke", late) == 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_signing_key_retired_by_another_process_enrolls_no_host(stage, rounds):
    late = []
    for _ in range(rounds):
        _, keys = stage.admin.ask("GET", "/ecctl/v1/signing-keys")
        name = next(key["name"] for key in keys["keys"] if key["state"] == "signing")
        token = stage.admin.ask("POST", ENROLLMENT, {"persistent": False, "roles": ["proxy"]})[1]["token"]
        stage.admin.ask("POST", "/ecctl/v1/signing-keys/_rotate")

        def retire(name=name):
            while ask(stage.embedded, "POST", f"/ecctl/v1/signing-keys/{name}/_retire")[0] == 409:
                pass

        late += stage.attack("", enroll(token), retire)
    assert summary("retire", late) == 0


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("kind", ["commit", "note", "read"])
def test_user_deleted_by_another_process_does_nothing_more(stage, rounds, kind):
    late = []
    calls = {
        "commit": lambda browser: browser.ask("POST", ENROLLMENT, BODY)[0],
        "note": lambda browser: browser.ask("POST", ENROLLMENT, {"persistent": False})[0],
        "read": lambda browser: browser.ask("GET", "/api/v1/user")[0],
    }
    for number in range(rounds):
        name = f"user-{number}"
        security = {"roles": ["ece_platform_admin"], "password": f"pass-of-{name}"}
        stage.admin.ask("POST", "/api/v1/users", {"user_name": name, "security": security})
        with contextlib.closing(Browser(stage.port, basic(name, f"pass-of-{name}"))) as browser:
            key = browser.ask("POST", KEYS, {"description": "x"})[1]["key"]
        delete = lambda name=name: ask(stage.embedded, "DELETE", f"/api/v1/users/{name}")  # noqa: E731
        late += stage.attack(f"ApiKey {key}", calls[kind], delete)
    assert summary(f"delete ({kind})", late) == 0
