"""Measurements of the report, each as a function that returns plain values. See report.py."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import listing
import openbao
import served_platform as served
import start_up

import ecctl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Figures = dict[str, Any]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
BULK = 1_000
CREATED = 2_000
REVOKED = 1_000
SECONDS = 3.0


class Sides:
    """What is measured: an installation of ecctl, and other programs to compare with."""

    def __init__(self, binaries: Path, others: list[str], bao: str) -> None:
        self.python = str(binaries / "python")
        self.ecctl = str(binaries / "ecctl")
        self.others = others
        self.bao = bao

    def commands(self) -> dict[str, str]:
        """Return the label and the path of each ecctl."""
        return {"ecctl": self.ecctl, **{Path(path).name + f" ({path})": path for path in self.others}}


def start(sides: Sides, rounds: int = 21) -> Figures:
    """Measure whole processes, alternating between them."""
    with tempfile.TemporaryDirectory() as scratch:
        plain, secure = start_up.serve(None), start_up.serve(start_up.certificate(Path(scratch)))
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "EC_API_KEY": "k"}
        create = start_up.CREATE
        commands = {"python -c pass": [sides.python, "-c", "pass"]}
        for label, path in sides.commands().items():
            commands[f"{label} version"] = [path, "version"]
            commands[f"{label} create, http"] = [path, *create, "--host", f"http://127.0.0.1:{plain}"]
            # The Go ecctl has no --ca-file.
            trust = ["--ca-file", f"{scratch}/cert.pem"] if path == sides.ecctl else ["--insecure"]
            commands[f"{label} create, https"] = [
                *(path, *create, "--host", f"https://127.0.0.1:{secure}"),
                *trust,
            ]
        commands["ecctl create, embedded"] = [sides.ecctl, *create, "--config", "embedded"]
        times: dict[str, list[float]] = {name: [] for name in commands}
        peaks: dict[str, float] = {}
        for turn in range(rounds + 1):
            for name, command in commands.items():
                took, peaks[name] = listing.measure(command, environment)
                if turn:
                    times[name].append(took)
    return {
        "rows": [
            {"name": name, "ms": statistics.median(values), "mib": peaks[name]}
            for name, values in times.items()
        ]
    }


def lists(sides: Sides, rounds: int = 3) -> Figures:
    """Measure `enrollment-token list` of many tokens, as text and as JSON."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "EC_API_KEY": "k"}
        for size in (1_000, 100_000, 1_000_000):
            host = f"http://127.0.0.1:{listing.serve(size)}"
            for label, path in sides.commands().items():
                command = [path, "platform", "enrollment-token", "list", "--host", host]
                for form in ("text", "json"):
                    runs = [listing.measure([*command, "--output", form], environment) for _ in range(rounds)]
                    ms, mib = (statistics.median(values) for values in zip(*runs, strict=True))
                    rows.append({"name": label, "tokens": size, "form": form, "ms": ms, "mib": mib})
    return {"rows": rows}


def bulk(sides: Sides) -> Figures:
    """Measure 1,000 durable tokens from one process, on a server and on the embedded platform."""
    command = [sides.ecctl, "platform", "enrollment-token", "create", "--role", "proxy", "--count", str(BULK)]

    def loop(client: ecctl.Client) -> None:
        for _ in range(BULK):
            client.enrollment_tokens.create(roles=["proxy"])

    async def at_once(host: str, key: str) -> None:
        async with ecctl.AsyncClient(host=host, api_key=key) as client:
            await asyncio.gather(*(client.enrollment_tokens.create(roles=["proxy"]) for _ in range(BULK)))

    def seconds(work: Callable[[], None]) -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, served.platform(folder) as (_, port, known):
        host, key = f"http://127.0.0.1:{port}", known["API key"].removeprefix("ApiKey ")
        for _ in range(3):
            with ecctl.Client(host=host, api_key=key) as client:
                rows.setdefault("Client, one after another", []).append(seconds(lambda: loop(client)))
            rows.setdefault("AsyncClient, 64 in flight", []).append(
                seconds(lambda: asyncio.run(at_once(host, key)))
            )
            environment = {"PATH": os.environ["PATH"], "HOME": folder, "EC_API_KEY": key, "EC_HOST": host}
            took, _ = listing.measure(command, environment)
            rows.setdefault("command, --count 1000", []).append(took / 1000)
    with (
        tempfile.TemporaryDirectory() as home,
        ecctl.Client.from_profile("embedded", environ={"HOME": home}) as client,
    ):
        rows["Client, embedded platform"] = [seconds(lambda: loop(client)) for _ in range(3)]
    return {"rows": [{"name": name, "rate": BULK / statistics.median(each)} for name, each in rows.items()]}


