"""`ecctl help` and `ecctl options`: the help of a command, of a topic, and the flags of every command."""

from __future__ import annotations

from ecctl.cli.help import flag_lines, help_text, wrap
from ecctl.cli.parser import Parsed, find, refuse_unknown_command
from ecctl.core.errors import UsageError
from ecctl.output import Result, Verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecctl.cli.invocation import Invocation


def show(invocation: Invocation) -> Result:
    """Show the help of a command or a topic; raise UsageError for an unknown one."""
    from ecctl.cli.commands import ROOT
    from ecctl.cli.help_topics import TOPICS

    context = invocation.context
    command, path, rest = find(invocation.arguments, ROOT)
    topic = TOPICS.get(invocation.arguments[0]) if len(invocation.arguments) == 1 else None
    if topic is not None and command is ROOT:
        return shown(folded(topic[1](), context.width))
    if rest and command.group:
        refuse(Parsed(command, path, {}, rest), TOPICS)
    # On a terminal, without the flags of every command: they would push the rest off the screen.
    text = help_text(command, path, context.width, whole=not context.shows_on_terminal())
    if topic is not None:
        text += f"\n{folded(topic[1](), context.width)}"
    return shown(text)


def refuse(parsed: Parsed, topics: Iterable[str]) -> None:
    """Raise UsageError for a word that is neither a command nor a topic, with suggestions."""
    from ecctl.core.suggest import nearest

    word = parsed.arguments[0]
    near = nearest(word, topics) if len(parsed.path) == 1 else []
    if near:
        commands = [f'"ecctl help {each}"' for each in near]
        raise UsageError(f'"{word}" is not a topic', hint=f"did you mean {' or '.join(commands)}?")
    try:
        refuse_unknown_command(parsed)
    except UsageError as error:
        if len(parsed.path) > 1 or error.hint.startswith("did you mean"):
            raise
        raise UsageError(
            f'"{word}" is neither a command nor a topic', hint=f"topics: {', '.join(topics)}; {error.hint}"
        ) from None


def show_options(invocation: Invocation) -> Result:
    """Show the flags of every command."""
    from ecctl.cli.command import inherited_options

    title = "These flags can be given to every command:"
    lines = flag_lines(inherited_options(invocation.command), invocation.context.width)
    return shown(
        "\n".join([title, "", *lines, "", 'See also "ecctl help output" and "ecctl help environment".'])
    )


def shown(text: str) -> Result:
    """Return a text as a result."""
    return Result(None, Verbatim(text.rstrip("\n")))


def folded(text: str, width: int) -> str:
    """Fold the paragraphs of a text; indented lines are folded below their second column, or stay whole."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += row(line, width) if line.startswith("  ") else wrap(line, width)
    return "\n".join(lines)


def row(line: str, width: int) -> Sequence[str]:
    """Fold the meaning in a row of a name and a meaning."""
    name, gap, meaning = line.rpartition("   ")
    if not gap or not name.strip():
        return [line]
    from ecctl.cli.help import described

    return described(name, meaning, width)
