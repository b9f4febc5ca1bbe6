"""What a server puts up with from its clients."""

from __future__ import annotations

HEAD_BYTES = 16 * 1024
"""Of a request line and its headers."""
HEADERS = 100
BODY_BYTES = 1024 * 1024
FRAMED_BYTES = 2 * BODY_BYTES
"""Of a body in chunks, their sizes and all that stands around them included."""
CONNECTIONS = 1000
"""At the same time; the next ones are told 503."""
PIPELINED = 16
"""Requests of one connection that wait for their turn; further ones are not read meanwhile."""
REQUEST_SECONDS = 20.0
"""For a whole request to arrive."""
ANSWER_SECONDS = 60.0
"""For the answer to begin, and then for each time that the client takes some of it."""
IDLE_SECONDS = 75.0
"""Between two requests of a connection."""
STOP_SECONDS = 30.0
"""For what was accepted to be finished when the server stops."""
LINGER_SECONDS = 2.0
"""For a client to read why it was refused, while what it still sends is thrown away."""
