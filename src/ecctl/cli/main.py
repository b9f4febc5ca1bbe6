"""From argv to an exit status: the one place that turns errors into text."""

from __future__ import annotations

from ecctl.cli import Context, is_terminal, parser
from ecctl.core.errors import EcctlError, SettingsError, UsageError, WithheldError
from ecctl.output import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ecctl.cli.command import Command
    from ecctl.cli.invocation import Invocation, Renderer
    from ecctl.cli.parser import Parsed
    from ecctl.middleware.base import Middleware
    from ecctl.output.format import Format
    from ecctl.settings import Value
    from ecctl.settings.profile import Profile


def main(context: Context) -> int:
    """Run a command line and return its exit status."""
    try:
        from ecctl.cli.commands import ROOT

        if context.argv[:1] == ["__complete"]:
            return _complete(context, ROOT)
        # The order is a promise: the command line first, then settings, then anything that is
        # sent. Help comes before settings, which may be what the user needs help with.
        parsed = parser.parse(_without_version_flag(context.argv), ROOT)
        command = parsed.command
        if command.group and parsed.arguments:
            parser.refuse_unknown_command(parsed)
        if parsed.flags.get("help") or (command.group and not command.run):
            return _show_help(context, parsed)
        parser.check_arguments(parsed)
        profile = load_settings(context, parsed)
        run_command(context, parsed, profile)
    except WithheldError as end:
        context.note(f"{end.message}\n")
    except EcctlError as error:
        _tell(context, error)
        return error.exit_status
    except KeyboardInterrupt:
        from ecctl.cli import error_format

        context.note("\necctl: interrupted\n" if context.talks_to_terminal() else "ecctl: interrupted\n")
        return error_format.INTERRUPTED
    except BrokenPipeError:
        from ecctl.cli import error_format

        return error_format.BROKEN_PIPE
    return 0


def _tell(context: Context, error: EcctlError) -> None:
    """Write an error to stderr, as text or as JSON."""
    from ecctl.cli import error_format
    from ecctl.settings.load import presentation

    output, color = presentation(context.argv, context.environ)
    if output in ("json", "ndjson"):
        text = error_format.as_json(error, indent=2 if output == "json" else None)
    else:
        text = error_format.as_text(error)
        if color == "always" or context.talks_to_terminal():
            from ecctl.cli.terminal import highlighted_error

            text = highlighted_error(text, color, context.environ)
    context.note(text)


def _without_version_flag(argv: Sequence[str]) -> Sequence[str]:
    """Replace `ecctl --version` by `ecctl version`."""
    return ["version", *argv[1:]] if argv[:1] == ["--version"] else argv


def _complete(context: Context, root: Command) -> int:
    """Write the candidates for a shell's completion script, one a line with its description."""
    from ecctl.cli.completion import complete

    for candidate, description in complete(context.argv[1:], root, context.environ):
        context.write(f"{candidate}\t{description}\n")
    return 0


def _show_help(context: Context, parsed: Parsed) -> int:
    output = str(parsed.flags.get("output", ""))
    if output in ("json", "ndjson", "yaml"):
        from ecctl.cli.schema import one
        from ecctl.output.formats import written
        from ecctl.output.render import json_text

        value = one(parsed.command, parsed.path)
        context.write(json_text(value) if output == "json" else "".join(written(Result(value), output)))
        return 0
    from ecctl.cli.help import help_text

    text = help_text(parsed.command, parsed.path, context.width, whole=not context.shows_on_terminal())
    context.write(text)
    return 0


def load_settings(context: Context, parsed: Parsed) -> Profile:
    """Load the settings of a command line, the secrets in its flags resolved."""
    from ecctl.settings.load import load

    flags = {name: _secret(context, name, value) for name, value in parsed.settings.items()}
    # What edits or shows the config file needs it; what creates it, or needs no settings, does not.
    optional = not parsed.command.setup and parsed.path[1:2] != ["config"]
    try:
        return load(flags, context.environ, config_optional=optional or parsed.command.lenient)
    except SettingsError:
        if not parsed.command.lenient:
            raise
        return load(flags, context.environ, without_file=True)


