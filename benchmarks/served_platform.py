"""The platform under load, beside a uvicorn handler that does nothing: `make bench-platform`.

    python benchmarks/served_platform.py [--pairs 3] [--seconds 5] [--only creates|revokes|list]

Servers and load generator are processes of their own on one machine, over loopback, with 64 connections
and one server process, without TLS; the platform's request log and audit trail are on. No-op and platform
run in turn, so that what else the machine does meets both.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
JSON = {"Content-Type": "application/json"}
CONNECTIONS = 64
REVOKING = 20
ENROLLMENT = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
PERSISTENT = b'{"persistent": true, "roles": ["allocator"]}'
EPHEMERAL = b'{"persistent": false, "roles": ["allocator"], "validity_in_seconds": 3600}'

NOOP = """
import sys, uvicorn
async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})
uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="uvloop", log_level="error", access_log=False)
"""

SERVE = """
import sys
from ecctl.platform.server.options import Options
from ecctl.platform.server.serve import serve
serve(Options(sys.argv[1], "127.0.0.1:" + sys.argv[2], plain_http=True))
"""


def free_port() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(*command: str, port: int) -> Iterator[subprocess.Popen]:
    """Run a server process, and yield it once it accepts connections on its port."""
    process = subprocess.Popen([sys.executable, "-c", *command], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def request(method: str, path: str, body: bytes = b"", authorization: str = "") -> bytes:
    """Return the bytes of a request as the command sends it."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: ecctl/1.15.0",
        "Accept: application/json",
        *([f"Authorization: {authorization}"] if authorization else []),
        *([f"Content-Length: {len(body)}", "Content-Type: application/json"] if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(process: subprocess.Popen, port: int, requests: list[bytes], seconds: float) -> dict:
    """Put load on a server; raises where a reply was not 200. `cpu` is the server's time in µs a request."""
    before = cpu_seconds(process.pid)
    data = b"".join(f"{len(each):08x}".encode() + each for each in requests)
    command = [sys.executable, str(HERE / "platform_load.py"), str(port), str(CONNECTIONS), str(seconds)]
    result = json.loads(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
    assert set(result["statuses"]) == {"200"}, result
    cpu = (cpu_seconds(process.pid) - before) / result["count"] * 1_000_000
    return {**result, "rate": result["count"] / result["seconds"], "cpu": cpu}


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process, over all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def platform(folder: str) -> Iterator[tuple[subprocess.Popen, int, dict[str, str]]]:
    """Run the platform on a folder; yield its process, its port, and credentials of an administrator."""
    port = free_port()
    with running(SERVE, folder, str(port), port=port) as process:
        while not (Path(folder) / "admin.json").exists() and process.poll() is None:
            time.sleep(0.02)
        yield process, port, credentials(folder, port)


def credentials(folder: str, port: int) -> dict[str, str]:
    """Return an Authorization header of a new admin for each way to authenticate."""
    config = json.loads((Path(folder) / "admin.json").read_text())
    name, password = f"bench-{time.time_ns()}", "bench-bench"
    basic = _basic(name, password)
    user = {"user_name": name, "security": {"roles": ["ece_platform_admin"], "password": password}}
    ask(port, "POST", "/api/v1/users", user, _basic("admin", config["pass"]))
    key = ask(port, "POST", "/api/v1/users/auth/keys", {"description": "bench"}, basic)["key"]
    login = {"username": name, "password": password}
    session = ask(port, "POST", "/api/v1/users/auth/_login", login, "")["token"]
    return {"API key": f"ApiKey {key}", "session": f"Bearer {session}", "basic": basic}


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def ask(port: int, method: str, path: str, body: object, authorization: str) -> dict:
    """One request, and its reply."""
    import http.client

    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request(method, path, json.dumps(body), {"Authorization": authorization, **JSON})
        response = connection.getresponse()
        value = json.loads(response.read())
        assert response.status < 300, value
        return value


def creates(pairs: int, seconds: float) -> None:
    """Measure creates as a share of the no-op's rate, for each kind of token and way to authenticate."""
    shares: dict[str, list[float]] = {}
    slowest: dict[str, list[float]] = {}
    print(f"{'':22}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>8}{'of no-op':>10}")
    for _ in range(pairs):
        port = free_port()
        with running(NOOP, str(port), port=port) as process:
            load(process, port, [request("POST", ENROLLMENT, PERSISTENT, "ApiKey x")], 0.5)
            noop = load(process, port, [request("POST", ENROLLMENT, PERSISTENT, "ApiKey x")], seconds)
        print(_row("no-op", noop))
        with tempfile.TemporaryDirectory() as folder, platform(folder) as (process, port, known):
            for kind, body in (("persistent", PERSISTENT), ("ephemeral", EPHEMERAL)):
                for way, authorization in known.items():
                    name = f"{kind}, {way}"
                    requests = [request("POST", ENROLLMENT, body, authorization)]
                    load(process, port, requests, 0.5)
                    got = load(process, port, requests, seconds)
                    shares.setdefault(name, []).append(got["rate"] / noop["rate"])
                    slowest.setdefault(name, []).append(got["p99"])
                    print(f"{_row(name, got)}{got['rate'] / noop['rate']:10.1%}")
    for name, values in shares.items():
        p99 = statistics.median(slowest[name])
        print(f"median {name}: {statistics.median(values):.1%} of the no-op rate, p99 {p99:.1f} ms")


def _row(name: str, got: dict) -> str:
    return f"{name:22}{got['rate']:12,.0f}{got['p50']:9.2f}{got['p99']:9.2f}{got['cpu']:8.1f}"


def fill(folder: str, count: int) -> list[str]:
    """Put so many tokens into a store that a server has made; their ids."""
    ids = [f"01a00000-{n >> 16:04x}-7{n >> 4 & 0xFFF:03x}-8000-{n:012x}" for n in range(count)]
    put(folder, ids)
    return ids


def put(folder: str, ids: list[str]) -> None:
    """Put tokens into a store that a server has made."""
    with contextlib.closing(sqlite3.connect(Path(folder) / "platform.db")) as connection, connection:
        rows = ((each,) for each in ids)
        connection.executemany("insert into tokens values (?, '[\"allocator\"]', null)", rows)


def revokes(pairs: int, many: int = 1_000_000, few: int = 1_000) -> None:
    """Revoking with few tokens in the store, and with many: 1,000 in random order, put back, so often a turn."""
    rates: dict[int, list[float]] = {few: [], many: []}
    chance = random.Random(1)
    with contextlib.ExitStack() as stack:
        servers = {}
        for count in rates:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            served = stack.enter_context(platform(folder))
            servers[count] = folder, fill(folder, count), *served
        for turn in range(pairs + 1):
            for count, (folder, ids, process, port, known) in servers.items():
                runs = []
                for _ in range(REVOKING):
                    chosen = chance.sample(ids, few)
                    requests = [
                        request("DELETE", f"{ENROLLMENT}/{each}", b"", known["API key"]) for each in chosen
                    ]
                    runs.append(load(process, port, requests, 0))
                    put(folder, chosen)
                if turn:  # the first is for warming up
                    rate = few * REVOKING / sum(each["seconds"] for each in runs)
                    rates[count].append(rate)
                    print(f"revoke with {count:9,} tokens: {rate:8,.0f}/s", end="")
                    p50, cpu = (statistics.mean(each[name] for each in runs) for name in ("p50", "cpu"))
                    print(f"  p50 {p50:.2f} ms  {cpu:.0f} µs of CPU")
    slower = statistics.median(rates[few]) / statistics.median(rates[many])
    print(f"median: with {many:,} tokens revoking takes {slower:.2f} x as long as with {few:,}")


def resident(pid: int, name: str) -> float:
    """Return the value of a line of /proc/PID/status in MiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split(f"{name}:")[1].split()[0]) / 1024


def listing(sizes: tuple[int, ...] = (1_000, 100_000, 1_000_000)) -> None:
    """First byte, whole reply and the server's memory of a list."""
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder, platform(folder) as (process, port, known):
            key = known["API key"]
            fill(folder, count)
            ask(port, "GET", "/api/v1/users", None, key)
            before = resident(process.pid, "VmRSS")
            started = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port)) as link:
                link.sendall(request("GET", ENROLLMENT, b"", key))
                size = len(link.recv(65536))
                first = time.perf_counter() - started
                tail = b""
                while not tail.endswith(b"0\r\n\r\n") and (part := link.recv(1 << 20)):
                    size += len(part)
                    tail = (tail + part)[-5:]
                    if count < 1000 or b"content-length" in part:
                        break
            whole = time.perf_counter() - started
            grown = resident(process.pid, "VmHWM") - before
            print(f"list of {count:9,}: first byte {first * 1000:6.1f} ms, ", end="")
            print(f"{size:11,} bytes in {whole:6.2f} s, +{grown:.1f} MiB")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", choices=("creates", "revokes", "list"))
    options = parser.parse_args()
    if options.only in {None, "creates"}:
        creates(options.pairs, options.seconds)
    if options.only in {None, "revokes"}:
        revokes(options.pairs)
    if options.only in {None, "list"}:
        listing()


if __name__ == "__main__":
    main()
