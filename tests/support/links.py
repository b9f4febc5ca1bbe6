"""TCP links on loopback that tests cut: nothing gets through then, and nobody is told."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class Links:
    """Forwarders from ports of their own to other ports, on an event loop in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._gates: dict[str, asyncio.Event] = {}
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def add(self, name: str, target: int, port: int = 0) -> int:
        """Forward a port to another one. Return the port."""
        return asyncio.run_coroutine_threadsafe(self._add(name, target, port), self._loop).result(5)

    async def _add(self, name: str, target: int, port: int) -> int:
        gate = self._gates[name] = asyncio.Event()
        gate.set()

        async def accept(reader, writer):
            with contextlib.suppress(OSError):
                await gate.wait()
                there = await asyncio.open_connection("127.0.0.1", target)
                try:
                    await asyncio.gather(_pump(reader, there[1], gate), _pump(there[0], writer, gate))
                finally:
                    there[1].close()
            writer.close()

        server = await asyncio.start_server(accept, "127.0.0.1", port)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    def names(self) -> list[str]:
        """Return the names of all links."""
        return list(self._gates)

    def cut(self, name: str) -> None:
        """Let nothing through."""
        self._loop.call_soon_threadsafe(self._gates[name].clear)

    def mend(self, name: str) -> None:
        """Let everything through again, also what was sent meanwhile."""
        self._loop.call_soon_threadsafe(self._gates[name].set)

    def stop(self) -> None:
        """End all links."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(reader, writer, gate) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            await gate.wait()
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
