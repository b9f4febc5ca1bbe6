"""Faults that tests inject into a platform, and the requests that it received."""

from __future__ import annotations

import json
from typing import NamedTuple

from ecctl.client import catalogue, operation
from ecctl.client.arguments import nanoseconds
from ecctl.core.durations import SECOND
from ecctl.core.errors import ArgumentTypeError, UsageError
from ecctl.core.url import redact_url
from ecctl.platform.responses import HTTPError
from ecctl.testing.answers import Answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ecctl.client.duration import Duration
    from ecctl.core.messages import Request, Response


class Asked(NamedTuple):
    """A request that a platform received. Its `repr` shows no secrets, but its fields hold them."""

    method: str
    """GET, POST, …"""

    path: str
    """Path and query."""

    status: int
    """Status of the response, 0 if the connection was dropped."""

    operation: str = ""
    """Operation id such as `create-enrollment-token`, "" for a path that the API does not have."""

    headers: Mapping[str, str] = {}
    """Request headers, with names in lower case."""

    body: bytes = b""
    """Request body."""

    def json(self) -> Any:
        """Parse the body as JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"Asked({self.method} {redact_url(self.path)} -> {self.status})"


class Fault(NamedTuple):
    """Effect on a request: a delay, then a refusal, a dropped connection, or neither."""

    path: str
    method: str = ""
    operation: str = ""
    seconds: float = 0.0
    refusal: HTTPError | None = None
    drop: bool = False
    carried_out: bool = False

    def matches(self, request: Request) -> bool:
        """Return whether this fault is meant for a request."""
        return (
            self.path in request.target
            and self.method in {"", request.method}
            and self.operation in {"", self.operation and operation_of(request.method, request.target)}
        )

    def __str__(self) -> str:
        if self.refusal is not None:
            text = f"fail_next(status={self.refusal.status}"
        elif self.drop:
            text = "drop_next("
        else:
            text = f"delay_next({self.seconds:g}"
        limits = [
            f"{name}={getattr(self, name)!r}"
            for name in ("path", "method", "operation")
            if getattr(self, name)
        ]
        return ", ".join([text, *limits]).replace("(, ", "(") + ")"


NO_FAULT = Fault("")


class Faults:
    """Faults for the next requests, and the requests received so far."""

    requests: list[Asked]
    """Requests that the platform received, in order; a test may clear the list."""

    def __init__(self) -> None:
        self._next: list[Fault] = []
        self._answers = Answers()
        self.requests = []

    def fail_next(  # noqa: PLR0913  # the parts of a refusal
        self,
        *,
        status: int = 503,
        times: int = 1,
        path: str = "",
        method: str = "",
        operation: str = "",
        code: str = "test.fault",
        message: str = "A fault that a test injected",
        retry_after: int | None = 0,
    ) -> None:
        """Refuse the next requests, without carrying them out.

        `path` limits the fault to requests whose path contains it, `method` to requests with this method, and
        `operation` to requests for the operation with this id.
        `retry_after` is the number of seconds in the response's Retry-After header, None for no header.
        """
        if isinstance(status, bool) or not isinstance(status, int) or not 400 <= status <= 599:
            raise UsageError(f"status must be an int from 400 to 599, not {status!r}")
        if retry_after is not None and (isinstance(retry_after, bool) or not isinstance(retry_after, int)):
            raise ArgumentTypeError(f"retry_after must be int, not {type(retry_after).__name__}")
        headers = () if retry_after is None else (("retry-after", str(retry_after)),)
        refusal = HTTPError(status, code, message, headers=headers)
        self._add(Fault(path, method, operation, refusal=refusal), times)

    def delay_next(
        self, seconds: Duration, *, times: int = 1, path: str = "", method: str = "", operation: str = ""
    ) -> None:
        """Delay the next requests before they are carried out.

        `seconds` may also be a timedelta, or a string such as "200ms". `path`, `method` and `operation` select
        requests as in `fail_next`.
        """
        wait = nanoseconds(seconds, "seconds") / SECOND
        if wait < 0:
            raise UsageError(f"seconds must not be negative, not {seconds!r}")
        self._add(Fault(path, method, operation, wait), times)

    def drop_next(
        self,
        *,
        times: int = 1,
        path: str = "",
        method: str = "",
        operation: str = "",
        carried_out: bool = False,
    ) -> None:
        """Drop the connection of the next requests, before or after they are carried out.

        `path`, `method` and `operation` select requests as in `fail_next`.
        """
        self._add(Fault(path, method, operation, drop=True, carried_out=carried_out), times)

    def answer(self, operation_id: str, *replies: object) -> None:
        """Set the response of an operation, also of one that the platform does not implement.

        A response is a JSON value, a `Reply` with a status, or a function that takes a `Question` and returns
        one of these. Several are given one after the other; the last one answers all further requests.
        Faults come first. Credentials are not checked.
        What the API description lacks is named by method and path: `"GET /serverless/projects/security"`.
        """
        self._answers.add(operation_id, replies)

    def clear_answers(self) -> None:
        """Let the platform answer all operations itself again."""
        self._answers.clear()

    def set_answer(self, request: Request) -> Response | None:
        """Return the response that a test has set for a request, or None."""
        found = self._answers.find(request)
        return None if found is None else found[0]

    def clear_faults(self) -> None:
        """Remove all faults that no request has met yet."""
        self._next.clear()

    def assert_faults_met(self) -> None:
        """Raise AssertionError if a fault was injected that no request has met."""
        # A mistyped path would otherwise let a test pass without testing anything.
        if self._next:
            faults = ", ".join(map(str, self._next))
            raise AssertionError(f"no request met these faults: {faults} (see clear_faults)")

    def _add(self, fault: Fault, times: int) -> None:
        if isinstance(times, bool) or not isinstance(times, int) or times < 1:
            raise UsageError(f"times must be an int of at least 1, not {times!r}")
        for name in ("path", "method"):
            if not isinstance(getattr(fault, name), str):
                raise ArgumentTypeError(f"{name} must be str, not {type(getattr(fault, name)).__name__}")
        if fault.operation:
            operation(fault.operation)
        method = fault.method.upper()
        self._next += [fault._replace(method=method)] * times

    def take(self, request: Request) -> Fault:
        """Remove and return the fault that is due for a request."""
        # The first fault that matches, not the first of all: one for another path must not block later ones.
        for index, fault in enumerate(self._next):
            if fault.matches(request):
                return self._next.pop(index)
        return NO_FAULT

    def note(self, request: Request, status: int) -> None:
        """Record a request and the status of its response."""
        headers = {name.lower(): value for name, value in request.headers}
        body = request.body if isinstance(request.body, bytes) else b"".join(request.body)
        asked_for = operation_of(request.method, request.target)
        self.requests.append(Asked(request.method, request.target, status, asked_for, headers, bytes(body)))


def operation_of(method: str, target: str) -> str:
    """Return the id of the operation that serves a request, or ""."""
    from ecctl.platform.routing import find

    path = target.partition("?")[0]
    try:
        found = find(method, path)
    except HTTPError:
        found = None
    return found[0].operation if found else described(method, path)


def described(method: str, path: str) -> str:
    """Return the id of the operation of the API that a request is for, or ""."""
    from ecctl.testing.answers import path_parameters

    fitting = [
        each
        for each in map(operation, catalogue())
        if each.method == method and path_parameters(each, path) is not None
    ]
    # `/deployments/templates` is an operation of its own, although `/deployments/{deployment_id}` fits, too.
    return min(fitting, key=lambda each: len(each.path_parameters)).id if fitting else ""
