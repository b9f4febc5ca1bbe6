"""Requests and tokens that nobody would send: each gets an answer in the API's shape, and none breaks the server."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import re
import socket
import time

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.domain.clock import Clock
from ecctl.platform.in_process import LocalPlatform
from ecctl.platform.routing import ROUTES
from ecctl.platform.store.sqlite.store import SqliteStore

ENROLLMENT = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
PATIENCE_SECONDS = 5.0

SEEDS = (
    {"persistent": True, "roles": ["proxy"]},
    {"persistent": False, "roles": ["allocator"], "validity_in_seconds": 60},
    {"username": "sam", "password": "pass-of-sam"},
    {"user_name": "sam", "email": "x@y", "security": {"roles": ["ece_platform_admin"], "enabled": True}},
    {"token": "", "roles": ["proxy"], "host_ip": "10.0.0.1", "zone": "z"},
    {"description": "x", "expiration": "5d"},
    {"keys": ["x"]},
    {"user_api_keys": [{"user_id": "sam", "api_key_id": "x"}]},
    {"roles": [{"role_name": "proxy"}]},
    {
        "query": {"bool": {"must": [{"term": {"zone": {"value": "z"}}}]}},
        "sort": ["zone"],
        "from": 0,
        "size": 5,
    },
)
ODD = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 1.5, -0.0, 1e308, "", " ", "x", "..", "_search", "admin",
    "\x00", "\ud800", "é" * 5000, "a" * 70_000, "' or 1=1--", "%00", "\r\nx: y", [], {}, [[]], [{}], {"": {}},
    ["proxy"] * 2000, {"$ref": "#"}, "2026-01-01T00:00:00Z", "NaN", "__proto__",
)  # fmt: skip
SEGMENTS = (
    "..",
    ".",
    "",
    "%2e%2e",
    "%00",
    "%",
    "%zz",
    "%ff",
    "%0d%0a",
    "{}",
    "*",
    "a" * 3000,
    "é",
    "_all",
    "admin",
)


SEED = int(os.environ.get("ECCTL_TEST_SEED", "1"))
"""Seed of the short runs, which are the same each time unless the variable changes it."""


class Fuzzer:
    """Makes requests out of good ones; `chance` decides how far they go astray."""

    def __init__(self, chance, tokens):
        self.chance = chance
        self.tokens = tokens

    def request(self):
        chance = self.chance
        route = chance.choice(ROUTES)
        method = (
            route.method if chance.random() < 0.9 else chance.choice(["GET", "PUT", "PATCH", "X", "", "get"])
        )
        headers = [("authorization", self.credential())] if chance.random() < 0.9 else []
        if chance.random() < 0.1:
            headers.append(
                ("content-type", chance.choice(["application/json", "text/plain", "", "é", ";;;"]))
            )
        return Request(method, "/" + self.path(route.path).removeprefix("/"), tuple(headers), self.body())

    def path(self, template):
        chance = self.chance
        parts = [
            chance.choice(("sam", "10.0.0.1", "current", "admin", "x", *SEGMENTS))
            if part.startswith("{")
            else part
            for part in template.split("/")
        ]
        if chance.random() < 0.1:
            parts[chance.randrange(len(parts))] = chance.choice(SEGMENTS)
        if chance.random() < 0.1:
            parts.insert(chance.randrange(len(parts) + 1), chance.choice(SEGMENTS))
        path = "/".join(parts)
        if chance.random() < 0.2:
            path = path.replace(
                "/v1/platform", f"/v1/regions/{chance.choice(('ece-region', 'x', *SEGMENTS))}/platform"
            )
        if chance.random() < 0.2:
            path += chance.choice(
                ("?", "?q=", "?q=%zz", "?q=zone:z*", "?include_disabled=true", "?after=%00", "?&&=&")
            )
        return path

    def body(self):
        chance = self.chance
        if chance.random() < 0.1:
            return b""
        value = json.loads(json.dumps(chance.choice(SEEDS)))
        if "token" in value:
            value["token"] = self.token()
        for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
            value = self.astray(value)
        data = json.dumps(value).encode()
        return self.bent(data) if chance.random() < 0.1 else data

    def astray(self, value):
        """A value with one of its members changed."""
        chance = self.chance
        if isinstance(value, dict) and value and chance.random() < 0.9:
            name = chance.choice(list(value))
            if chance.random() < 0.1:
                return {**value, str(chance.choice(ODD))[:50]: chance.choice(ODD)}
            return {**value, name: self.astray(value[name])}
        if isinstance(value, list) and value and chance.random() < 0.7:
            return [self.astray(value[0]), *value[1:]]
        if isinstance(value, str) and chance.random() < 0.3:
            return value + chance.choice(("", " ", "\n", "é", "x" * 300))
        return chance.choice(ODD)

    def bent(self, data):
        """Bytes with some of them changed, lost, or there twice."""
        chance = self.chance
        data = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(data) + 1)
            kind = chance.randrange(4)
            if kind == 0 and data:
                data[at % len(data)] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randint(1, 20)]
            elif kind == 2:
                data[at:at] = data[at : at + 50]
            else:
                data[at:at] = chance.choice((b"\r\n", b"\0", b"{", b"[" * 100, b'"', b"\xff", b": "))
        return bytes(data)

    def token(self):
        chance = self.chance
        token = chance.choice(self.tokens)
        kind = chance.randrange(6)
        if kind == 0:
            return token
        if kind == 1:
            return self.bent(token.encode()).decode("latin-1")
        head, payload, signature = token.split(".")
        if kind == 2:
            claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
            claims[chance.choice(["sub", "roles", "iss", "exp", "persistent"])] = chance.choice(ODD[:12])
            payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        if kind == 3:
            header = chance.choice(
                ('{"alg":"none"}', '{"alg":"RS256"}', '{"typ":"JWT","alg":"HS512"}', "[]", "")
            )
            head = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
        return ".".join(
            chance.sample([head, payload, signature], 3) if kind == 4 else [head, payload, signature]
        )

    def credential(self):
        chance = self.chance
        good = "Basic " + base64.b64encode(b"sam:pass-of-sam").decode()
        if chance.random() < 0.8:
            return good
        return chance.choice(
            (
                f"Bearer {self.token()}",
                f"ApiKey {self.token()}",
                f"ApiKey {base64.b64encode(bytes(chance.randrange(256) for _ in range(20))).decode()}",
                self.bent(good.encode()).decode("latin-1"),
            )
        )


@pytest.fixture
def storm(tmp_path, run):
    """Sends requests to a platform in this process, where a traceback is a failed test."""
    clock = Clock()
    store = SqliteStore(str(tmp_path / "data" / "platform.db"), clock)
    platform = LocalPlatform(Platform(store, clock)).open()
    store._connection.execute("pragma synchronous=off")

    def ask(method, path, body):
        return json.loads(platform.call(Request(method, f"{path}", (), json.dumps(body).encode())).read())

    security = {"roles": ["ece_platform_admin"], "password": "pass-of-sam"}
    ask("POST", "/api/v1/users", {"user_name": "sam", "security": security})
    tokens = [ask("POST", ENROLLMENT, seed)["token"] for seed in SEEDS[:2]]

    def rage(count, seed):
        fuzzer = Fuzzer(random.Random(seed), tokens)
        for number in range(count):
            request = fuzzer.request()
            started = time.monotonic()
            response = run(platform.platform.handle(request, peer=f"192.0.2.{number}"))
            assert response.status < 500 or response.status == 501, (seed, number, request.body)
            body = response.body if isinstance(response.body, bytes) else b"{}"
            if response.status >= 400:
                errors = json.loads(body)["errors"]
                assert all(error["code"] and error["message"] for error in errors)
                assert not any(token.encode() in body for token in tokens), "a token is quoted"
            text = "".join(f"{name}{value}" for name, value in response.headers)
            assert text.isprintable(), "a header holds a line break"
            assert time.monotonic() - started < PATIENCE_SECONDS

    yield rage
    platform.close()


def test_odd_requests(storm):
    storm(3000, SEED)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(20))
def test_million_odd_requests(storm, seed):
    storm(50_000, seed)


def bytes_of(request):
    lines = [f"{request.method} {request.target} HTTP/1.1", "host: x", f"content-length: {len(request.body)}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + request.body


def fling(server, count, seed):
    """Send bent bytes over sockets; whatever comes back is HTTP, and the server lives."""
    fuzzer = Fuzzer(random.Random(seed), ["eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.e30.x"])
    for _ in range(count):
        data = fuzzer.bent(bytes_of(fuzzer.request()))
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", server.port), 20) as link,
        ):
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            received = b""
            while part := link.recv(65536):
                received += part
            for status in re.findall(rb"(?:^|\r\n\r\n|\}|\n)HTTP/1\.1 (\d+)", received):
                assert int(status) < 500 or int(status) == 501, (seed, data)
            assert not received or received.startswith(b"HTTP/1.1 ")
    assert server.ask("GET", "/healthz", authorization="")[0] == 200


def test_odd_bytes(server):
    one = server("--plain-http")
    fling(one, 300, SEED)
    assert one.stop() == (0, "")


@pytest.mark.torture
def test_many_odd_bytes(server):
    one = server("--plain-http")
    for seed in range(20):
        fling(one, 5000, seed)
    assert one.stop() == (0, "")
