"""A state machine over HTTP: whatever clients do in whatever order, the server answers as the model says."""

from __future__ import annotations

import concurrent.futures
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

pytestmark = pytest.mark.once

ENROLLMENT = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
RUNNERS = "/api/v1/regions/ece-region/platform/infrastructure/runners"
ROLES = st.lists(st.sampled_from(["director", "coordinator", "allocator", "proxy"]), unique=True, max_size=3)


class Token:
    """What the model knows of a token."""

    def __init__(self, text, token_id, roles, key):
        self.text = text
        self.token_id = token_id
        self.roles = roles
        self.key = key


class Fleet(RuleBasedStateMachine):
    """The life of a fleet: tokens, hosts, keys, and restarts in between."""

    start_server = None
    seed = None

    tokens = Bundle("tokens")
    persistent = Bundle("persistent")

    @initialize()
    def start(self):
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.seed, self.folder / "data")
        self.server = type(self).start_server(self.folder / "data", "--plain-http")
        self.alive = {}
        self.runners = {}
        self.keys = {"current": "signing"}
        self.hosts = 0

    def teardown(self):
        if hasattr(self, "server"):
            assert self.server.stop() == (0, "")
            shutil.rmtree(self.folder)

    def ask(self, method, path, body=None):
        status, _, value = self.server.ask(method, path, body)
        return status, value

    @property
    def signing(self):
        return next((name for name, state in self.keys.items() if state == "signing"), None)

    def create(self, roles, *, persistent):
        status, made = self.ask("POST", ENROLLMENT, {"persistent": persistent, "roles": roles})
        if self.signing is None:
            assert (status, made["errors"][0]["code"]) == (403, "enrollment_tokens.signing_key_not_found")
            return None
        assert status == 200
        token = Token(made["token"], made.get("token_id"), roles, self.signing)
        assert (token.token_id is not None) == persistent
        if persistent:
            assert token.token_id not in self.alive
            self.alive[token.token_id] = roles
        return token

    @rule(target=tokens, roles=ROLES)
    def create_ephemeral(self, roles):
        return self.create(roles, persistent=False)

    @rule(target=persistent, roles=ROLES)
    def create_persistent(self, roles):
        return self.create(roles, persistent=True)

    @rule(target=persistent, clients=st.integers(2, 6))
    def create_at_once(self, clients):
        body = {"persistent": True, "roles": ["proxy"]}
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(lambda _: self.ask("POST", ENROLLMENT, body), range(clients)))
        if self.signing is None:
            assert {status for status, _ in answers} == {403}
            return None
        assert {status for status, _ in answers} == {200}
        self.alive |= {made["token_id"]: ["proxy"] for _, made in answers}
        made = answers[0][1]
        return Token(made["token"], made["token_id"], ["proxy"], self.signing)

    @rule(token=persistent, clients=st.integers(1, 4))
    def revoke(self, token, clients):
        if token is None:
            return
        path = f"{ENROLLMENT}/{token.token_id}"
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            answers = sorted(pool.map(lambda _: self.ask("DELETE", path)[0], range(clients)))
        first = 200 if self.alive.pop(token.token_id, None) is not None else 404
        assert answers == sorted([first] + [404] * (clients - 1)), "one of them has revoked it"
        self.enroll_with_all_roles(token)

    def join(self, token, roles, name):
        status, runner = self.ask(
            "POST", "/ecctl/v1/hosts/_enroll", {"token": token.text, "roles": roles, "host_ip": name}
        )
        revoked = token.token_id is not None and token.token_id not in self.alive
        if self.keys[token.key] == "retired" or revoked:
            assert status == 401
        elif not roles:
            assert status == 400
        elif not set(roles) <= set(token.roles):
            assert status == 403
        elif name in self.runners:
            assert status == 409
        else:
            assert (status, runner["roles"]) == (201, [{"role_name": role} for role in roles])
            self.runners[name] = roles

    @rule(token=st.one_of(tokens, persistent), roles=ROLES, again=st.booleans())
    def enroll(self, token, roles, again):
        if token is not None:
            self.hosts += not again
            self.join(token, roles, f"10.0.0.{self.hosts}")

    @rule(token=st.one_of(tokens, persistent))
    def enroll_as_covered(self, token):
        self.enroll_with_all_roles(token)

    def enroll_with_all_roles(self, token):
        if token is not None:
            self.hosts += 1
            self.join(token, token.roles, f"10.0.0.{self.hosts}")

    @rule(number=st.integers(0, 20))
    def delete_runner(self, number):
        name = f"10.0.0.{number}"
        wanted = 200 if self.runners.pop(name, None) is not None else 404
        assert self.ask("DELETE", f"{RUNNERS}/{name}")[0] == wanted

    @rule()
    def rotate(self):
        status, made = self.ask("POST", "/ecctl/v1/signing-keys/_rotate")
        assert status == 201
        assert made["name"] not in self.keys
        self.keys = {name: "verifying" if state == "signing" else state for name, state in self.keys.items()}
        self.keys[made["name"]] = "signing"

    @rule(data=st.data())
    def retire(self, data):
        name = data.draw(st.sampled_from(sorted(self.keys)))
        assert self.ask("POST", f"/ecctl/v1/signing-keys/{name}/_retire")[0] == 200
        self.keys[name] = "retired"

    @rule(number=st.sampled_from(["SIGTERM", "SIGKILL"]))
    def restart(self, number):
        assert self.server.stop(getattr(signal, number))[0] in {0, -9}
        self.server = type(self).start_server(self.folder / "data", "--plain-http")

    @invariant()
    def lists_agree(self):
        if not hasattr(self, "server"):
            return
        listed = self.ask("GET", ENROLLMENT)[1]["tokens"]
        assert {token["token_id"]: token["roles"] for token in listed} == self.alive
        runners = self.ask("GET", RUNNERS)[1]["runners"]
        shown = {runner["runner_id"]: [role["role_name"] for role in runner["roles"]] for runner in runners}
        assert shown == self.runners
        keys = self.ask("GET", "/ecctl/v1/signing-keys")[1]["keys"]
        assert {key["name"]: key["state"] for key in keys} == self.keys


@pytest.fixture(scope="module")
def machine(tmp_path_factory, start_server):
    data = tmp_path_factory.mktemp("machine") / "data"
    one = start_server(data, "--plain-http")
    one.ask("GET", "/ecctl/v1/signing-keys")
    one.stop()
    return type("StartedFleet", (Fleet,), {"start_server": staticmethod(start_server), "seed": data})


def hold(machine, **limits):
    quiet = settings(deadline=None, suppress_health_check=list(HealthCheck), **limits)
    run_state_machine_as_test(machine, settings=quiet)


def test_fleet(machine):
    hold(machine, max_examples=5, stateful_step_count=20)


@pytest.mark.torture
def test_many_fleets(machine):
    hold(machine, max_examples=300, stateful_step_count=60)
