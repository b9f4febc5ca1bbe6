"""What a command is: data. The tree of it feeds the parser, help, completion, docs and tests.

A group has `children`: a module's name, imported once the group is on the way to the chosen command. A
leaf either names an `operation` of the API with where its parameters come from, or a function to `run`:
itself, or `module:function` where its module is only loaded once the command is chosen.

Where a parameter or a body's member comes from is said by a text: `$1` is the first argument, `$*` all of
them, `--name` a flag, `!--name` the opposite of a switch. A function is given the run. Anything else
stands for itself.
"""

from __future__ import annotations

from ecctl.settings.option import SETTINGS, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ecctl.output.result import Result, View

    # The parameter is an Invocation, whose module imports this one.
    Action = Callable[[Any], Iterable[Result] | Result | None]

HELP = Option("help", "Show this help", "bool", short="h")


class Command:
    """A word of the command line, and what it does.

    `use` is what stands after the name in the usage line; `arguments` the least and the greatest number
    of arguments (-1: any); `identified` says that the first is an id that the platform gave. `confirm` is
    asked before anything is sent. With `each`, the operation is carried out for every argument by itself, as
    `$1`; it is the question asked where there are several, `{0}` of them. `setup` is false for commands that
    need no settings, `credentials` for those that can do without any; `examples` are lines as a user types
    them.
    """

    __slots__ = (
        "aliases",
        "arguments",
        "body",
        "children",
        "confirm",
        "credentials",
        "each",
        "examples",
        "group",
        "hidden",
        "identified",
        "long",
        "name",
        "operation",
        "options",
        "parameters",
        "run",
        "setup",
        "short",
        "use",
        "view",
    )

    def __init__(  # noqa: PLR0913  # an entry of a table: all but two have a default
        self,
        name: str,
        short: str,
        *,
        use: str = "",
        long: str = "",
        examples: Sequence[str] = (),
        aliases: Sequence[str] = (),
        arguments: tuple[int, int] = (0, 0),
        identified: bool = False,
        options: Sequence[Option] = (),
        children: str | Sequence[Command] = (),
        operation: str = "",
        parameters: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | Callable[[Any], Any] | str | None = None,
        view: View | None = None,
        run: Action | str | None = None,
        confirm: str = "",
        each: str = "",
        setup: bool = True,
        credentials: bool = True,
        hidden: bool = False,
    ) -> None:
        self.name = name
        self.short = short
        self.use = use
        self.long = long
        self.examples = examples
        self.aliases = aliases
        self.arguments = arguments
        self.identified = identified
        self.options = options
        self.children = children
        self.group = bool(children)
        self.operation = operation
        self.parameters = parameters or {}
        self.body = body
        self.view = view
        self.run = run
        self.confirm = confirm
        self.each = each
        self.setup = setup
        self.credentials = credentials
        self.hidden = hidden

    def subcommands(self) -> Sequence[Command]:
        """The commands of a group; its module is imported now if it was not."""
        if not isinstance(self.children, str):
            return self.children
        commands: Sequence[Command] = __import__(self.children, fromlist=["COMMANDS"]).COMMANDS
        self.children = commands
        return commands

    def find(self, word: str) -> Command | None:
        """The command of a group that a word names, by its name or an alias."""
        for command in self.subcommands():
            if word == command.name or word in command.aliases:
                return command
        return None

    def action(self) -> Action | None:
        """The function to run, its module imported now if it was not; None for a plain operation."""
        if isinstance(self.run, str):
            module, _, function = self.run.partition(":")
            self.run = getattr(__import__(module, fromlist=[function]), function)
        return self.run  # type: ignore[return-value]  # a text was replaced above

    def __repr__(self) -> str:
        return f"Command({self.name})"


def all_options(command: Command) -> list[Option]:
    """The flags of a command: its own before the settings, which a flag of the same name hides."""
    own = [*command.options, HELP]
    names = {option.name for option in own}
    return own + [option for option in SETTINGS if option.name not in names]


def usage_lines(command: Command, path: Sequence[str]) -> list[str]:
    """Return the usage lines of a command, in the form that cobra prints."""
    name = " ".join(path)
    if not command.group:
        return [f"{name} {command.use} [flags]" if command.use else f"{name} [flags]"]
    if len(path) == 1:
        return [f"{name} [command]"]
    return [f"{name} [flags]", f"{name} [command]"]
