"""Requests to a cluster: a deadline for each, and another endpoint if one does not respond.

gRPC can balance over several addresses, but it notices a member that is paused or cut off only by
its keepalive, whose shortest interval is 10 seconds: with three addresses in one channel, every request to a
paused member failed for the 7 seconds of the trial, and with round robin every third one. So each endpoint has
a channel of its own, a request that is not answered within ATTEMPT_SECONDS goes to the next endpoint, and
later requests start there. aetcd's own client knows one endpoint and no TLS; its messages are used here.
"""

from __future__ import annotations

import asyncio
import time

import grpc
import grpc.aio
from aetcd import rpc

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import StoreFullError, StoreUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.etcd.location import Location

ATTEMPT_SECONDS = 1.0
"""Deadline of one attempt at one endpoint; an election takes 1 to 2 seconds."""
REQUEST_SECONDS = 5.0
"""Deadline of a request with all its attempts."""
PAUSE_SECONDS = 0.02
"""Pause after an attempt that failed at once, as with a refused connection."""
OPTIONS = (
    ("grpc.enable_http_proxy", 0),
    ("grpc.enable_retries", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 3_000),
    ("grpc.max_receive_message_length", -1),
    ("grpc.use_local_subchannel_pool", 1),
)
RETRIED = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
}
TLS_FAILURES = ("TSI_", "security handshaker")
STALE_TOKEN = ("invalid auth token", "revision of auth store is old", "user name is empty")


class LeaseLostError(PlatformError):
    """A lease of a transaction no longer exists."""


class CompactedError(PlatformError):
    """A revision that was asked for has been compacted."""


class Cluster:
    """Channels to the endpoints. Counts attempts, failures and seconds for the metrics."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.requests = 0
        self.failovers = 0
        self.seconds = 0.0
        self.leader_changes = 0
        self._term = 0
        self.channels: list[Any] = []
        self._current = 0
        self._lost = False
        self._token: tuple[tuple[str, str], ...] = ()

    def open(self) -> None:
        """Create the channels, which connect when they are used."""
        credentials = _credentials(self.location)
        for endpoint in self.location.endpoints:
            if credentials is None:
                channel = grpc.aio.insecure_channel(endpoint, options=OPTIONS)
            else:
                channel = grpc.aio.secure_channel(endpoint, credentials, options=OPTIONS)
            self.channels.append(channel)

    async def close(self) -> None:
        """Close the channels."""
        for channel in self.channels:
            await channel.close()
        self.channels.clear()

    @property
    def channel(self) -> Any:
        """The channel of the endpoint that responded last."""
        return self.channels[self._current]

    @property
    def token(self) -> tuple[tuple[str, str], ...]:
        """The metadata of an authenticated request."""
        return self._token

    def skip(self, channel: object) -> None:
        """Use the next endpoint, unless that has happened since."""
        if self.channels and channel is self.channel:
            self._current = (self._current + 1) % len(self.channels)
            self.failovers += 1

    async def call(
        self, stub: Any, method: str, request: Any, attempt_seconds: float = ATTEMPT_SECONDS
    ) -> Any:
        """Send a request until an endpoint responds; raise PlatformError if none does in time.

        The request may be sent more than once. While the cluster is lost, there is time for one attempt only.
        """
        started = time.monotonic()
        deadline = started + (attempt_seconds if self._lost else max(REQUEST_SECONDS, attempt_seconds))
        renewed = False
        while True:
            channel = self.channel
            left = deadline - time.monotonic()
            try:
                if self.location.user and not self._token:
                    await self._authenticate(channel, min(left, ATTEMPT_SECONDS))
                response = await getattr(stub(channel), method)(
                    request, timeout=max(min(left, attempt_seconds), 0.01), metadata=self._token
                )
            except grpc.aio.AioRpcError as error:
                # Tokens expire after 5 minutes by default, and become invalid when users of etcd change.
                if any(text in (error.details() or "") for text in STALE_TOKEN) and not renewed:
                    self._token, renewed = (), True
                    continue
                if error.code() not in RETRIED:
                    raise failure(error, self.location) from None
                self.skip(channel)
                if time.monotonic() + PAUSE_SECONDS >= deadline:
                    self._lost = True
                    raise failure(error, self.location) from None
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self._lost = False
            self._note_term(response.header.raft_term)
            self.requests += 1
            self.seconds += time.monotonic() - started
            return response

    def _note_term(self, term: int) -> None:
        """Count leader changes: each leader has a term of its own."""
        self.leader_changes += bool(self._term) and term > self._term
        self._term = max(self._term, term)

    async def _authenticate(self, channel: Any, seconds: float) -> None:
        password = _read(self.location.password_file).decode().rstrip("\n")
        request = rpc.AuthenticateRequest(name=self.location.user, password=password)
        response = await rpc.AuthStub(channel).Authenticate(request, timeout=max(seconds, 0.01))
        self._token = (("token", response.token),)


def _credentials(location: Location) -> Any:
    """Return TLS credentials, or None for a cluster without TLS."""
    if not location.ca:
        return None
    files = (location.ca, location.key, location.cert)
    return grpc.ssl_channel_credentials(*[_read(path) if path else None for path in files])


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise PlatformError(f"cannot read {path}: {error.strerror}") from None


def _hint(details: str, location: Location) -> str:
    """Return the hint if no endpoint can be reached."""
    if any(text in details for text in TLS_FAILURES):
        return "check the options ca, cert and key of the URL, and the names in etcd's certificate"
    if "Socket closed" in details and not location.ca:
        return "if etcd uses TLS, add ?ca=FILE to the URL; else check that most members of etcd run"
    return "check that most members of etcd run"


def failure(error: grpc.aio.AioRpcError, location: Location) -> PlatformError:
    """Return the error of ours that a gRPC error stands for."""
    code, details = error.code(), error.details() or ""
    # Of "failed to connect to all addresses; last error: UNKNOWN: ipv4:HOST:PORT: CAUSE", the end.
    details = details.rpartition("last error: ")[2].removeprefix("UNKNOWN: ")
    if code in RETRIED:
        return StoreUnavailableError(
            f"cannot reach {location}: {details or code.name}", hint=_hint(details, location)
        )
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and "space exceeded" in details:
        return StoreFullError(
            f"cannot write {location}: its space quota is exceeded",
            hint="compact and defragment etcd, then run: etcdctl alarm disarm",
        )
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return StoreUnavailableError(f"cannot write {location}: {details}", hint="try again")
    if "lease not found" in details:
        return LeaseLostError(details)
    if code is grpc.StatusCode.OUT_OF_RANGE and "compacted" in details:
        return CompactedError(f"cannot read {location}: {details}", hint="try again")
    hint = ""
    if code in {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED} or "auth" in details:
        hint = "check the options user and password-file of the URL, and the user's role in etcd"
    return PlatformError(f"cannot use {location}: {details or code.name}", hint=hint)
