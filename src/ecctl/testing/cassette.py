"""Cassettes: exchanges with a real platform, recorded once without secrets, and played back in tests."""

from __future__ import annotations

import json
import os
from typing import Any

from ecctl.core.messages import Response
from ecctl.core.redact import redact_body, redact_target
from ecctl.errors import UsageError
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

HEADERS = frozenset({"content-type", "retry-after", "x-request-id", "x-cloud-resource-version", "location"})
"""Response headers that are recorded; others may hold secrets, or change with each response."""


class Cassette(Middleware):
    """Middleware that records exchanges in a JSON file, and plays them back once the file exists.

        with Cassette("cassettes/audit.json") as cassette:
            client = ecctl.Client.from_env(middleware=[cassette])

    Request headers are not recorded, and secrets in targets and bodies are redacted, so that a played response
    holds `[REDACTED]` in place of a token. `redact` is a function of the text of a body that removes more.
    Requests match by method, target and body, each response being played once. Raises UsageError for a request
    that was not recorded. The file is written at the end of the `with` block unless that fails.
    """

    def __init__(self, path: str | os.PathLike[str], *, redact: Callable[[str], str] | None = None) -> None:
        self._path = os.fspath(path)
        self._redact = redact
        self.recording = not os.path.exists(self._path)
        self._exchanges: list[dict[str, Any]] = []
        if not self.recording:
            with open(self._path, encoding="utf-8") as file:
                self._exchanges = json.load(file)

    def exchange(self, request: Request) -> Exchange:
        """Play the response to a request, or send it and record the exchange."""
        asked = {
            "operation": request.operation,
            "method": request.method,
            "target": redact_target(request.target),
            "body": self._shown(
                request.body if isinstance(request.body, bytes) else b"a body that is sent in parts"
            ),
        }
        if not self.recording:
            return self._played(asked)
        response = yield request
        body = response.read()
        headers = [[name, value] for name, value in response.headers if name.lower() in HEADERS]
        answered = {"status": response.status, "headers": headers, "body": self._shown(body)}
        self._exchanges.append({"request": asked, "response": answered})
        return response

    def _shown(self, body: bytes) -> Any:
        """Return a body without secrets: its JSON value, or its text."""
        text = redact_body(body)
        if self._redact is not None:
            text = self._redact(text)
        try:
            return json.loads(text)
        except ValueError:
            return text

    def _played(self, asked: dict[str, Any]) -> Response:
        for number, each in enumerate(self._exchanges):
            if each["request"] == asked:
                answered = self._exchanges.pop(number)["response"]
                body = answered["body"]
                text = body if isinstance(body, str) else json.dumps(body)
                return Response(answered["status"], tuple(map(tuple, answered["headers"])), text.encode())
        raise UsageError(
            f"{self._path} has no response for {asked['method']} {asked['target']}",
            hint="delete the file to record it anew",
        )

    def save(self) -> None:
        """Write the exchanges that were recorded."""
        os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
        text = json.dumps(self._exchanges, indent=2, ensure_ascii=False)
        with open(self._path, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self.recording:
            self.save()

    def __repr__(self) -> str:
        return f"Cassette({self._path!r})"
