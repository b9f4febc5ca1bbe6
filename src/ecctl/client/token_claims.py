"""Enrollment tokens as a client sees them: compact JWTs that it can read but not verify.

Source of the claims: public samples of ECE tokens; `sub` is the token's id, `iss` names the signing key.
"""

from __future__ import annotations

from ecctl.core.jsonio import parse
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

SIZE_LIMIT = 1 << 16
YEAR_10000 = 253_402_300_800
"""Seconds since 1970 at its beginning, in UTC."""


class Claims:
    """What a token says of itself. `expires` is seconds since 1970, None for a token that does not expire."""

    __slots__ = ("expires", "issuer", "persistent", "roles", "token_id")

    def __init__(self, values: dict[str, Any]) -> None:
        roles, expires = values.get("roles", []), values.get("exp")
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            _refuse("its roles are no list of names")
        if expires is not None and not _is_moment(expires):
            _refuse("its expiry is no moment")
        self.token_id = str(values.get("sub") or "")
        self.roles: tuple[str, ...] = tuple(roles)
        self.persistent = values.get("persistent") is True
        self.issuer = str(values.get("iss") or "")
        self.expires: float | None = expires

    def __repr__(self) -> str:
        return f"Claims({self.token_id!r}, roles={self.roles!r})"


def _is_moment(value: object) -> bool:
    """Whether a number counts seconds since 1970, and its year has four digits."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < YEAR_10000


def read_claims(token: str) -> Claims:
    """The claims of a compact JWT (RFC 7519); UsageError, without the token, where it is none."""
    from binascii import Error, a2b_base64

    parts = token.split(".")
    if len(parts) != 3 or len(token) > SIZE_LIMIT:  # header, claims, signature
        _refuse("it does not have three parts")
    try:
        payload = parts[1].replace("-", "+").replace("_", "/")
        values = parse(a2b_base64(payload + "=" * (-len(payload) % 4)).decode())
    except (Error, ValueError, RecursionError):
        _refuse("its middle part is no JSON in base64url")
    if not isinstance(values, dict):
        _refuse("its claims are no object")
    if not values.get("sub") or values.keys().isdisjoint(("roles", "persistent", "exp")):
        _refuse("its claims lack an id, or what it grants")
    return Claims(values)


def token_id(token_or_id: str) -> str:
    """The id that a full token carries; any other text is taken for an id."""
    if token_or_id.count(".") != 2:
        return token_or_id
    try:
        return read_claims(token_or_id).token_id or token_or_id
    except UsageError:
        return token_or_id


def _refuse(why: str) -> NoReturn:
    raise UsageError(f"this is no enrollment token: {why}")
