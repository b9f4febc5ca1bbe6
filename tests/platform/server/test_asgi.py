"""The platform under other people's ASGI servers."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from ecctl.platform.responses import StreamedResponse
from ecctl.platform.server import limits
from ecctl.platform.server.asgi import Application
from ecctl.platform.server.options import Options

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
COMMANDS = {
    "uvicorn": ["uvicorn", "--host", "127.0.0.1", "--log-level", "error", "ecctl.asgi:app", "--port"],
    "hypercorn": ["hypercorn", "--log-level", "error", "ecctl.asgi:app", "--bind"],
    "granian": ["granian", "--interface", "asgi", "--host", "127.0.0.1", "ecctl.asgi:app", "--port"],
}


class Served:
    """An ASGI server process that serves a data directory."""

    def __init__(self, name, data):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        address = f"127.0.0.1:{self.port}" if name == "hypercorn" else str(self.port)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[name], address],
            env={**os.environ, "ECCTL_DATA_DIR": str(data)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 40
        while self.process.poll() is None and time.monotonic() < deadline and not self._is_ready():
            time.sleep(0.05)
        secrets = json.loads((data / "bootstrap-secrets.json").read_text())
        self.password = secrets["adminconsole_root_password"]

    def _is_ready(self):
        """Whether it responds: some servers accept connections before the application has started."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(link), contextlib.suppress(OSError, http.client.HTTPException):
            link.request("GET", "/healthz")
            return link.getresponse().status == 200
        return False

    def ask(self, method, path, body=None, authorization="Basic "):
        import base64

        if authorization == "Basic ":
            authorization += base64.b64encode(f"admin:{self.password}".encode()).decode()
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as link:
            headers = {"Authorization": authorization, "Content-Type": "application/json"}
            link.request(method, path, body, headers)
            response = link.getresponse()
            return response.status, response.headers, response.read()


@pytest.mark.once
@pytest.mark.parametrize("name", COMMANDS)
def test_asgi_server_serves_platform(tmp_path, name):
    pytest.importorskip(name)
    data = tmp_path / "data"
    served = Served(name, data)
    try:
        status, headers, body = served.ask("POST", ENROLLMENT, b'{"persistent": true}')
        assert (status, headers["cache-control"]) == (200, "no-store")
        made = json.loads(body)
        listed = json.loads(served.ask("GET", ENROLLMENT)[2])
        assert [token["token_id"] for token in listed["tokens"]] == [made["token_id"]]
        assert served.ask("GET", ENROLLMENT, authorization="")[0] == 401
        assert served.ask("HEAD", "/healthz")[::2] == (200, b"")
        assert served.ask("POST", ENROLLMENT, b" " * (limits.BODY_BYTES + 1))[0] == 413
        path = f"{ENROLLMENT}/{made['token_id']}?x=%2F"
        assert served.ask("DELETE", path)[0] == 200
        assert b'operation="delete-enrollment-token",status="200"} 1' in served.ask("GET", "/metrics")[2]
    finally:
        served.process.send_signal(signal.SIGTERM)
        served.process.communicate(timeout=40)
    assert not list(data.glob("*-wal"))
    lines = [json.loads(line) for line in (data / "requests.log").read_text().splitlines()]
    asked = [line["status"] for line in lines if (line["method"], line["route"]) != ("GET", "/healthz")]
    assert asked == [200, 200, 401, 200, 413, 200, 200]


class Scope:
    """One request to an application, without a server."""

    def __init__(self, application, method="GET", path="/healthz", headers=(), parts=(b"",), **scope):
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"x"), *headers],
            **scope,
        }
        self.parts = list(parts)
        self.sent = []
        self.application = application

    async def receive(self):
        if not self.parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": self.parts.pop(0), "more_body": bool(self.parts)}

    async def send(self, message):
        self.sent.append(message)

    async def answer(self):
        await self.application(self.scope, self.receive, self.send)
        return self.sent[0]["status"] if self.sent else None


@contextlib.asynccontextmanager
async def started(application):
    """Run an application's lifespan around the block; yield what startup sent."""
    messages, sent = asyncio.Queue(), asyncio.Queue()
    task = asyncio.create_task(application({"type": "lifespan"}, messages.get, sent.put))
    await messages.put({"type": "lifespan.startup"})
    yield await sent.get()
    await messages.put({"type": "lifespan.shutdown"})
    await task


@pytest.fixture
def application(tmp_path):
    return Application(lambda: Options(str(tmp_path / "data")))


def test_lifespan_reports_why_startup_failed(tmp_path, application, run):
    async def scene():
        async with started(application) as first:
            other = Application(lambda: Options(str(tmp_path / "data")))
            async with started(other) as second:
                return first, second

    first, second = run(scene())
    assert first == {"type": "lifespan.startup.complete"}
    assert second["type"] == "lifespan.startup.failed"
    assert "a server is running" in second["message"]


def test_request_without_lifespan_is_an_error(application, run):
    with pytest.raises(RuntimeError, match="lifespan"):
        run(Scope(application).answer())


def test_application_below_a_mount_point(application, run):
    async def scene():
        async with started(application):
            mounted = Scope(application, path="/ece/healthz", root_path="/ece")
            raw = Scope(application, path="/ece/healthz", raw_path=b"/ece/healthz?x", root_path="/ece/")
            return await mounted.answer(), await raw.answer()

    assert run(scene()) == (200, 200)


def test_heads_that_two_servers_could_read_differently_are_refused(application, run):
    async def scene():
        async with started(application):
            twice = Scope(application, headers=[(b"authorization", b"a"), (b"authorization", b"b")])
            coded = Scope(application, "POST", headers=[(b"content-encoding", b"gzip")])
            return await twice.answer(), await coded.answer()

    assert run(scene()) == (400, 415)


def test_client_that_leaves_while_sending_gets_nothing(application, run):
    async def scene():
        async with started(application):
            scope = Scope(application, "POST", parts=[])
            return await scope.answer(), application._budget.used

    assert run(scene()) == (None, 0)


def test_bodies_share_a_budget(application, run):
    async def scene():
        async with started(application):
            application._budget.limit = 10
            scope = Scope(application, "POST", parts=[b"123456", b"7890x"])
            return await scope.answer(), application._budget.used

    assert run(scene()) == (503, 0)


def test_streamed_response_is_sent_in_parts(application, run):
    async def chunks():
        yield b"one"
        yield b"two"

    class Streams:
        def context(self, request, peer):
            return request

        async def answer(self, context):
            return StreamedResponse(200, (("X-A", "b"),), chunks())

    async def scene():
        application._dispatcher = Streams()
        scope = Scope(application)
        await scope.answer()
        return scope.sent

    start, *parts = run(scene())
    assert start["headers"] == [(b"x-a", b"b")]
    assert [part["body"] for part in parts] == [b"one", b"two", b""]
    assert [part.get("more_body", False) for part in parts] == [True, True, False]


def test_websockets_are_closed(application, run):
    scope = Scope(application, type="websocket")
    run(application(scope.scope, scope.receive, scope.send))
    assert scope.sent == [{"type": "websocket.close"}]
