"""Credentials of a header, and the one error for all that are missing or wrong."""

from __future__ import annotations

from ecctl.platform.domain.jwt import decode
from ecctl.platform.responses import HTTPError


def unauthenticated() -> HTTPError:
    """Return the error for missing or wrong credentials: the same for each cause, so that none is disclosed."""
    return HTTPError(401, "root.unauthenticated", "The supplied authentication is invalid")


def decode_basic(credential: str) -> str:
    """Decode a credential that is base64 of UTF-8 (RFC 7617), padded or not."""
    try:
        # Both alphabets: RFC 7617 means base64, and API keys are handed out in base64url.
        return decode(credential.rstrip("=").replace("+", "-").replace("/", "_")).decode()
    except ValueError:
        raise unauthenticated() from None
