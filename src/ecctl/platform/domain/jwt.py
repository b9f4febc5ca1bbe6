"""Compact JSON Web Tokens (RFC 7515, 7519) with HMAC SHA-256, and nothing else."""

from __future__ import annotations

import binascii

from ecctl.platform.domain.mac import hmac_sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

HEADER = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
"""`{"typ":"JWT","alg":"HS256"}`. Any other header is refused: a token does not choose its algorithm."""

_HEADER = f"{HEADER}.".encode()

MAX_LENGTH = 8192
"""Maximum characters of a token."""


class InvalidTokenError(Exception):
    """A token that is malformed, or not signed with one of the signing keys. The message contains no part of it."""


def sign(claims: bytes, key: bytes) -> str:
    """Return the token for a JSON text of claims."""
    signed = _HEADER + _encode(claims)
    return (signed + b"." + _encode(hmac_sha256(key, signed))).decode()


def verify(token: str, key_named: Callable[[str], bytes | None]) -> dict[str, Any]:
    """Return the claims of a token after checking its signature; `key_named` finds a key by the token's `iss`.

    Expiry and revocation are up to the caller. Raise InvalidTokenError.
    """
    header, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    # Compared as text, before anything is parsed: this rules out `alg: none` and a public key used as an HMAC
    # secret (RFC 8725, 2.1).
    if len(token) > MAX_LENGTH or header != HEADER or not payload or not signature:
        raise InvalidTokenError("not a token of this platform")
    claims = _claims(payload)
    key = key_named(str(claims.get("iss")))
    if key is None:
        raise InvalidTokenError("signed with an unknown key")
    expected = encode(hmac_sha256(key, f"{header}.{payload}".encode()))
    from hmac import compare_digest

    # Compared as text: base64 has several spellings of the same bytes, and only ours is accepted.
    if not (signature.isascii() and compare_digest(signature, expected)):
        raise InvalidTokenError("the signature does not match")
    return claims


def _claims(payload: str) -> dict[str, Any]:
    """Return the claims, to find the key: nothing else of them may be used before the signature is checked."""
    import json

    try:
        claims = json.loads(decode(payload))
    except (ValueError, RecursionError) as error:
        raise InvalidTokenError("the payload is not base64url of JSON") from error
    if not isinstance(claims, dict):
        raise InvalidTokenError("the payload is not an object")
    return claims


_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/", b"+/  ")


def encode(data: bytes) -> str:
    """Encode as base64url without padding (RFC 7515, 2)."""
    return _encode(data).decode()


def _encode(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=")


def decode(text: str) -> bytes:
    """Decode a base64url text; raise ValueError if it is invalid."""
    data = text.encode("ascii").translate(_FROM_URL)
    # Strict: lenient decoding skips invalid characters, so that one token would have many spellings.
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4), strict_mode=True)
