"""Cassettes: exchanges with a real platform, recorded once without secrets, and played back in tests."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from ecctl.core.errors import UsageError
from ecctl.core.messages import Response
from ecctl.core.private_files import write_private
from ecctl.core.redact import (
    HIDDEN,
    SHORTEST_SECRET,
    is_secret_key,
    redact_body,
    redact_damaged,
    redact_target,
)
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

HEADERS = frozenset({"content-type", "retry-after", "x-request-id", "x-cloud-resource-version", "location"})
"""Response headers that are recorded; others may hold secrets, or change with each response."""


CREDENTIALS = re.compile(r"(?i)(://)[^\s/?#]*:[^\s/?#]*(?=@)|\b((?:Basic|ApiKey|Bearer) )[\w~+/.=-]{8,}")
"""User and password in a URL, and what follows a scheme of the header Authorization."""


# A trace is read and thrown away; a cassette is committed. So it is searched further than `redact_body` does: for
# secrets inside of texts, such as the message of an error, and for copies of the secrets of named members.
class Cassette(Middleware):
    """Middleware that records exchanges in a JSON file, and plays them back once the file exists.

        with Cassette("cassettes/audit.json") as cassette:
            client = ecctl.Client.from_env(middleware=[cassette])

    Request headers are not recorded, and secrets in targets and bodies are redacted, so that a played response
    holds `[REDACTED]` in place of a token. `redact` is a function of the text of a body that removes more.
    Requests match by method, target and body, each response being played once. Raises UsageError for a request
    that was not recorded, and for a file that is not a cassette. The file has mode 0600, and is written at the
    end of the `with` block unless that fails.
    """

    def __init__(self, path: str | os.PathLike[str], *, redact: Callable[[str], str] | None = None) -> None:
        self._path = os.fspath(path)
        self._redact = redact
        self.recording = not os.path.exists(self._path)
        self._exchanges: list[dict[str, Any]] = []
        self._secrets: set[str] = set()
        if not self.recording:
            self._exchanges = _loaded(self._path)

    def exchange(self, request: Request) -> Exchange:
        """Play the response to a request, or send it and record the exchange."""
        for name, value in request.headers:
            if name.lower() == "authorization":
                self._secrets.add(value.partition(" ")[2])
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
        headers = [
            [name, self._cleaned(redact_target(value))]
            for name, value in response.headers
            if name.lower() in HEADERS
        ]
        answered = {"status": response.status, "headers": headers, "body": self._shown(body)}
        self._exchanges.append({"request": asked, "response": answered})
        return response

    def _shown(self, body: bytes) -> Any:
        """Return a body without secrets: its JSON value, or its text."""
        with suppress(ValueError, RecursionError):
            self._secrets.update(_secrets(json.loads(body)))
        text = redact_body(body)
        if self._redact is not None:
            text = self._redact(text)
        try:
            return self._cleaned(json.loads(text))
        except ValueError:
            return text

    def _cleaned(self, value: Any) -> Any:
        """Return a JSON value without secrets inside of its texts."""
        if isinstance(value, dict):
            return {name: self._cleaned(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._cleaned(item) for item in value]
        if not isinstance(value, str):
            return value
        for secret in sorted(self._secrets, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                value = value.replace(secret, HIDDEN)
        return CREDENTIALS.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", redact_damaged(value))

    def _played(self, asked: dict[str, Any]) -> Response:
        for number, each in enumerate(self._exchanges):
            if each["request"] == asked:
                answered = self._exchanges.pop(number)["response"]
                body = answered["body"]
                text = body if isinstance(body, str) else json.dumps(body)
                return Response(answered["status"], tuple(map(tuple, answered["headers"])), text.encode())
        hint = "delete the file to record it anew"
        if any(mark in asked["target"] for mark in (HIDDEN, quote(HIDDEN))):
            hint = f"a played response holds {HIDDEN} in place of a token: use its token_id"
        raise UsageError(f"{self._path} has no response for {asked['method']} {asked['target']}", hint=hint)

    def save(self) -> None:
        """Write the exchanges that were recorded."""
        text = json.dumps(self._exchanges, indent=2, ensure_ascii=False)
        # JSON may escape half of a character, which UTF-8 cannot encode.
        text = re.sub(r"[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
        os.makedirs(os.path.dirname(self._path) or os.curdir, exist_ok=True)
        # Whole or not at all: half a cassette would fail all later runs.
        write_private(self._path, f"{text}\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self.recording:
            self.save()

    def __repr__(self) -> str:
        return f"Cassette({self._path!r})"


def _secrets(value: Any, *, secret: bool = False) -> Iterator[str]:
    """Yield the texts of a JSON value that stand below the name of a secret."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _secrets(item, secret=secret or is_secret_key(name))
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, secret=secret)
    elif secret and isinstance(value, str) and value != HIDDEN:
        yield value


def _loaded(path: str) -> list[dict[str, Any]]:
    """Return the exchanges in a file. Raise UsageError if it is not a cassette."""
    with open(path, encoding="utf-8") as file:
        try:
            found = json.load(file)
            for each in found:
                answered = each["request"] and each["response"]
                answered["status"], answered["headers"], answered["body"]  # raises KeyError
        except (ValueError, RecursionError, TypeError, KeyError):
            raise UsageError(f"{path} is not a cassette", hint="delete the file to record it anew") from None
    exchanges: list[dict[str, Any]] = found
    return exchanges
