"""Measure the cost of the library against a bare baseline in the same run.

    python benchmarks/library.py

Rounds of both sides alternate, so that a busy machine slows both down. All figures are medians, and ratios or
differences.
"""

from __future__ import annotations

import asyncio
import http.client
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import ecctl
from ecctl.core.messages import Request, Response

TOKEN = json.dumps({"token": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "token_id": "7a4db5a0"})
RESPONSE = (
    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(TOKEN)}\r\n\r\n{TOKEN}"
).encode()
BODY = {"persistent": True, "roles": ["proxy"]}
TOKENS = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
HEADERS = {"Authorization": "ApiKey k", "Content-Type": "application/json", "Accept": "application/json"}
CALLS = 1000
IN_FLIGHT = 64


class Responder(asyncio.Protocol):
    """Server that sends the same response to every request, which must arrive in one piece."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport of a new connection."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # TCP transports are

    def data_received(self, data: bytes) -> None:
        """Respond to each request in *data*."""
        self.transport.write(RESPONSE * data.count(b"POST "))


SERVER = """
import asyncio, sys
sys.path.insert(0, {here!r})
from library import Responder

async def main():
    server = await asyncio.get_running_loop().create_server(Responder, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def start_server() -> tuple[subprocess.Popen[str], int]:
    """Start the server process, and return it with its port."""
    here = str(Path(__file__).resolve().parent)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER.format(here=here)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def median_of_turns(rounds: int, **sides: Callable[[], float]) -> dict[str, float]:
    """Return the median of each side's measurements, alternating between the sides."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            taken[name].append(side())
    return {name: statistics.median(times) for name, times in taken.items()}


def loops(port: int) -> None:
    """Compare calls in a loop over one connection with `http.client` doing the same."""
    client = ecctl.Client(host=f"http://127.0.0.1:{port}", api_key="k")

    def ours() -> float:
        start = time.perf_counter()
        for _ in range(CALLS):
            client.call("create-enrollment-token", body=BODY)
        return (time.perf_counter() - start) / CALLS * 1e6

    def bare() -> float:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        start = time.perf_counter()
        for _ in range(CALLS):
            connection.request("POST", TOKENS, json.dumps(BODY), HEADERS)
            json.loads(connection.getresponse().read())
        taken = time.perf_counter() - start
        connection.close()
        return taken / CALLS * 1e6

    found = median_of_turns(9, ours=ours, bare=bare)
    print(
        f"a call in a loop       {found['ours']:7.0f} µs   http.client {found['bare']:7.0f} µs   "
        f"difference {found['ours'] - found['bare']:+.0f} µs (goal: at most 60)"
    )
    client.close()


class Immediate:
    """Transport without a network, whose noise would hide differences of a few microseconds."""

    def send(self, request: Request) -> Response:  # noqa: ARG002  # each gets the same response
        """Return the response of the server."""
        return Response(200, (("Content-Type", "application/json"),), TOKEN.encode())

    def close(self) -> None:
        """Do nothing."""


def methods() -> None:
    """Compare a method of a resource, and one of `client.api`, with `call` of the same operation."""
    client = ecctl.Client(host="http://127.0.0.1", api_key="k", transport=Immediate())

    def timed(work: Callable[[], object]) -> float:
        start = time.process_time()
        for _ in range(CALLS // 10):
            work()
        return (time.process_time() - start) / (CALLS // 10) * 1e6

    found = median_of_turns(
        301,
        call=lambda: timed(
            lambda: client.call("create-enrollment-token", body={"persistent": True, "roles": ["proxy"]})
        ),
        resource=lambda: timed(lambda: client.enrollment_tokens.create(roles=["proxy"])),
        api=lambda: timed(
            lambda: client.api.create_enrollment_token(body={"persistent": True, "roles": ["proxy"]})
        ),
    )
    for name, title in (("resource", "method of a resource"), ("api", "method of client.api")):
        print(
            f"{title:22} {found[name]:7.1f} µs   call        {found['call']:7.1f} µs   "
            f"difference {found[name] - found['call']:+.1f} µs of CPU time (goal: at most 5)"
        )


async def rate(work: Callable[[], Awaitable[object]], calls: int = 3000) -> float:
    """Return calls per second, with 64 in flight."""
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await work()

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return calls / (time.perf_counter() - start)


async def with_client(url: str) -> float:
    """Measure the client."""
    async with ecctl.AsyncClient(host=url, api_key="k") as client:
        return await rate(lambda: client.call("create-enrollment-token", body=BODY))


async def with_transport(url: str) -> float:
    """Measure the client's transport alone."""
    from ecctl.transport.http_async import AsyncHttpTransport

    carrier = AsyncHttpTransport(timeout=30.0)
    headers = tuple(HEADERS.items())

    async def exchange() -> object:
        response = await carrier.send(Request("POST", url + TOKENS, headers, json.dumps(BODY).encode()))
        return json.loads(response.read())

    found = await rate(exchange)
    await carrier.close()
    return found


async def with_streams(url: str) -> float:
    """Measure asyncio streams without an HTTP client; the length of the response is known."""
    authority = url.removeprefix("http://")
    host, _, port = authority.partition(":")
    body = json.dumps(BODY)
    lines = [f"POST {TOKENS} HTTP/1.1", f"Host: {authority}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in HEADERS.items()]
    raw = "\r\n".join([*lines, "", body]).encode()
    links = [await asyncio.open_connection(host, int(port)) for _ in range(IN_FLIGHT)]

    async def exchange() -> object:
        reader, writer = link = links.pop()
        writer.write(raw)
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        found = json.loads(await reader.readexactly(len(TOKEN)))
        links.append(link)
        return found

    found = await rate(exchange)
    for _, writer in links:
        writer.close()
        await writer.wait_closed()
    return found


async def with_aiohttp(url: str) -> float:
    """Measure aiohttp, which parses in C."""
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:

        async def exchange() -> object:
            async with session.post(url + TOKENS, headers=HEADERS, json=BODY) as response:
                return await response.json()

        return await rate(exchange)


def at_once(port: int) -> None:
    """Compare 64 calls in flight with the transport alone, bare streams, and aiohttp if installed."""
    url = f"http://127.0.0.1:{port}"
    others = {"its transport": with_transport, "bare streams": with_streams, "aiohttp": with_aiohttp}
    if not importlib.util.find_spec("aiohttp"):
        del others["aiohttp"]
    sides = {"ours": with_client, **others}
    found = median_of_turns(
        5, **{name: lambda side=side: asyncio.run(side(url)) for name, side in sides.items()}
    )
    for name in others:
        wanted = " (goal: at least 70%)" if name == "its transport" else ""
        print(
            f"{IN_FLIGHT} in flight           {found['ours']:7.0f}/s    {name:13} {found[name]:7.0f}/s   "
            f"ratio {found['ours'] / found[name]:.0%}{wanted}"
        )


def first_call(port: int) -> None:
    """Compare whole processes that make one call with a bare interpreter, in CPU time.

    The goal is 8 ms, set where a bare start takes 10.4 ms. On a slower machine both grow, and the ratio stays.
    """
    program = f"import ecctl\nclient = ecctl.Client(host='http://127.0.0.1:{port}', api_key='k')\n{{}}\nclient.close()"
    call = program.format("client.call('create-enrollment-token', body={'persistent': True})")
    create = program.format("client.enrollment_tokens.create(roles=['proxy'])")
    # Without compiled modules, as in some containers, every process would compile them again.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(source: str) -> float:
        process = os.posix_spawn(sys.executable, [sys.executable, "-c", source], environment)
        _, status, used = os.wait4(process, 0)
        assert status == 0
        return (used.ru_utime + used.ru_stime) * 1e3

    run(create)
    found = median_of_turns(41, bare=lambda: run("pass"), call=lambda: run(call), create=lambda: run(create))
    for name in ("call", "create"):
        print(
            f"first {name:16} {found[name]:7.1f} ms   python -c pass {found['bare']:.1f} ms   "
            f"difference {found[name] - found['bare']:.1f} ms of CPU time, "
            f"ratio {found[name] / found['bare']:.2f} (goal: at most 8 ms beside 10.4, a ratio of {1 + 8 / 10.4:.2f})"
        )


def many_tokens(port: int) -> None:
    """Compare 1,000 tokens from one process with 1,000 starts of a command, and with bare disk syncs."""

    def create_all(client: ecctl.Client) -> float:
        start = time.perf_counter()
        for _ in range(CALLS):
            client.enrollment_tokens.create(roles=["proxy"])
        return time.perf_counter() - start

    with ecctl.Client(host=f"http://127.0.0.1:{port}", api_key="k") as client:
        seconds = create_all(client)
    print(
        f"1,000 tokens           {seconds * 1e3:7.0f} ms   over http     "
        f"1,000 starts of 5.6 ms: {CALLS * 5.6e-3 / seconds:.0f} times as long (goal: at least 20)"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        ecctl.Client.from_profile("embedded", environ={"HOME": folder}) as client,
    ):
        seconds = create_all(client)
        syncs = bare_syncs(Path(folder) / "syncs")
    print(
        f"1,000 tokens           {seconds * 1e3:7.0f} ms   embedded      "
        f"1,000 starts of 5.6 ms: {CALLS * 5.6e-3 / seconds:.0f} times as long; 1,000 bare syncs {syncs * 1e3:.0f} ms"
    )


def bare_syncs(path: Path) -> float:
    """Return the seconds that 1,000 appends of two pages take, each followed by a sync."""
    with path.open("wb", buffering=0) as file:
        start = time.perf_counter()
        for _ in range(CALLS):
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
        return time.perf_counter() - start


def main() -> None:
    """Print all figures."""
    process, port = start_server()
    try:
        loops(port)
        methods()
        at_once(port)
        first_call(port)
        many_tokens(port)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
