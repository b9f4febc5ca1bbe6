"""The persistent tokens of a platform: ids and roles, never the tokens themselves."""

from __future__ import annotations

from ecctl.errors import EcctlError, NotFoundError
from ecctl.output.result import Column, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

TOKENS = Table(
    "tokens",
    Column("TOKEN ID", "token_id"),
    Column("ROLES", lambda token: " ".join(role or "" for role in token["roles"]) or None),
)


def listed_tokens(invocation: Invocation) -> list[dict[str, Any]]:
    """Return the elements of the list that have an id."""
    reply = invocation.call("get-enrollment-tokens")
    elements = reply.get("tokens") or []
    return [token for token in elements if isinstance(token, dict) and token.get("token_id")]


def is_gone(error: EcctlError) -> bool:
    """Return whether an error says that a token does not exist.

    Other 404s say that the path does not: a mistyped region, another product, the wrong backend of a proxy.
    The token may be valid all the while.
    """
    return isinstance(error, NotFoundError) and error.code == "enrollment_tokens.invalid_token_id"
