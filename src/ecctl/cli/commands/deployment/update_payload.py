"""The flags `--generate-payload` and `--file` of updates: the payload is printed, or read from a file."""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAYLOAD_FLAGS = (
    Option("file", "JSON file with the payload"),
    Option("generate-payload", "Print the current state as a payload for --file", "bool"),
)


def asks_for_payload(invocation: Invocation) -> bool:
    """Return whether to print a payload instead of sending one. Raise UsageError for both and for neither."""
    # Checked here and not by the parser, which knows flags that are required, but not one of several.
    generate = bool(invocation.flag("generate_payload"))
    if generate and invocation.flag("file"):
        raise UsageError("--file and --generate-payload exclude each other")
    if not generate and not invocation.flag("file"):
        raise UsageError("specify --file or --generate-payload")
    return generate


def payload_of(found: Any, required: Sequence[str], optional: Sequence[str]) -> dict[str, Any]:
    """Return the members that an update takes: all required ones, and the optional ones that are set."""
    members = found or {}
    given = {name: members[name] for name in optional if members.get(name) is not None}
    return {name: members.get(name) for name in required} | given
