"""From argv to an exit status: the one place where errors become text."""

from __future__ import annotations

from ecctl.cli import parser
from ecctl.cli.context import Context, is_terminal
from ecctl.errors import EcctlError, OutputError, UsageError, WithheldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecctl.cli.command import Command
    from ecctl.cli.parsed import Parsed
    from ecctl.core.messages import Transport
    from ecctl.output.format import Format
    from ecctl.output.result import Result
    from ecctl.output.styling import TerminalStyle
    from ecctl.settings.profile import Profile


def main(context: Context) -> int:
    """Run a command line; returns the exit status."""
    output, color = asked_output(context), ""
    try:
        from ecctl.cli.commands.root import ROOT

        if context.argv[:1] == ["__complete"]:
            return _complete(context, ROOT)
        parsed = parser.parse(_without_version_flag(context.argv), ROOT)
        color = str(parsed.flags.get("color") or context.environ.get("EC_COLOR", ""))
        command = parsed.command
        if command.group and parsed.arguments:
            parser.refuse_unknown_command(parsed)
        if parsed.flags.get("help") or (command.group and not command.run):
            return _show_help(context, parsed)
        parser.check_arguments(parsed)
        run_command(context, parsed)
    except WithheldError as end:
        context.note(f"{end.message}\n")
    except EcctlError as error:
        _tell(context, error, output, color)
        return error.exit_status
    except KeyboardInterrupt:
        from ecctl.cli import error_format

        context.note("\necctl: interrupted\n" if context.talks_to_terminal() else "ecctl: interrupted\n")
        return error_format.INTERRUPTED
    except BrokenPipeError:
        from ecctl.cli import error_format

        return error_format.BROKEN_PIPE
    return 0


def asked_output(context: Context) -> str:
    """The output that is asked for, also by a command line that cannot be parsed: errors obey it."""
    asked = context.environ.get("EC_OUTPUT", "")
    for word, following in zip(context.argv, [*context.argv[1:], ""], strict=False):
        if word == "--output":
            asked = following
        elif word.startswith("--output="):
            asked = word.removeprefix("--output=")
    return asked


def _tell(context: Context, error: EcctlError, output: str, color: str) -> None:
    """Say on stderr what went wrong, for people or for programs."""
    from ecctl.cli import error_format

    if output == "json":
        text = error_format.as_json(error)
    else:
        text = error_format.as_text(error)
        if color == "always" or context.talks_to_terminal():
            from ecctl.cli.terminal import alarming

            text = alarming(text, color, context.environ)
    context.note(text)


def _without_version_flag(argv: Sequence[str]) -> Sequence[str]:
    """`ecctl --version` is `ecctl version`."""
    return ["version", *argv[1:]] if argv[:1] == ["--version"] else argv


def _complete(context: Context, root: Command) -> int:
    """Answer a shell's completion script: a candidate and its description a line."""
    from ecctl.cli.completion import complete

    for candidate, description in complete(context.argv[1:], root):
        context.write(f"{candidate}\t{description}\n")
    return 0


def _show_help(context: Context, parsed: Parsed) -> int:
    from ecctl.cli.help import help_text

    context.write(help_text(parsed.command, parsed.path, context.width))
    return 0


def run_command(context: Context, parsed: Parsed) -> None:
    """Load settings, carry out the command and write its result."""
    from ecctl.settings.load import load

    _resolve_secrets(context, parsed)
    profile = load(parsed.settings, context.environ)
    if profile.flag("dry_run") and not parsed.command.setup:
        raise UsageError(f"{profile.source('dry_run')} is of no use: {parsed.name} has no requests to show")
    format_ = _format(profile) if parsed.command.setup or "format" in parsed.flags else None
    if any(profile.text(key) not in ("", "False") for key in OBSERVED):
        from ecctl.cli.diagnostics import Observer

        observer = Observer(context, profile)
        observer.announce()
        observer.watch(lambda: _carry_out(context, parsed, profile, format_, observer.wrap))
    else:
        _carry_out(context, parsed, profile, format_)


OBSERVED = ("verbose", "verbose_file", "trace", "pprof")
"""Settings that ask for a look at the run itself."""


def _carry_out(
    context: Context,
    parsed: Parsed,
    profile: Profile,
    format_: Format | None,
    wrap: Callable[[Transport], Transport] | None = None,
) -> None:
    from ecctl.cli.invocation import Invocation, execute

    run = Invocation(context, parsed, profile, wrap)
    try:
        result = execute(run)
        if run.withheld:
            raise WithheldError("dry run: nothing was sent that changes anything")
        if result is not None:
            write_result(context, result, profile, format_)
            if result.then is not None:
                result.then()
    finally:
        run.close()


def _resolve_secrets(context: Context, parsed: Parsed) -> None:
    """Put what `@FILE` and `-` stand for into the flags that hold secrets."""
    for name in ("api-key", "pass"):
        key = name.replace("-", "_")
        value = parsed.flags.get(key)
        if isinstance(value, str) and value[:1] in ("@", "-"):
            parsed.flags[key] = _resolved(context, value, name)


def _resolved(context: Context, value: str, name: str) -> str:
    from ecctl.settings.secret_reference import resolve

    return resolve(value, name, lambda: _typed_secret(context, name))


def _typed_secret(context: Context, name: str) -> str:
    """A line of standard input; from a terminal it is asked for, and not shown."""
    if not is_terminal(context.stdin):
        return context.read_line()
    from ecctl.cli.prompts import ask_secret

    return ask_secret(context, f"{name}: ")


def _format(profile: Profile) -> Format | None:
    text = profile.text("format")
    if not text:
        return None
    from ecctl.output.format import compile_format

    return compile_format(text)


def _look(context: Context, profile: Profile) -> TerminalStyle | None:
    """How a result looks on a terminal; None where stdout is none and colour is not asked for."""
    color = profile.text("color")
    if color != "always" and not is_terminal(context.stdout):
        return None
    from ecctl.cli.terminal import look

    return look(context, color)


def write_result(context: Context, result: Result, profile: Profile, format_: Format | None) -> None:
    """Show a result; where a format fails on the reply of a change, the reply is shown all the same."""
    from ecctl.output.render import render

    try:
        text = render(result, profile.text("output"), format_, _look(context, profile))
    except (OutputError, UsageError):
        if result.changed:
            write_text(context, render(result, "json"), result)
        raise
    if text:
        write_text(context, text, result)
    if result.problem is not None:
        raise result.problem


def write_text(context: Context, text: str, result: Result) -> None:
    """Write what is shown of a result; OutputError tells what must be known of it all the same."""
    try:
        context.write(text)
    except OutputError as error:
        if result.unshown:
            raise error.replaced(message=f"{error.message}; {result.unshown}") from None
        raise
    except BrokenPipeError:
        if result.unshown:
            context.note(f"ecctl: nobody reads the result; {result.unshown}\n")
        raise
