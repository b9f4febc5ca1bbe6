"""Faults under load: three members of etcd and two servers, and a linearizability check of what clients saw."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.etcd_cluster import EtcdCluster
from support.linearizability import UNKNOWN, Operation, is_linearizable
from support.links import Links
from support.server import ServerProcess, basic

pytestmark = pytest.mark.once

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
KEYS = "/api/v1/users/auth/keys"
PERSISTENT = {"persistent": True, "roles": ["proxy"]}
KINDS = (
    *("kill leader", "kill follower", "kill server", "kill all members", "restart all members"),
    *("pause leader", "pause follower", "pause server", "cut client link", "cut member"),
    *("full quota", "replace member", "compact"),
)
SAMPLE = (
    "kill leader",
    "kill server",
    "pause follower",
    "cut member",
    "full quota",
    "replace member",
    "compact",
)
SIGNING_KEYS = "/ecctl/v1/signing-keys"
SEED = int(os.environ.get("ECCTL_TEST_SEED", "1"))
WORKERS = 4
PAUSE_SECONDS = 2.5
"""How long members and servers are paused and links are cut: longer than an election."""


class World:
    """Members, links to them, and two servers."""

    def __init__(self, folder):
        self.folder = folder
        self.links = Links()
        self.cluster = EtcdCluster(folder / "etcd", 3, links=self.links).start()
        self.urls = []
        for name in "ab":
            ports = [
                self.links.add(f"{name}-{member.name}", member.client) for member in self.cluster.members
            ]
            self.urls.append("etcd://" + ",".join(f"127.0.0.1:{port}" for port in ports) + "/p")
            (folder / name).mkdir()
        self.servers = [self._serve(0, "127.0.0.1:0")]
        self.servers.append(self._serve(1, "127.0.0.1:0"))
        self.authorization = self.servers[0].authorization

    def _serve(self, number, listen):
        folder = self.folder / "ab"[number]
        return ServerProcess(folder, "--plain-http", "--store", self.urls[number], listen=listen)

    def restart_server(self, number):
        port = self.servers[number].port
        self.servers[number] = self._serve(number, f"127.0.0.1:{port}")

    def inject(self, kind, rng):
        """Cause a fault and repair it. Return the member or server that it befell."""
        cluster, number = self.cluster, rng.randrange(2)
        server = self.servers[number]
        leader = cluster.leader()
        follower = rng.choice([m for m in cluster.members if m is not leader])
        member = follower if "follower" in kind else leader
        if kind == "kill server":
            server.stop(signal.SIGKILL)
            self.restart_server(number)
        elif kind == "pause server":
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(PAUSE_SECONDS)
            server.process.send_signal(signal.SIGCONT)
        elif kind in {"kill leader", "kill follower"}:
            member.kill()
            time.sleep(PAUSE_SECONDS)
            cluster.restart(member)
        elif kind in {"kill all members", "restart all members"}:
            for each in cluster.members:
                each.kill() if kind.startswith("kill") else each.signal(signal.SIGTERM)
            for each in cluster.members:
                each.kill()
                cluster.restart(each)
        elif kind == "full quota":
            cluster.raise_alarm()
            time.sleep(PAUSE_SECONDS)
            cluster.ctl("alarm", "disarm")
        elif kind == "replace member":
            cluster.replace(follower)
        elif kind == "compact":
            cluster.compact()
        elif kind in {"pause leader", "pause follower"}:
            member.pause()
            time.sleep(PAUSE_SECONDS)
            member.resume()
        else:
            mark = "-" if kind == "cut client link" else "peer "
            name = rng.choice([name for name in self.links.names() if mark in name])
            self.links.cut(name)
            time.sleep(PAUSE_SECONDS)
            self.links.mend(name)
        cluster.wait()

    def stop(self):
        for server in self.servers:
            server.stop(signal.SIGKILL)
        self.cluster.stop()
        self.links.stop()


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.stop()


class Thing:
    """A token, or a user's API key, with the history of what was done to it."""

    def __init__(self, kind, name, secret):
        self.kind = kind
        self.name = name
        self.secret = secret
        self.signing_key = signing_key_of(secret) if kind == "token" else ""
        self.history = []


