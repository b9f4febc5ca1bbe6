"""The platform on three members of etcd, beside the platform on SQLite: `make bench-etcd`.

    python benchmarks/etcd_platform.py [--only creates|revokes|growth] [--pairs 3] [--seconds 5] [--tokens 1000000]

Members, servers and load generator run on one machine, over loopback and without TLS, with 64 connections. SQLite
and etcd run in turn, so that what else the machine does affects both.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from served_platform import (
    ENROLLMENT,
    PERSISTENT,
    REVOKING,
    credentials,
    free_port,
    load,
    request,
    resident,
    running,
)

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from support.etcd_cluster import EtcdCluster

from ecctl.platform.domain.clock import Clock
from ecctl.platform.store import open_store
from ecctl.platform.store.base import RUNNERS, TOKENS, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = """
import sys
from ecctl.platform.server.options import Options
from ecctl.platform.server.serve import serve
serve(Options(sys.argv[1], "127.0.0.1:" + sys.argv[2], plain_http=True, store=sys.argv[3]))
"""
HOSTS = "/api/v1/platform/infrastructure/runners"
FEW = 1_000
HOST = json.dumps({
    "runner_id": "host-000000", "connected": True, "host_ip": "10.0.0.1", "public_hostname": "10.0.0.1",
    "roles": [{"role_name": "allocator"}, {"role_name": "beats-runner"}, {"role_name": "services-forwarder"}],
    "zone": "zone-1", "containers": [], "features": [], "build_info": {}, "enrolled": "2026-01-01T00:00:00.000Z",
})  # fmt: skip


@contextlib.contextmanager
def platform(store: str = "") -> Iterator[tuple]:
    """Run a server on a store: its process, port and credentials."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(SERVE, folder, str(port), store, port=port) as process,
    ):
        while not (Path(folder) / "admin.json").exists() and process.poll() is None:
            time.sleep(0.02)
        yield process, port, credentials(folder, port)["API key"]


def creates(cluster: EtcdCluster, pairs: int, seconds: float) -> None:
    """Measure durable creates on both stores in turn."""
    rates: dict[str, list[float]] = {"sqlite": [], "etcd": []}
    slowest: list[float] = []
    before, stored = size(cluster), 0
    for turn in range(pairs):
        for name, measured in rates.items():
            with platform(cluster.url(f"create{turn}") if name == "etcd" else "") as (process, port, key):
                requests = [request("POST", ENROLLMENT, PERSISTENT, key)]
                warm = load(process, port, requests, 1)
                stored += warm["count"] if name == "etcd" else 0
                got = load(process, port, requests, seconds)
            measured.append(got["rate"])
            slowest += [got["p99"]] if name == "etcd" else []
            stored += got["count"] if name == "etcd" else 0
            print(f"{name:7} {got['rate']:8,.0f} creates/s  p50 {got['p50']:.1f} ms  p99 {got['p99']:.1f} ms")
    shares = [etcd / sqlite for etcd, sqlite in zip(rates["etcd"], rates["sqlite"], strict=True)]
    print(
        f"median: {statistics.median(shares):.0%} of SQLite's rate, p99 {statistics.median(slowest):.1f} ms; "
        f"{(size(cluster) - before) / stored:.0f} bytes per created token in etcd's file"
    )


async def put(url: str, ids: list[str], kind: str = TOKENS, value: str = '["allocator"]') -> None:
    """Store records, 60 in a commit."""
    store = open_store(url, Clock())
    await store.open()
    for start in range(0, len(ids), 3000):
        part = ids[start : start + 3000]
        commits = [[Put(kind, each, value) for each in part[n : n + 60]] for n in range(0, len(part), 60)]
        await asyncio.gather(*[store.commit(commit) for commit in commits])
    await store.close()


