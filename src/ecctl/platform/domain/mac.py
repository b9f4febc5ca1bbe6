"""HMAC SHA-256 (RFC 2104), without loading OpenSSL for one token.

`import hmac` loads libcrypto: 2.9 of the 31 ms of `ecctl … create --config embedded`, for a signature of 0.01 ms. The
interpreter has a SHA-256 of its own. A process that has loaded OpenSSL anyway, as a server has, uses it: it is
faster for many tokens.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BLOCK = 64
"""Bytes of a block of SHA-256."""

_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the authentication code of a message."""
    if "_hashlib" in sys.modules or (sha256 := own_sha256()) is None:
        import hmac

        return hmac.digest(key, message, "sha256")
    if len(key) > BLOCK:
        key = sha256(key).digest()
    key = key.ljust(BLOCK, b"\0")
    inner = sha256(key.translate(_INNER) + message).digest()
    code: bytes = sha256(key.translate(_OUTER) + inner).digest()
    return code


def own_sha256() -> Any:
    """Return the interpreter's own SHA-256, None if it was built without it."""
    try:
        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256  # type: ignore[import-not-found]  # typeshed has none
    except ImportError:
        return None
    return sha256
