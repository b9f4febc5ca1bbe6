"""Names of the API, and the flags that lead to a test server."""

from __future__ import annotations

TOKENS = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
"""Path of the enrollment tokens, as the command requests it."""


def credentials(server):
    """Return the flags that lead the command to a scripted server."""
    return ("--host", server.host, "--api-key", "k")
