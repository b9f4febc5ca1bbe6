"""The persistent tokens that a platform lists: their ids and roles, never themselves."""

from __future__ import annotations

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
    """Every element of the list that has an id."""
    reply = invocation.call("get-enrollment-tokens")
    elements = reply.get("tokens") or []
    return [token for token in elements if isinstance(token, dict) and token.get("token_id")]