def _secret(context: Context, key: str, value: Value) -> Value:
    """Return the secret that `@FILE` or `-` stands for in a flag, or the value itself."""
    if key not in ("api_key", "pass") or not isinstance(value, str) or value[:1] not in ("@", "-"):
        return value
    from ecctl.settings.secret_reference import resolve

    name = key.replace("_", "-")
    return resolve(value, f"--{name}", lambda: _typed_secret(context, name), context.environ)


def run_command(context: Context, parsed: Parsed, profile: Profile) -> None:
    """Carry out a command and show its results."""
    from ecctl.cli.invocation import Renderer

    if profile.flag("dry_run") and not parsed.command.setup:
        raise UsageError(f"{profile.source('dry_run')} has no effect: {parsed.name} sends no requests")
    # Compiled before anything is sent: a template with a typo must not lose the response to a create.
    format_ = _format(profile) if parsed.command.setup or "format" in parsed.flags else None
    paged = not parsed.flags.get("no_pager")
    selection = None
    if not SELECTING.isdisjoint(parsed.flags) or profile.text("output") == "id":
        from ecctl.cli.presentation import checked_selection

        selection = checked_selection(parsed, profile)
    renderer = Renderer(context, profile, format_, selection, paged=paged)
    if any(map(profile.flag, OBSERVED)):
        from ecctl.cli.diagnostics import Observer

        observer = Observer(context, profile)
        observer.announce()
        observer.watch(lambda: _carry_out(context, parsed, profile, renderer, observer.middleware()))
    else:
        _carry_out(context, parsed, profile, renderer)


OBSERVED = ("verbose", "verbose_credentials", "verbose_file", "trace", "pprof")
"""Settings that ask for diagnostics of the run."""

SELECTING = frozenset({"columns", "no_headers", "sort"})
"""Flags that choose what is shown of a result."""


def _carry_out(
    context: Context,
    parsed: Parsed,
    profile: Profile,
    renderer: Renderer,
    middleware: Sequence[Middleware] = (),
) -> None:
    from ecctl.cli.invocation import Invocation

    watch = None
    if "watch" in parsed.flags:
        from ecctl.cli.watching import Watch

        watch = Watch(context, parsed, profile)
        context, renderer = watch.context, renderer.writing_to(watch.context)
    invocation = Invocation(context, parsed, profile, renderer, middleware)
    try:
        if watch is None:
            show(execute(invocation), renderer)
        else:
            watch.repeat(lambda: show(execute(invocation), renderer))
    finally:
        invocation.close()
    if renderer.withheld:
        raise WithheldError("dry run: nothing was changed")


def execute(invocation: Invocation) -> Generator[Result, None, None] | Result | None:
    """Carry out a command: its function, or the operation that its entry names."""
    command = invocation.command
    if command.confirm:
        invocation.confirm(command.confirm.format(*invocation.arguments))
    action = command.action()
    if action is not None:
        return action(invocation)
    from ecctl.cli import declared

    return declared.execute(invocation)


def show(outcome: Generator[Result, None, None] | Result | None, renderer: Renderer) -> None:
    """Show the result that a command returned, or each one that it yields.

    If a yielded result cannot be shown, the error is raised at the `yield`: the command knows what the user
    must learn about a result that was lost. Code after a `yield` runs once the result has been shown.
    """
    if outcome is None:
        return
    if isinstance(outcome, Result):
        renderer.show(outcome)
        return
    try:
        result = next(outcome)
        while True:
            try:
                renderer.show(result)
            # Thrown in rather than raised here: only the command can say, for example, which token exists but
            # was not shown.
            except (EcctlError, BrokenPipeError) as error:
                result = outcome.throw(error)
            else:
                result = next(outcome)
    except StopIteration:
        return
    finally:
        outcome.close()


def _typed_secret(context: Context, name: str) -> str:
    """Return a line of standard input; on a terminal, prompt for it without echo."""
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
