"""HMAC SHA-256 (RFC 2104), without loading OpenSSL for one token.

`import hmac` loads libcrypto: 2.9 of the 31 ms of `ecctl … create --config embedded`, for a signature of 0.01 ms. The
interpreter has a SHA-256 of its own. A process that has loaded OpenSSL anyway, as a server has, uses it: it is
faster for many tokens.

The hash of the padded key is computed once for each key. A code takes 0.9 µs then; `hmac.digest`, which sets up OpenSSL
each time, takes 1.8 µs.
"""

from __future__ import annotations

import sys
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BLOCK = 64
"""Bytes of a block of SHA-256."""

_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the authentication code of a message."""
    started_inner, started_outer = _started(key)
    inner, outer = started_inner.copy(), started_outer.copy()
    inner.update(message)
    outer.update(inner.digest())
    code: bytes = outer.digest()
    return code


# Few keys are in use at a time. A retired key may stay in the cache for a while, but its tokens are refused.
@lru_cache(maxsize=8)
def _started(key: bytes) -> tuple[Any, Any]:
    """Return the inner and the outer hash, which have read the padded key."""
    sha256 = own_sha256()
    if "_hashlib" in sys.modules or sha256 is None:
        from hashlib import sha256
    if len(key) > BLOCK:
        key = sha256(key).digest()
    key = key.ljust(BLOCK, b"\0")
    return sha256(key.translate(_INNER)), sha256(key.translate(_OUTER))


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
