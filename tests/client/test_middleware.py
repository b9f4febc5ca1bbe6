"""Middleware: how a stack carries a request, in both clients and at every way a call can end."""

from __future__ import annotations

import asyncio

import pytest

import ecctl
from ecctl.core.messages import Response

USERS = {"match": "GET /api/v1/users*", "status": 200, "body": {"users": []}}
BUSY = {"match": "*", "status": 503, "body": {}, "headers": {"Retry-After": "0"}}


class Recorder(ecctl.Middleware):
    def __init__(self, name, log):
        self.name, self.log = name, log

    def exchange(self, request):
        self.log.append(f"{self.name} sends {request.operation} {request.attempt}")
        try:
            response = yield request.replaced(headers=(*request.headers, ("X-Seen-By", self.name)))
        except ecctl.EcctlError as error:
            self.log.append(f"{self.name} fails with {type(error).__name__}")
            raise
        except GeneratorExit:
            self.log.append(f"{self.name} is cancelled")
            raise
        self.log.append(f"{self.name} receives {response.status}")
        return response

    def retrying(self, request, reason, seconds):
        self.log.append(f"{self.name} retries after {reason}")


class Transport:
    """Answers from a list; the same object serves both clients."""

    def __init__(self, *responses):
        self.responses, self.requests, self.closed = list(responses), [], False

    def send(self, request):
        self.requests.append(request)
        return self.responses.pop(0)

    def close(self):
        self.closed = True


class AsyncTransport(Transport):
    async def send(self, request):
        return super().send(request)

    async def close(self):
        super().close()


def list_users(kind, host, **parts):
    """List the users with a client of either kind."""
    if kind is ecctl.Client:
        with kind(host=host, api_key="k", **parts) as client:
            return client.users.list()

    async def ask():
        async with kind(host=host, api_key="k", **parts) as client:
            return await client.users.list()

    return asyncio.run(ask())


BOTH = pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])


@BOTH
def test_first_middleware_is_outermost_and_sees_every_attempt(scripted, kind):
    server, log = scripted(BUSY, USERS), []
    list_users(kind, server.host, middleware=[Recorder("a", log), Recorder("b", log)])
    assert log == [
        "a sends get-users 1",
        "b sends get-users 1",
        "b receives 503",
        "a receives 503",
        "a retries after status 503",
        "b retries after status 503",
        "a sends get-users 2",
        "b sends get-users 2",
        "b receives 200",
        "a receives 200",
    ]


@BOTH
def test_middleware_sees_errors_of_the_transport(scripted, kind):
    server, log = scripted({"match": "*", "drop": True}), []
    with pytest.raises(ecctl.ConnectionLostError):
        list_users(kind, server.host, retries=0, middleware=[Recorder("a", log)])
    assert log[-1] == "a fails with ConnectionLostError"


@BOTH
def test_middleware_may_respond_itself(kind):
    class Answer(ecctl.Middleware):
        def exchange(self, request):
            return Response(200, (), b'{"users": [{"user_name": "ada"}]}')
            yield request

    assert list_users(kind, "http://127.0.0.1:1", middleware=[Answer()]) == [{"user_name": "ada"}]


@BOTH
def test_transport_is_replaced_and_closed(kind):
    body = Response(200, (), b'{"users": []}')
    transport = Transport(body) if kind is ecctl.Client else AsyncTransport(body)
    assert list_users(kind, "https://ece.invalid:12443", transport=transport) == []
    assert [request.url.origin for request in transport.requests] == ["https://ece.invalid:12443"]
    assert transport.closed


@pytest.mark.parametrize("middleware", [5, [print], [ecctl.Middleware]])
def test_wrong_middleware_is_refused(middleware):
    with pytest.raises(TypeError, match="middleware must be"):
        ecctl.Client(host="http://h", api_key="k", middleware=middleware)


def test_cancelled_call_ends_with_a_closing_event(scripted):
    server, log, events = scripted({"match": "*", "hang": 5, "status": 200, "body": {"users": []}}), [], []

    async def ask():
        parts = {"middleware": [Recorder("a", log)], "hooks": [events.append]}
        async with ecctl.AsyncClient(host=server.host, api_key="k", **parts) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.users.list()

    asyncio.run(ask())
    assert log == ["a sends get-users 1", "a is cancelled"]
    assert [type(event).__name__ for event in events] == ["RequestSent", "ResponseMissed"]
    assert events[1].error == "cancelled"
