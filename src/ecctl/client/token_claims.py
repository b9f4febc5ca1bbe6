"""Claims of enrollment tokens: compact JWTs that a client can read but not verify.

Source of the claims: public samples of ECE tokens; `sub` is the token's id, `iss` names the signing key.
"""

from __future__ import annotations

from time import time

from ecctl.core.errors import UsageError
from ecctl.core.jsonio import parse
from ecctl.core.redact import looks_like_jwt
from ecctl.core.timefmt import format_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

SIZE_LIMIT = 1 << 16
YEAR_10000 = 253_402_300_800
"""Seconds since 1970 at its beginning, in UTC."""


class Claims:
    """The claims of a token: `token_id`, `roles`, `persistent`, `issuer` (the signing key) and `expires`.

    `expires` is seconds since 1970, None for a token that does not expire.
    """

    __slots__ = ("expires", "issuer", "persistent", "roles", "token_id")

    def __init__(self, values: dict[str, Any]) -> None:
        roles, expires = values.get("roles", []), values.get("exp")
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            _refuse("its roles are not a list of names")
        if expires is not None and not _is_moment(expires):
            _refuse("its expiry is not a time")
        self.token_id = str(values.get("sub") or "")
        self.roles: tuple[str, ...] = tuple(roles)
        self.persistent = values.get("persistent") is True
        self.issuer = str(values.get("iss") or "")
        self.expires: float | None = expires

    def has_expired(self, now: float | None = None) -> bool:
        """Return whether the token has expired, now or at a moment in seconds since 1970."""
        return self.expires is not None and self.expires <= (time() if now is None else now)

    def missing(self, roles: Iterable[str]) -> list[str]:
        """Return which of some roles the token does not grant: a host cannot join with them."""
        return [role for role in roles if role not in self.roles]

    def __repr__(self) -> str:
        return f"Claims({self.token_id!r}, roles={self.roles!r})"


def _is_moment(value: object) -> bool:
    """Return whether a number counts seconds since 1970 and its year has four digits."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < YEAR_10000


def read_claims(token: str) -> Claims:
    """Return the claims of a compact JWT (RFC 7519). Raise UsageError, without the token in it, for other text."""
    # The signature is not verified: only the platform has the key. Claims serve messages and never decide
    # about access.
    from binascii import Error, a2b_base64

    parts = token.split(".")
    # The text may be any file that somebody named by mistake.
    if len(parts) != 3 or len(token) > SIZE_LIMIT:  # header, claims, signature
        _refuse("it does not have three parts")
    try:
        # base64url (RFC 7515, 2), without importing `base64`.
        payload = parts[1].replace("-", "+").replace("_", "/")
        values = parse(a2b_base64(payload + "=" * (-len(payload) % 4)).decode())
    except (Error, ValueError, RecursionError):
        _refuse("its middle part is not JSON in base64url")
    if not isinstance(values, dict):
        _refuse("its claims are not an object")
    if not values.get("sub") or values.keys().isdisjoint(("roles", "persistent", "exp")):
        _refuse("its claims lack an id or a grant")
    return Claims(values)


def token_id(token_or_id: str) -> str:
    """Return the id in a full token; any other text is taken for an id."""
    if token_or_id.count(".") != 2:
        return token_or_id
    try:
        return read_claims(token_or_id).token_id or token_or_id
    except UsageError:
        return token_or_id


def revocable_id(token_or_id: str, now: float) -> str:
    """Return the id of a token to revoke. Raise UsageError for one that only its expiry ends.

    The API finds persistent tokens only: it answers 404 for a token with a validity, as if it were gone,
    and the token goes on working.
    """
    found = token_id(token_or_id)
    if found == token_or_id and not looks_like_jwt(token_or_id):
        return found
    claims = read_claims(token_or_id)
    if claims.persistent or claims.expires is None or claims.has_expired(now):
        return found
    raise UsageError(
        f'cannot revoke token "{found}": it is not persistent, and valid until {format_time(claims.expires)}',
        hint='on the embedded platform, "ecctl platform signing-key retire KEY" revokes all tokens of a key',
    )


def _refuse(why: str) -> NoReturn:
    raise UsageError(f"the token is not an enrollment token: {why}")