def signing_key_of(token):
    """Return the name of the key that signed a token."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"]


class Load:
    """Clients that create, use and take away tokens and API keys, and disable users, through both servers."""

    def __init__(self, world):
        self.world = world
        self.things = []
        self.successes = []
        self.stopped = threading.Event()
        self.hosts = 0
        self.retired = {}

    def ask(self, number, method, path, body=None, authorization=None):
        """Return the status and the value of a response; the status is 0 if there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.world.servers[number].port, timeout=6)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        headers["Authorization"] = self.world.authorization if authorization is None else authorization
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()

    def record(self, thing, name, results, number, *request, **options):
        """Do something to a thing; `results` maps statuses to what they mean."""
        operation = Operation(name, time.monotonic())
        status, value = self.ask(number, *request, **options)
        if status == 507:
            return  # nothing was written
        assert status in results or status in {0, 503, 504}, (name, status, value)
        if status in results:
            operation.returned, operation.result = time.monotonic(), results[status]
            self.successes.append(operation.returned)
        thing.history.append(operation)

    def work(self, seed):
        rng = random.Random(seed)
        while not self.stopped.is_set():
            thing = rng.choice(self.things[-8:]) if self.things and rng.random() < 0.85 else None
            server = rng.randrange(2)
            if thing is None:
                self.create(rng, server)
            elif rng.random() < 0.15:
                self.take_away(thing, rng, server)
            elif thing.kind == "token" and rng.random() < 0.03:
                self.show([thing], server)
            else:
                self.use(thing, server)
            time.sleep(0.005)

    def create(self, rng, server):
        called = time.monotonic()
        if rng.random() < 0.7:
            status, made = self.ask(server, "POST", TOKENS, PERSISTENT)
            thing = Thing("token", made["token_id"], made["token"]) if status == 200 else None
        else:
            status, made = self.ask(server, "POST", KEYS, {"description": "k"}, self.jane)
            thing = Thing("key", made["id"], made["key"]) if status == 201 else None
        if thing:
            thing.history.append(Operation("create", called, time.monotonic(), result=True))
            self.successes.append(time.monotonic())
            self.things.append(thing)

    def use(self, thing, server):
        if thing.kind == "token":
            self.hosts += 1
            host = f"{thing.name}-{self.hosts}-{threading.get_ident()}"
            body = {"token": thing.secret, "roles": ["proxy"], "host_ip": "10.1.1.1", "runner_id": host}
            self.record(
                thing,
                "use",
                {201: True, 401: False},
                *(server, "POST", "/ecctl/v1/hosts/_enroll", body),
                authorization="",
            )
        else:
            results = {200: True, 401: False}
            authorization = f"ApiKey {thing.secret}"
            self.record(
                thing, "use", results, server, "POST", TOKENS, PERSISTENT, authorization=authorization
            )

    def take_away(self, thing, rng, server):
        results = {200: True, 404: False}
        if thing.kind == "token":
            self.record(thing, "delete", results, server, "DELETE", f"{TOKENS}/{thing.name}")
        elif thing.kind == "key":
            path = f"{KEYS}/{thing.name}"
            self.record(thing, "remove", results, server, "DELETE", path, authorization=self.jane)
        else:
            enabled = rng.random() < 0.6
            body = {"user_name": thing.name, "security": {"enabled": enabled}}
            name = "enable" if enabled else "disable"
            self.record(thing, name, {200: True}, server, "PATCH", f"/api/v1/users/{thing.name}", body)

    def show(self, things, server):
        called = time.monotonic()
        status, value = self.ask(server, "GET", TOKENS)
        if status == 200:
            returned = time.monotonic()
            self.successes.append(returned)
            listed = {token["token_id"] for token in value["tokens"]}
            for thing in things:
                thing.history.append(Operation("list", called, returned, thing.name in listed))

    def make_users(self):
        """Make jane, who creates keys, and a user who is disabled and enabled, with a key."""
        for name in ("jane", "joe"):
            security = {"password": "correct horse", "roles": ["ece_platform_admin"]}
            status, _ = self.ask(0, "POST", "/api/v1/users", {"user_name": name, "security": security})
            assert status in {200, 201}
        self.jane = basic("jane", "correct horse")
        called = time.monotonic()
        status, made = self.ask(0, "POST", KEYS, {"description": "k"}, basic("joe", "correct horse"))
        assert status == 201
        joe = Thing("user", "joe", made["key"])
        joe.history.append(Operation("create", called, time.monotonic(), result=True))
        self.joe = joe

    def toggle(self):
        """Disable, enable and use joe."""
        rng = random.Random(1)
        while not self.stopped.is_set():
            if rng.random() < 0.3:
                self.take_away(self.joe, rng, rng.randrange(2))
            else:
                self.use(self.joe, rng.randrange(2))
            time.sleep(0.1)

    def rotate(self):
        """Rotate the signing key, and retire the one before the latest."""
        rng = random.Random(2)
        while not self.stopped.wait(2):
            server = rng.randrange(2)
            self.ask(server, "POST", f"{SIGNING_KEYS}/_rotate")
            status, found = self.ask(1 - server, "GET", SIGNING_KEYS)
            keys = found["keys"] if status == 200 else []
            for name in [key["name"] for key in keys if key["state"] == "verifying"][:-1]:
                operation = Operation("retire", time.monotonic())
                status, _ = self.ask(server, "POST", f"{SIGNING_KEYS}/{name}/_retire")
                if status == 200:
                    operation.returned, operation.result = time.monotonic(), True
                if status != 507:
                    self.retired.setdefault(name, []).append(operation)

    def history(self, thing):
        """Return what was done to a thing and to its signing key."""
        return thing.history + self.retired.get(thing.signing_key, [])

    def longest_gap(self, start, end):
        """Return the longest time without any success in a period."""
        times = sorted([start, *(t for t in list(self.successes) if start < t < end), end])
        return max(b - a for a, b in itertools.pairwise(times))


