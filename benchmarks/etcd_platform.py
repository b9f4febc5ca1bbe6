"""The platform on three members of etcd, beside the platform on SQLite: `make bench-etcd`.

    python benchmarks/etcd_platform.py [--pairs 3] [--seconds 5] [--tokens 1000000]

Members, servers and load generator run on one machine, over loopback and without TLS, with 64 connections. SQLite
and etcd run in turn, so that what else the machine does affects both.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
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
from ecctl.platform.store.base import TOKENS, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = """
import sys
from ecctl.platform.server.options import Options
from ecctl.platform.server.serve import serve
serve(Options(sys.argv[1], "127.0.0.1:" + sys.argv[2], plain_http=True, store=sys.argv[3]))
"""
FEW = 1_000


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
    for turn in range(pairs):
        for name, measured in rates.items():
            with platform(cluster.url(f"create{turn}") if name == "etcd" else "") as (process, port, key):
                requests = [request("POST", ENROLLMENT, PERSISTENT, key)]
                load(process, port, requests, 1)
                got = load(process, port, requests, seconds)
            measured.append(got["rate"])
            slowest += [got["p99"]] if name == "etcd" else []
            print(f"{name:7} {got['rate']:8,.0f} creates/s  p50 {got['p50']:.1f} ms  p99 {got['p99']:.1f} ms")
    shares = [etcd / sqlite for etcd, sqlite in zip(rates["etcd"], rates["sqlite"], strict=True)]
    print(
        f"median: {statistics.median(shares):.0%} of SQLite's rate, p99 {statistics.median(slowest):.1f} ms"
    )


async def put(url: str, ids: list[str]) -> None:
    """Store tokens, 60 in a commit."""
    store = open_store(url, Clock())
    await store.open()
    for start in range(0, len(ids), 3000):
        part = ids[start : start + 3000]
        commits = [
            [Put(TOKENS, each, '["allocator"]') for each in part[n : n + 60]] for n in range(0, len(part), 60)
        ]
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
            ids = [f"01a00000-{n >> 16:04x}-7{n >> 4 & 0xFFF:03x}-8000-{n:012x}" for n in range(count)]
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


def size(cluster: EtcdCluster) -> int:
    """Return the size of a member's file, after compaction and defragmentation."""
    revision = (cluster.ctl("get", "x", "-w", "fields") or "").partition('"Revision" : ')[2].split()[0]
    cluster.ctl("compact", revision, check=False)
    cluster.ctl("--command-timeout=60s", "defrag", check=False)
    shown = cluster.ctl("endpoint", "status", "-w", "fields", endpoints=cluster.members[0].endpoint) or ""
    return int(shown.partition('"DBSize" : ')[2].split()[0])


def listing(process: object, port: int, key: str) -> None:
    """Measure first byte, whole response and memory of a list."""
    before, started = resident(process.pid, "VmRSS"), time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(request("GET", ENROLLMENT, b"", key))
        length, tail = len(link.recv(65536)), b""
        first = time.perf_counter() - started
        while not tail.endswith(b"0\r\n\r\n") and (part := link.recv(1 << 20)):
            length += len(part)
            tail = (tail + part)[-5:]
    whole, grown = time.perf_counter() - started, resident(process.pid, "VmHWM") - before
    print(f"list: first byte {first * 1000:.0f} ms, {length:,} bytes in {whole:.1f} s, +{grown:.1f} MiB")


def main() -> None:
    """Run both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cluster = EtcdCluster(Path(folder), 3, ("--quota-backend-bytes", str(8 << 30))).start()
        try:
            creates(cluster, options.pairs, options.seconds)
            revokes(cluster, options.pairs, options.tokens)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
