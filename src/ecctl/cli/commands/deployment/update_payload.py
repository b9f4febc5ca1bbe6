"""`--generate-payload` and `--file`: an update's payload, got from what is there, or given by the user."""

from __future__ import annotations

from ecctl.errors import UsageError
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAYLOAD_FLAGS = (
    Option("file", "File with the payload as JSON"),
    Option("generate-payload", "Print the present state as a payload for --file", "bool"),
)


def asks_for_payload(invocation: Invocation) -> bool:
    """Whether a payload is to be printed, not sent; UsageError where both are asked for, or neither."""
    generate = bool(invocation.flag("generate_payload"))
    if generate and invocation.flag("file"):
        raise UsageError("both --file and --generate-payload are given: only one may be used")
    if not generate and not invocation.flag("file"):
        raise UsageError("one of --file or --generate-payload must be given")
    return generate


def payload_of(found: Any, required: Sequence[str], optional: Sequence[str]) -> dict[str, Any]:
    """The members of a thing that its update takes: those that it must have, and others that are there."""
    members = found or {}
    given = {name: members[name] for name in optional if members.get(name) is not None}
    return {name: members.get(name) for name in required} | given