def revokes(cluster: EtcdCluster, pairs: int, many: int) -> None:
    """Measure revokes with few and with many tokens, and the list of many."""
    rates: dict[int, list[float]] = {FEW: [], many: []}
    chance = random.Random(1)
    with contextlib.ExitStack() as stack:
        servers = {}
        for count in rates:
            url = cluster.url(f"revoke{count}")
            served = stack.enter_context(platform(url))
            ids = token_ids(0, count)
            before, started = size(cluster), time.perf_counter()
            asyncio.run(put(url, ids))
            print(f"{count:,} tokens stored in {time.perf_counter() - started:.0f} s", end="")
            print(f", {(size(cluster) - before) / count:.0f} bytes per token in etcd's file")
            servers[count] = url, ids, *served
        for turn in range(pairs + 1):
            for count, (url, ids, process, port, key) in servers.items():
                seconds = 0.0
                for _ in range(REVOKING // 4):
                    chosen = chance.sample(ids, FEW)
                    deletes = [request("DELETE", f"{ENROLLMENT}/{each}", b"", key) for each in chosen]
                    seconds += load(process, port, deletes, 0)["seconds"]
                    asyncio.run(put(url, chosen))
                if turn:
                    rates[count].append(FEW * (REVOKING // 4) / seconds)
                    print(f"revoke with {count:9,} tokens: {rates[count][-1]:8,.0f}/s")
        slower = statistics.median(rates[FEW]) / statistics.median(rates[many])
        print(f"median: with {many:,} tokens revoking takes {slower:.2f} x as long as with {FEW:,}")
        listing(*servers[many][2:])


def token_ids(first: int, last: int) -> list[str]:
    """Return ids in the form of a token's, in order."""
    return [f"01a00000-{n >> 16:04x}-7{n >> 4 & 0xFFF:03x}-8000-{n:012x}" for n in range(first, last)]


def growth(cluster: EtcdCluster, sizes: list[int]) -> None:
    """Measure one platform while its tokens and hosts become more."""
    url, stored = cluster.url("growth"), 0
    chance = random.Random(1)
    with platform(url) as (process, port, key):
        ready = request("GET", "/readyz", b"", key)
        for count in sizes:
            added = token_ids(stored, count)
            asyncio.run(put(url, added))
            hosts = [f"host-{n:06}" for n in range(stored // 10, count // 10)]
            asyncio.run(put(url, hosts, RUNNERS, HOST))
            stored = count
            memory = resident(cluster.members[0].process_id, "RssAnon")
            print(
                f"{count:,} tokens and {count // 10:,} hosts: {size(cluster) / 1e6:.0f} MB in etcd's file",
                end="",
            )
            print(
                f", {memory:.0f} MiB of memory per member; another server is ready after {start(url):.1f} s"
            )
            chosen = [f"{ENROLLMENT}/{each}" for each in chance.sample(added, FEW // 2)]
            for name, requests in (
                ("readiness", [ready] * FEW),
                ("create", [request("POST", ENROLLMENT, PERSISTENT, key)] * 4 * FEW),
                ("revoke", [request("DELETE", path, b"", key) for path in chosen]),
                ("one host", [request("GET", f"{HOSTS}/host-000007", b"", key)] * FEW),
            ):
                got = load(process, port, requests, 0)
                print(f"  {name:9} {got['rate']:7,.0f}/s  p50 {got['p50']:.1f} ms  p99 {got['p99']:.1f} ms")
            listing(process, port, key)
            listing(process, port, key, HOSTS)


def start(url: str) -> float:
    """Return the seconds that a server takes to start."""
    port, started = free_port(), time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(SERVE, folder, str(port), url, port=port) as process,
    ):
        load(process, port, [request("GET", "/readyz")], 0)
        return time.perf_counter() - started


def size(cluster: EtcdCluster) -> int:
    """Return the size of a member's file, after compaction and defragmentation."""
    revision = (cluster.ctl("get", "x", "-w", "fields") or "").partition('"Revision" : ')[2].split()[0]
    cluster.ctl("compact", revision, check=False)
    cluster.ctl("--command-timeout=60s", "defrag", check=False)
    shown = cluster.ctl("endpoint", "status", "-w", "fields", endpoints=cluster.members[0].endpoint) or ""
    return int(shown.partition('"DBSize" : ')[2].split()[0])


def listing(process: object, port: int, key: str, path: str = ENROLLMENT) -> None:
    """Measure first byte, whole response and memory of a list."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")  # begin the peak anew
    before, started = resident(process.pid, "VmRSS"), time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(request("GET", path, b"", key))
        data = link.recv(65536)
        length, tail = len(data), data[-5:]
        first = time.perf_counter() - started
        whole = int(data.partition(b"content-length: ")[2].partition(b"\r")[0] or 0)
        whole += data.find(b"\r\n\r\n") + 4 if whole else 0
        while (length < whole if whole else not tail.endswith(b"0\r\n\r\n")) and (part := link.recv(1 << 20)):
            length += len(part)
            tail = (tail + part)[-5:]
    seconds, grown = time.perf_counter() - started, resident(process.pid, "VmHWM") - before
    name = path.rpartition("/")[2]
    print(
        f"  list of {name}: first byte {first * 1000:.0f} ms, {length:,} bytes in {seconds:.1f} s, +{grown:.1f} MiB"
    )


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("creates", "revokes", "growth"))
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cluster = EtcdCluster(Path(folder), 3, ("--quota-backend-bytes", str(8 << 30))).start()
        try:
            if options.only in {None, "creates"}:
                creates(cluster, options.pairs, options.seconds)
            if options.only in {None, "revokes"}:
                revokes(cluster, options.pairs, options.tokens)
            if options.only in {None, "growth"}:
                growth(cluster, [n for n in (1_000, 10_000, 100_000, 1_000_000) if n <= options.tokens])
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
