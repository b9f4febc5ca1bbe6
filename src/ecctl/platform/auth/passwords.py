"""Passwords, kept as scrypt (RFC 7914) and compared in constant time; made up where nobody chose one."""

from __future__ import annotations

import hashlib
import hmac
import os

from ecctl.platform.domain.jwt import decode, encode

COST = 14
"""Binary logarithm of scrypt's N: with r = 8, 16 MiB and some 30 ms each."""
SHORTEST = 8
"""Characters of a password; the API's own clients ask for as many."""


def keep(password: str) -> str:
    """The text to store of a password: cost, salt and hash."""
    salt = os.urandom(16)
    return f"{COST}${encode(salt)}${encode(_scrypt(password, salt, COST))}"


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept. With "" kept it is not, and takes as long to say so."""
    cost, salt, hashed = (kept or NOBODY).split("$")
    same = hmac.compare_digest(_scrypt(password, decode(salt), int(cost)), decode(hashed))
    return same and bool(kept)


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=64 << 20, dklen=32)


NOBODY = f"{COST}${encode(bytes(16))}${encode(bytes(32))}"
"""What is compared with for an unknown user, so that time does not tell that there is none."""


def made_up() -> str:
    """A password of 128 random bits or more."""
    return encode(os.urandom(18))
