"""The result of parsing a command line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.command import Command
    from ecctl.settings.option import Value


class Parsed:
    """A parsed command line: the command, the words that lead to it, its flags by key, its arguments."""

    __slots__ = ("arguments", "command", "flags", "path")

    def __init__(
        self, command: Command, path: list[str], flags: dict[str, Value], arguments: list[str]
    ) -> None:
        self.command = command
        self.path = path
        self.flags = flags
        self.arguments = arguments

    @property
    def name(self) -> str:
        """The full name of the command, such as `ecctl user list`."""
        return " ".join(self.path)

    @property
    def settings(self) -> dict[str, Value]:
        """The flags that are settings: those that no flag of the command itself hides."""
        own = {option.key for option in self.command.options}
        return {key: value for key, value in self.flags.items() if key not in own}
