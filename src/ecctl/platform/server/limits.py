"""Limits that protect a server from its clients."""

from __future__ import annotations

HEAD_BYTES = 16 * 1024
"""Bytes of a request line and its headers."""
HEADERS = 100
"""Headers of a request, trailers included."""
BODY_BYTES = 1024 * 1024
"""Bytes of a request's body."""
FRAMED_BYTES = 2 * BODY_BYTES
"""Bytes of a chunked body including its framing."""
BUFFERED_BYTES = 64 * 1024 * 1024
"""Bytes of request bodies and unparsed input that all connections may hold together; beyond it: 503."""
CONNECTIONS = 1000
"""Open connections; the next ones get 503, except for health probes."""
CONNECTIONS_PER_ADDRESS = 750
"""Open connections of one client address, so that no single client takes all of them."""
PROBES = 32
"""Connections beyond the limit that may still ask for /healthz, /readyz and /metrics."""
PROBE_SECONDS = 2.0
"""Time for a connection beyond the limit to send its request."""
PIPELINED = 16
"""Requests of one connection that wait for their turn; reading pauses at this number."""
HANDSHAKE_SECONDS = 10.0
"""Time for a TLS handshake, counted from the accept."""
REQUEST_SECONDS = 20.0
"""Time for a whole request to arrive."""
ANSWER_SECONDS = 60.0
"""Time for a response to begin, and then for the client to take each part of it."""
IDLE_SECONDS = 75.0
"""Time between two requests of a connection."""
STOP_SECONDS = 30.0
"""Time for in-flight requests to complete when the server stops."""
LINGER_SECONDS = 2.0
"""Time for a client to read an error response while the rest of its request is discarded."""


class Budget:
    """Bytes that all connections hold together, the most that they may hold, and the most that they held."""

    __slots__ = ("limit", "peak", "used")

    def __init__(self, limit: int | None = None) -> None:
        self.limit = BUFFERED_BYTES if limit is None else limit
        self.used = 0
        self.peak = 0

    def take(self, size: int) -> bool:
        """Reserve *size* bytes. Return False, and reserve nothing, if they would exceed the limit."""
        if self.used + size > self.limit:
            return False
        self.used += size
        # The peak tells the sweep when it is worth returning memory to the system.
        self.peak = max(self.peak, self.used)
        return True

    def release(self, size: int) -> None:
        """Return *size* bytes."""
        self.used -= size
