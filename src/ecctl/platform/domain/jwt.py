"""Tokens as texts: compact JSON Web Tokens (RFC 7515, 7519), with HMAC SHA-256 and nothing else."""

from __future__ import annotations

import binascii
import hmac

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

HEADER = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
"""`{"typ":"JWT","alg":"HS256"}`. Any other header is refused: what a token says of `alg` is not obeyed."""

_HEADER = f"{HEADER}.".encode()

LONGEST = 8192
"""Characters of a token that are looked at."""


class InvalidTokenError(Exception):
    """A token that is malformed, or not signed by any of our keys. Its message quotes nothing of it."""


def sign(claims: bytes, key: bytes) -> str:
    """The token that holds a JSON text of claims."""
    signed = _HEADER + _encode(claims)
    return (signed + b"." + _encode(hmac.digest(key, signed, "sha256"))).decode()


def verify(token: str, key_named: Callable[[str], bytes | None]) -> dict[str, Any]:
    """The claims of a token whose signature holds; `key_named` finds a key by the token's `iss`.

    Expiry and revocation are for the caller to judge. Raises InvalidTokenError.
    """
    header, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    if len(token) > LONGEST or header != HEADER or not payload or not signature:
        raise InvalidTokenError("not a token of this platform")
    claims = _claims(payload)
    key = key_named(str(claims.get("iss")))
    if key is None:
        raise InvalidTokenError("signed with a key that is not known here")
    expected = encode(hmac.digest(key, f"{header}.{payload}".encode(), "sha256"))
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise InvalidTokenError("the signature does not hold")
    return claims


def _claims(payload: str) -> dict[str, Any]:
    """The claims, to find the key by: nothing else of them may be used before the signature is checked."""
    import json

    try:
        claims = json.loads(decode(payload))
    except (ValueError, RecursionError) as error:
        raise InvalidTokenError("its payload is not base64url of JSON") from error
    if not isinstance(claims, dict):
        raise InvalidTokenError("its payload is not an object")
    return claims


_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/", b"+/  ")


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return _encode(data).decode()


def _encode(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text; ValueError where it is none."""
    data = text.encode("ascii").translate(_FROM_URL)
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4), strict_mode=True)
