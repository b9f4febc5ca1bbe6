"""Credentials as they stand in a header, and the one refusal of all that are wrong."""

from __future__ import annotations

from ecctl.platform.domain.jwt import decode
from ecctl.platform.responses import Refusal


def unauthenticated() -> Refusal:
    """Credentials are missing or wrong: the same words for each cause, so that none can be told apart."""
    return Refusal(401, "root.unauthenticated", "The supplied authentication is invalid")


def plain(credential: str) -> str:
    """The text of a credential that is base64 of UTF-8 (RFC 7617), padded or not."""
    try:
        return decode(credential.rstrip("=").replace("+", "-").replace("/", "_")).decode()
    except ValueError:
        raise unauthenticated() from None
