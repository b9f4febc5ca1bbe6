"""Passwords: hashed with scrypt (RFC 7914), compared in constant time, and generated."""

from __future__ import annotations

import hashlib
import hmac
import os

from ecctl.platform.domain.jwt import decode, encode

COST = 14
"""Binary logarithm of scrypt's N: with r = 8, 16 MiB and about 40 ms each."""
MIN_LENGTH = 8
"""Characters of a password, as in the API's own clients."""


def hash_password(password: str) -> str:
    """Return the text to store for a password: cost, salt and hash."""
    # RFC 7914 gives no length; 16 random bytes make precomputed tables useless.
    salt = os.urandom(16)
    return f"{COST}${encode(salt)}${encode(_scrypt(password, salt, COST))}"


def matches(password: str, stored: str) -> bool:
    """Return whether a password is the stored one. If there is none (""), the answer takes as long."""
    # The cost is stored with each hash, so that COST can be raised without a reset of passwords.
    cost, salt, hashed = (stored or NO_PASSWORD).split("$")
    is_same = hmac.compare_digest(_scrypt(password, decode(salt), int(cost)), decode(hashed))
    return is_same and bool(stored)


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=64 << 20, dklen=32)


NO_PASSWORD = f"{COST}${encode(bytes(16))}${encode(bytes(32))}"
"""Compared with for unknown users, so that the time of a login does not disclose which users exist."""


def generate_password() -> str:
    """Return a random password of 144 bits."""
    return encode(os.urandom(18))
