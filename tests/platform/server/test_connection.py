"""Connections in front of any dispatcher: tasks, deadlines and broken responses."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

import pytest

from ecctl.core.messages import Response
from ecctl.platform.domain.clock import Clock
from ecctl.platform.request import RequestContext
from ecctl.platform.responses import StreamedResponse
from ecctl.platform.server import limits
from ecctl.platform.server.acceptor import Acceptor
from ecctl.platform.server.server import Server, connection_limit
from ecctl.platform.services import Services
from ecctl.platform.store.memory import MemoryStore

GET = b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n"


class Answers:
    """A dispatcher whose handlers are the methods that paths name."""

    def __init__(self):
        clock = Clock()
        self._services = Services(MemoryStore(clock), clock)
        self.asked = None
        self.reported = []
        self.ended = []

    def context(self, request, peer):
        return RequestContext(self._services, request, peer)

    async def answer(self, context):
        self.asked = context
        return await getattr(self, context.request.target[1:])()

    def refused(self, refusal, peer):
        return refusal.response()

    def report(self, error):
        self.reported.append(error)

    async def plain(self):
        return Response(200, (), b"ok")

    async def timeout(self):
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            return Response(200, (), b"timed out")

    async def group(self):
        async def part(number):
            await asyncio.sleep(0)
            return number

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part(number)) for number in range(3)]
        return Response(200, (), repr([task.result() for task in tasks]).encode())

    async def waits(self):
        return await asyncio.wait_for(self.plain(), 1)

    async def fails(self):
        raise ValueError("unexpected")

    async def drops(self):
        raise ConnectionAbortedError

    async def injects(self):
        return Response(200, (("x", "a\r\nb: c"),), b"")

    async def breaks(self):
        async def chunks():
            yield b"part"
            raise ValueError("in the middle")

        return StreamedResponse(200, (), chunks())

    async def streams(self):
        async def chunks():
            yield b"one"
            yield b"two"

        return StreamedResponse(200, (), chunks())

    async def until_gone(self):
        while not self.asked.is_gone:  # noqa: ASYNC110 (the server sets a plain attribute)
            await asyncio.sleep(0.001)
        return Response(200)

    async def slow(self):
        try:
            await asyncio.sleep(0.2)
        finally:
            self.ended.append("slow")
        return Response(200, (), b"slow")


@contextlib.asynccontextmanager
async def served(limit=None):
    """Run a server of Answers; yield the dispatcher, the server and a client's connection."""
    answers = Answers()
    server = Server(answers, limit)
    acceptor = Acceptor(server, "127.0.0.1", 0, None, print)
    reader, writer = await asyncio.open_connection("127.0.0.1", acceptor.port)
    try:
        yield answers, server, reader, writer
    finally:
        acceptor.close()
        await server.stop()


@pytest.fixture
def exchange(run):
    """Send bytes to a server of Answers, and return the response and the dispatcher."""

    async def scene(data, limit):
        received = b""
        async with served(limit) as (answers, server, reader, writer):
            writer.write(data)
            try:
                async with asyncio.timeout(1):
                    while part := await reader.read(65536):
                        received += part
            except (TimeoutError, ConnectionResetError):
                pass
            writer.close()
        assert server.connections == 0
        return received, answers

    return lambda data, limit=None: run(scene(data, limit))


@pytest.mark.parametrize(
    ("path", "body"), [(b"timeout", b"timed out"), (b"group", b"[0, 1, 2]"), (b"waits", b"ok")]
)
def test_handlers_run_in_a_task(exchange, path, body):
    received, answers = exchange(GET % path)
    assert received.endswith(b"\r\n\r\n" + body)
    assert answers.reported == []


def test_pipelined_requests_are_answered_in_order_although_one_waits(exchange):
    received, _ = exchange(GET % b"slow" + GET % b"plain" + GET % b"streams")
    assert (
        received.index(b"slow") < received.index(b"ok") < received.index(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    )


@pytest.mark.parametrize(("path", "error"), [(b"fails", ValueError), (b"injects", ValueError)])
def test_unexpected_error_is_reported_and_ends_the_connection(exchange, path, error):
    received, answers = exchange(GET % path + GET % b"plain")
    assert received == b""
    assert [type(each) for each in answers.reported] == [error]


def test_dispatcher_can_drop_a_connection(exchange):
    received, answers = exchange(GET % b"drops" + GET % b"plain")
    assert (received, answers.reported) == (b"", [])


def test_context_shows_that_the_client_is_gone(run):
    async def scene():
        async with served() as (answers, server, _, writer), asyncio.timeout(20):
            writer.write(GET % b"until_gone")
            while answers.asked is None:  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.001)
            # RST: after a FIN the client may still wait for its response.
            link = writer.get_extra_info("socket")
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            while server.connections:  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.001)
        return answers.reported

    assert run(scene()) == []


def test_stream_that_fails_is_visibly_broken(exchange):
    received, answers = exchange(GET % b"breaks" + GET % b"plain")
    assert not received.endswith(b"0\r\n\r\n")
    assert b"ok" not in received
    assert [str(each) for each in answers.reported] == ["in the middle"]


def test_stream_to_an_old_client_ends_with_the_connection(exchange):
    received, _ = exchange(b"GET /streams HTTP/1.0\r\n\r\n")
    assert received.endswith(b"connection: close\r\n\r\nonetwo")


def test_request_of_a_client_that_left_completes(run):
    async def scene():
        async with served() as (answers, server, _, writer):
            writer.write(GET % b"slow" + GET % b"slow")
            await asyncio.sleep(0.05)
            writer.transport.abort()
            await asyncio.sleep(0.05)
            assert server.connections == 1
        return answers.ended, server.connections

    assert run(scene()) == (["slow"], 0)


def test_connections_fit_into_the_open_files(monkeypatch):
    assert connection_limit(1 << 20) == limits.CONNECTIONS
    assert connection_limit(512) == 512 - limits.PROBES - 32
    assert connection_limit(10) == 8
