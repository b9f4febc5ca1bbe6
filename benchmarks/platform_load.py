"""Load generator of served_platform.py: each connection sends a request as soon as its last response arrived.

    python platform_load.py PORT CONNECTIONS SECONDS < requests

Standard input holds complete requests, each preceded by its length in 8 hex digits. They are sent in order, and
again from the start until SECONDS have passed (0: each request once). Standard output receives one JSON object:
count, seconds, statuses and percentiles of the latency in ms.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter

import uvloop


class Load:
    """State shared by all connections."""

    def __init__(self, requests: list[bytes], seconds: float) -> None:
        self.requests = requests
        self.next = 0
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.open = 0
        self.done = asyncio.get_running_loop().create_future()
        self.seconds = seconds
        self.end = time.perf_counter() + (seconds or 3600)

    def take(self) -> bytes | None:
        """Return the next request, or None at the end."""
        if time.perf_counter() >= self.end or (not self.seconds and self.next >= len(self.requests)):
            return None
        request = self.requests[self.next % len(self.requests)]
        self.next += 1
        return request


class Sender(asyncio.Protocol):
    """Connection that sends one request after another."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self.transport = transport
        self.load.open += 1
        self.send()

    def send(self) -> None:
        """Send the next request, or close the connection."""
        request = self.load.take()
        if request is None:
            self.transport.close()
            return
        self.sent = time.perf_counter()
        self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Collect the response; all measured servers send a Content-Length."""
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        at = max(self.received.find(b"content-length: "), self.received.find(b"Content-Length: ")) + 16
        length = int(self.received[at : self.received.find(b"\r", at)])
        if len(self.received) < end + 4 + length:
            return
        self.load.latencies.append(time.perf_counter() - self.sent)
        self.load.statuses[self.received[9:12].decode()] += 1
        self.received = b""
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count a connection that broke, and finish after the last one."""
        if exc or self.received:
            self.load.statuses["broken"] += 1
        self.load.open -= 1
        if not self.load.open:
            self.load.done.set_result(None)


def read_requests() -> list[bytes]:
    """Read the requests from standard input."""
    data = sys.stdin.buffer.read()
    found, at = [], 0
    while at < len(data):
        size = int(data[at : at + 8], 16)
        found.append(data[at + 8 : at + 8 + size])
        at += 8 + size
    return found


async def main(port: int, connections: int, seconds: float) -> None:
    """Run the load and print the result."""
    load = Load(read_requests(), seconds)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: Sender(load), "127.0.0.1", port)
    await load.done
    took = time.perf_counter() - started
    ordered = sorted(load.latencies)
    at = {name: ordered[int(len(ordered) * part)] * 1000 for name, part in (("p50", 0.5), ("p99", 0.99))}
    print(json.dumps({"count": len(ordered), "seconds": took, "statuses": load.statuses, **at}))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
