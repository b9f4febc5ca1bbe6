"""Sources of the parameters and the body of an operation, for commands that are only data."""

from __future__ import annotations

from ecctl.core import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Protocol

    class Inputs(Protocol):
        """The part of an Invocation that a source reads."""

        def flag(self, key: str) -> Any:
            """Return the value of a flag."""

        def given(self, key: str) -> bool:
            """Return whether a flag is on the command line."""

        def read_object(self, key: str) -> dict[str, Any]:
            """Return the JSON object in the file that a flag names."""


class Source(Frozen):
    """The origin of the value of a parameter, or of a member of a request body."""

    def value(self, invocation: Inputs, arguments: Sequence[str]) -> Any:
        """Return the value, or None if the command line does not give one."""
        raise NotImplementedError


class Arg(Source):
    """The argument at an index, counted from 0."""

    index: int

    def value(self, invocation: Inputs, arguments: Sequence[str]) -> Any:
        """Return the argument, or None if there are fewer."""
        del invocation
        return arguments[self.index] if self.index < len(arguments) else None


class Flag(Source):
    """The value of a flag of the command, named as on the command line."""

    name: str

    def value(self, invocation: Inputs, arguments: Sequence[str]) -> Any:
        """Return the flag's value; an empty default counts as not given."""
        del arguments
        key = self.name.replace("-", "_")
        value = invocation.flag(key)
        # A flag given as "" is still given: it may be meant to clear something.
        return value if value not in ("", None) or invocation.given(key) else None


class Not(Source):
    """The opposite of a switch."""

    flag: Flag

    def value(self, invocation: Inputs, arguments: Sequence[str]) -> Any:
        """Return whether the switch is off."""
        return not self.flag.value(invocation, arguments)


class FileBody(Source):
    """The JSON object in the file that a flag names; standard input without the flag."""

    flag: str

    def value(self, invocation: Inputs, arguments: Sequence[str]) -> Any:
        """Return the object."""
        del arguments
        return invocation.read_object(self.flag.replace("-", "_"))
