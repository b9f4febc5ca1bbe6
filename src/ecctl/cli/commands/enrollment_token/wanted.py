"""The tokens that `create --count` and `create --hosts` ask for."""

from __future__ import annotations

from ecctl.cli.bulk_files import read_rows
from ecctl.cli.commands.enrollment_token.new_token import validity_seconds, whole_seconds
from ecctl.cli.commands.enrollment_token.token_folder import check_name
from ecctl.cli.roles import asked_roles, row_roles
from ecctl.core.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.bulk_files import Row
    from ecctl.cli.invocation import Invocation

COLUMNS = ("host", "roles", "validity")


class Wanted:
    """A token that is wanted: its name in files and results, its roles, and its validity in seconds (0: none)."""

    __slots__ = ("name", "number", "roles", "validity")

    def __init__(self, name: str, number: int, roles: list[str], validity: int) -> None:
        self.name = name
        self.number = number
        self.roles = roles
        self.validity = validity

    def described(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Return a response with what the token is for."""
        which = {"number": self.number} if self.number else {"host": self.name}
        return {**which, "roles": self.roles, **reply}


def wanted_tokens(invocation: Invocation) -> list[Wanted]:
    """Return the tokens to create: --role and --validity apply to rows without their own."""
    roles = asked_roles(invocation, "role")
    seconds = validity_seconds(invocation)
    if not invocation.given("hosts"):
        return [
            Wanted(f"token-{number}", number, roles, seconds)
            for number in range(1, invocation.flag("count") + 1)
        ]
    return [wanted_of(invocation, row, roles, seconds) for row in read_rows(invocation, "hosts", COLUMNS)]


def wanted_of(invocation: Invocation, row: Row, roles: list[str], seconds: int) -> Wanted:
    """Return the token that a row asks for."""
    own = row_roles(row, allow_unknown=invocation.flag("allow_unknown_role"))
    try:
        validity = row_validity(row.text("validity"))
    except UsageError as error:
        raise error.prefixed(f"{row.place}: ") from None
    if not (own or roles):
        raise UsageError(f"{row.place}: no roles", hint="add the column roles, or use --role")
    check_name(row.text("host"), row.place)
    # A validity of 0 is a choice, too: the token never expires, whatever --validity says.
    return Wanted(row.text("host"), 0, own or roles, seconds if validity is None else validity)


def row_validity(text: str) -> int | None:
    """Return a validity in seconds, 0 for a token that never expires, None for an empty text."""
    if not text:
        return None
    if text == "never":
        return 0
    from ecctl.core.durations import parse_duration

    try:
        nanoseconds = parse_duration(text)
    except ValueError:
        raise UsageError(f'validity "{text}" is not a duration such as 2h, nor "never"') from None
    if not nanoseconds:
        raise UsageError('validity is zero: write "never" for a token that never expires')
    return whole_seconds(nanoseconds, "validity")