def server(sides: Sides, pairs: int = 3) -> Figures:
    """Measure creates on the server, in turn with a handler that does nothing, and with OpenBao if given."""
    runs: dict[str, list[Figures]] = {}

    def measure(name: str, process: subprocess.Popen[bytes], port: int, request: bytes) -> None:
        served.load(process, port, [request], 0.5)
        runs.setdefault(name, []).append(served.load(process, port, [request], SECONDS))

    for _ in range(pairs):
        port = served.free_port()
        with served.running(served.NOOP, str(port), port=port) as process:
            body = served.request("POST", served.ENROLLMENT, served.PERSISTENT, "ApiKey x")
            measure("no-op (uvicorn)", process, port, body)
        with tempfile.TemporaryDirectory() as folder, served.platform(folder) as (process, port, known):
            for kind, body in (("persistent", served.PERSISTENT), ("ephemeral", served.EPHEMERAL)):
                for way in ("API key", "session"):
                    request = served.request("POST", served.ENROLLMENT, body, known[way])
                    measure(f"{kind} token, {way}", process, port, request)
        if sides.bao:
            with tempfile.TemporaryDirectory() as folder, openbao.running(sides.bao, folder) as found:
                process, port, request = found
                measure("OpenBao token (raft)", process, port, request)
    names = ("rate", "p50", "p99", "cpu")
    return {
        "rows": [
            {"name": name, **{key: statistics.median(run[key] for run in each) for key in names}}
            for name, each in runs.items()
        ]
    }


def growth(_sides: Sides, rounds: int = 5) -> Figures:
    """Measure servers whose stores hold more and more tokens, in turn; each request leaves its store as it was."""
    found: dict[int, dict[str, list[float]]] = {size: {} for size in SIZES}
    with contextlib.ExitStack() as stack:
        servers = {size: GrowingServer(stack, size) for size in SIZES}
        for turn in range(rounds + 1):
            for size, each in servers.items():
                for name, value in each.measure():
                    if turn:  # the first round is for warming up
                        found[size].setdefault(name, []).append(value)
        last = {size: each.memory() for size, each in servers.items()}
    return {
        "rows": [
            {
                "tokens": size,
                **{name: statistics.median(values) for name, values in measured.items()},
                **last[size],
            }
            for size, measured in found.items()
        ]
    }


class GrowingServer:
    """A running server whose store holds a number of tokens."""

    def __init__(self, stack: contextlib.ExitStack, size: int) -> None:
        self.folder = stack.enter_context(tempfile.TemporaryDirectory())
        with served.platform(self.folder):
            pass
        self.ids = served.fill(self.folder, size)
        self.process, self.port, known = stack.enter_context(served.platform(self.folder))
        self.key = known["API key"]
        self.idle = served.resident(self.process.pid, "VmRSS")
        self.chance = random.Random(1)

    def measure(self) -> Iterator[tuple[str, float]]:
        """Yield names and values: creates, revokes and a list."""
        request = served.request("POST", served.ENROLLMENT, served.PERSISTENT, self.key)
        created = served.load(self.process, self.port, [request] * CREATED, 0)
        self.remove_created()
        yield "create_rate", created["rate"]
        yield "create_p99", created["p99"]
        chosen = self.chance.sample(self.ids, REVOKED)
        requests = [served.request("DELETE", f"{served.ENROLLMENT}/{each}", b"", self.key) for each in chosen]
        yield "revoke_rate", served.load(self.process, self.port, requests, 0)["rate"]
        served.put(self.folder, chosen)
        first, whole = read_list(self.port, self.key)
        yield "first_ms", first * 1000
        yield "list_ms", whole * 1000

    def remove_created(self) -> None:
        """Remove the tokens that the store was not filled with."""
        with (
            contextlib.closing(sqlite3.connect(Path(self.folder) / "platform.db")) as connection,
            connection,
        ):
            connection.execute("delete from tokens where key not like '01a00000-%'")

    def memory(self) -> Figures:
        """Return the memory at rest and at the peak, and the size of the store, in MiB."""
        return {
            "idle_mib": self.idle,
            "peak_mib": served.resident(self.process.pid, "VmHWM"),
            "store_mib": (Path(self.folder) / "platform.db").stat().st_size / 2**20,
        }


def read_list(port: int, key: str) -> tuple[float, float]:
    """Return the seconds to the first byte and to the end of a list of all tokens."""
    request = served.request("GET", served.ENROLLMENT, b"", key).replace(
        b"Accept:", b"Connection: close\r\nAccept:"
    )
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(request)
        link.recv(1)
        first = time.perf_counter() - began
        while link.recv(1 << 20):
            pass
    return first, time.perf_counter() - began


def disk() -> float:
    """Return the median milliseconds of a sync of two pages to the disk of the temporary folder."""
    times = []
    with tempfile.NamedTemporaryFile(buffering=0) as file:
        for _ in range(200):
            file.write(bytes(8192))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def version_of(path: str) -> str:
    """Return what a program says about its version, on one line."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([path, "version"], capture_output=True, text=True, timeout=10, check=True)
        with contextlib.suppress(ValueError):
            return str(json.loads(done.stdout)["version"])
        return " ".join(done.stdout.split())[:80]
    return "unknown"


SECTIONS = {"start": start, "lists": lists, "bulk": bulk, "server": server, "growth": growth}


def machine() -> Figures:
    """Describe this machine and the versions on it."""
    import platform

    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{os.cpu_count()} cores of {model}",
        "memory": f"{memory:.1f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "sync": f"{disk():.2f} ms",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "ecctl": ecctl.__version__,
        "load": f"{os.getloadavg()[0]:.1f}",
    }
