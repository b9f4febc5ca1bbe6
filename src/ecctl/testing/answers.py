"""Responses that a test sets for operations, in place of the platform's own."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from ecctl.client import BASE, REGIONAL, Operation, json_body, operation
from ecctl.core.errors import ArgumentTypeError, UsageError
from ecctl.core.messages import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ecctl.core.messages import Request


class Reply(NamedTuple):
    """A response to an operation: the JSON value of its body, its status and further headers."""

    body: Any = None
    """JSON value of the body; an error has `{"errors": [{"code": …, "message": …}]}`."""

    status: int = 200
    """HTTP status."""

    headers: Mapping[str, str] = {}
    """Headers beside the content type."""

    def response(self) -> Response:
        """Return the HTTP response."""
        body = b"" if self.body is None else json.dumps(self.body).encode()
        return Response(self.status, (("Content-Type", "application/json"), *self.headers.items()), body)


class Question(NamedTuple):
    """A request for an operation, as a function of `answer` gets it."""

    operation: str
    """Id of the operation."""

    parameters: Mapping[str, str]
    """Parameters of path and query, by name."""

    headers: Mapping[str, str]
    """Headers, with names in lower case."""

    body: bytes
    """Body as it was sent."""

    def json(self) -> Any:
        """Parse the body as JSON."""
        return json.loads(self.body)


class Answers:
    """The responses that a test has set, by operation."""

    def __init__(self) -> None:
        self._set: dict[str, tuple[Operation, list[object]]] = {}

    def add(self, operation_id: str, replies: tuple[object, ...]) -> None:
        """Set the responses of an operation. Raise UsageError if there is no such operation, or no response."""
        if not replies:
            raise UsageError("answer() needs a response: a JSON value, a Reply, or a function of a Question")
        found = asked_for(operation_id)
        for reply in replies:
            # Now, where the mistake is: a function's result is checked when there is one.
            if not callable(reply):
                _reply(reply)
        self._set[found.id] = found, list(replies)

    def clear(self) -> None:
        """Forget all."""
        self._set.clear()

    def find(self, request: Request) -> tuple[Response, str] | None:
        """Return the response that a test has set for a request and the operation's id, or None."""
        path, _, query = request.target.partition("?")
        # Those without parameters first: `/deployments/templates` also fits `/deployments/{deployment_id}`.
        for found, replies in sorted(self._set.values(), key=lambda each: len(each[0].path_parameters)):
            parameters = path_parameters(found, path) if request.method == found.method else None
            if parameters is None:
                continue
            # The last one answers all further requests.
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
            if callable(reply):
                body = request.body if isinstance(request.body, bytes) else b"".join(request.body)
                headers = {name.lower(): value for name, value in request.headers}
                parameters |= dict(parse_qsl(query, keep_blank_values=True))
                ask: Callable[[Question], object] = reply
                reply = ask(Question(found.id, parameters, headers, bytes(body)))
            return _reply(reply).response(), found.id
        return None


def asked_for(operation_id: str) -> Operation:
    """Return the operation with an id, or one that the API description lacks, given as `METHOD /path`."""
    method, space, path = operation_id.partition(" ") if isinstance(operation_id, str) else ("", "", "")
    if not space:
        return operation(operation_id)
    if not method.isupper() or path[:1] != "/" or " " in path:
        raise UsageError(f'"{operation_id}" is neither the id of an operation nor METHOD /path')
    return Operation(operation_id, f"{method} {path} - -")


def _reply(given: object) -> Reply:
    """Return a response. Raise UsageError if its status, headers or body are not valid."""
    reply = given if isinstance(given, Reply) else Reply(given)
    if isinstance(reply.status, bool) or not isinstance(reply.status, int) or not 200 <= reply.status <= 599:
        raise UsageError(f"status must be an int from 200 to 599, not {reply.status!r}")
    if not hasattr(reply.headers, "items"):
        raise ArgumentTypeError(f"headers must be a mapping, not {type(reply.headers).__name__}")
    if isinstance(reply.body, bytes):
        raise ArgumentTypeError("a response must be a JSON value, not bytes")
    json_body(reply.body)
    return reply


def path_parameters(found: Operation, path: str) -> dict[str, str] | None:
    """Return the parameters in a request's path, or None if it is not the operation's."""
    template = f"{'' if found.path.startswith('/ecctl/') else BASE}{found.path}".split("/")
    parts = path.split("/")
    if found.path.startswith(REGIONAL) and parts[1:4] == ["api", "v1", "regions"]:
        parts = [*parts[:3], *parts[5:]]
    if len(parts) != len(template):
        return None
    parameters = {}
    for part, wanted in zip(parts, template, strict=True):
        if wanted.startswith("{"):
            parameters[wanted[1:-1]] = unquote(part)
        elif part != wanted:
            return None
    return parameters
