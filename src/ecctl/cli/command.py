"""The command tree's entries. Parser, help, completion, generated pages and tests all read them.

A group has `children`, a leaf names an `operation` of the API or a function to `run`. Both are usually
`Lazy`, because importing all command modules would take longer than most commands: only the modules on the
way to the chosen command are loaded. Entries are immutable, so a process can run many command lines.
"""

from __future__ import annotations

from ecctl.core import Frozen
from ecctl.settings import PRESENTATION, SETTINGS, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from typing import Any

    from ecctl.cli.sources import Source
    from ecctl.output import Result, View

    Action = Callable[[Any], Generator[Result, None, None] | Result | None]

SHORT_FORMS = {"get": "show", "ls": "list", "rm": "delete", "token": "enrollment-token"}
"""Names that other programs use; they work in any group that has no such name of its own."""

HELP = Option("help", "Show this help", "bool", short="h")

ALLOW_UNKNOWN_ROLE = Option(
    "allow-unknown-role", "Accept a role that looks like a typo of a known one", "bool"
)
"""Its own flag rather than --force, which scripts need for prompts: a typo must not slip through with it."""

PARALLEL = Option("parallel", "Number of requests at a time, at most 64", "int", default=32)
"""For commands that change many things."""


# Importing all command modules takes longer than most commands. The alternatives to a name in a string:
# import inside functions, which hides the tree from help and completion, or a generated table, which must be
# rebuilt after each change. A test loads every reference, so a wrong name does not reach a user.
class Lazy(Frozen):
    """A reference to a name in a module that is imported on first use."""

    module: str
    name: str

    def load(self) -> Any:
        """Return the object that the reference names, importing its module if necessary."""
        return getattr(__import__(self.module, fromlist=[self.name]), self.name)


NO_PARAMETERS: Mapping[str, Any] = {}


class Command(Frozen):
    """One word of the command line.

    `use` follows the name in the usage line; `arguments` is the smallest and the largest number of arguments
    (-1: unlimited); `identified` says that the first one is an id assigned by the platform. `parameters` and
    the members of `body` are sources, functions of the invocation, or constants. `confirm` is asked before
    anything is sent. With `each`, the operation is called once per argument, and `each` is the question to
    ask if there are several ({0} of them). `setup` is false for commands that need no settings, `credentials`
    for commands that can do without, and `lenient` commands run even if the config file cannot be read;
    `examples` are lines that can be pasted into a shell. `topic` is the section in the help of its group.
    `identifier` is the member of the result that `--output id` prints: "" if no other command would take any,
    None if the columns of the view or the usual names tell.
    """

    name: str
    short: str
    use: str = ""
    long: str = ""
    examples: Sequence[str] = ()
    aliases: Sequence[str] = ()
    arguments: tuple[int, int] = (0, 0)
    identified: bool = False
    options: Sequence[Option] = ()
    children: Lazy | Sequence[Command] = ()
    operation: str = ""
    parameters: Mapping[str, Any] = NO_PARAMETERS
    body: Mapping[str, Any] | Callable[[Any], Any] | Source | None = None
    view: View | None = None
    run: Action | Lazy | None = None
    confirm: str = ""
    each: str = ""
    setup: bool = True
    credentials: bool = True
    lenient: bool = False
    hidden: bool = False
    topic: str = ""
    identifier: str | None = None

    @property
    def group(self) -> bool:
        """Whether the command has subcommands."""
        return bool(self.children)

    def subcommands(self) -> Sequence[Command]:
        """Return the commands of a group, importing their module if necessary."""
        if isinstance(self.children, Lazy):
            commands: Sequence[Command] = self.children.load()
            return commands
        return self.children

    def find(self, word: str) -> Command | None:
        """Return the subcommand with this name or alias, or None."""
        for command in self.subcommands():
            if word == command.name or word in command.aliases:
                return command
        original = SHORT_FORMS.get(word)
        return self.find(original) if original else None

    def action(self) -> Action | None:
        """Return the function to run, importing its module if necessary; None for a plain operation."""
        if isinstance(self.run, Lazy):
            action: Action = self.run.load()
            return action
        return self.run

    def __repr__(self) -> str:
        return f"Command({self.name})"


def flag_name(key: str) -> str:
    """Return a flag as it is written on the command line."""
    return f"--{key.replace('_', '-')}"


def all_options(command: Command) -> list[Option]:
    """Return the command's own flags, then those of every command."""
    own = [*command.options, HELP]
    names = {option.name for option in own}
    return own + [option for option in (*SETTINGS, *PRESENTATION) if option.name not in names]


def inherited_options(command: Command) -> list[Option]:
    """Return the flags of every command that none of the command's own hides."""
    return all_options(command)[len(command.options) + 1 :]


def usage_lines(command: Command, path: Sequence[str]) -> list[str]:
    """Return the usage lines of a command, in the form that cobra prints."""
    name = " ".join(path)
    if not command.group:
        return [f"{name} {command.use} [flags]" if command.use else f"{name} [flags]"]
    if len(path) == 1:
        return [f"{name} [command]"]
    return [f"{name} [flags]", f"{name} [command]"]