@pytest.mark.parametrize(
    "kinds", [SAMPLE, pytest.param(KINDS * 3, marks=pytest.mark.torture)], ids=["sample", "torture"]
)
def test_histories_under_faults_are_linearizable(world, kinds):
    load, rng = Load(world), random.Random(SEED)
    load.make_users()
    gaps = {}
    with ThreadPoolExecutor(WORKERS + 2) as pool:
        running = [pool.submit(load.work, SEED + worker) for worker in range(WORKERS)]
        running += [pool.submit(load.toggle), pool.submit(load.rotate)]
        try:
            for kind in rng.sample(kinds, len(kinds)):
                time.sleep(0.5)
                start = time.monotonic()
                world.inject(kind, rng)
                time.sleep(1)
                gaps[kind] = max(gaps.get(kind, 0), load.longest_gap(start, time.monotonic()))
        finally:
            load.stopped.set()
        for each in running:
            each.result()
    tokens = [thing for thing in load.things if thing.kind == "token"]
    for thing in tokens:
        load.use(thing, 0)
    for server in range(2):
        load.show(tokens, server)
    histories = [load.history(thing) for thing in [*load.things, load.joe]]
    wrong = [history for history in histories if not is_linearizable(history)]
    assert not wrong, "\n\n".join("\n".join(map(str, sorted(h, key=lambda o: o.called))) for h in wrong[:3])
    operations = sum(len(thing.history) for thing in load.things)
    unknown = sum(operation.result is UNKNOWN for thing in load.things for operation in thing.history)
    retired = sum(thing.signing_key in load.retired for thing in load.things)
    print(f"\nseed {SEED}, faults {len(kinds)}, tokens, keys and users {len(histories)}, ", end="")  # noqa: T201
    print(f"operations {operations}, of unknown outcome {unknown}, tokens of retired keys {retired}")  # noqa: T201
    print("longest gaps:", {kind: round(gap, 1) for kind, gap in sorted(gaps.items())})  # noqa: T201
    assert len(load.things) > 5
    assert retired
    # Times tell nothing if other programs use the processors as well; the histories must be right all the same.
    if os.getloadavg()[0] <= os.cpu_count():
        assert unknown < operations / 3
        assert gaps["kill leader"] < 3 + PAUSE_SECONDS
