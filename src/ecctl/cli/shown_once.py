"""Formats of commands whose result holds a secret that is shown only once."""

from __future__ import annotations

from ecctl.core.errors import EcctlError, OutputError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.output import Result

SAMPLE = "sample-of-the-secret"
"""Stands for the secret in sample responses."""


def refuse_other_columns(invocation: Invocation, secret: str) -> None:
    """Raise UsageError if --output id or --columns leaves out a secret."""
    source = ""
    if invocation.profile.text("output") == "id":
        source = f"id output ({invocation.profile.source('output')})"
    columns = invocation.flags.get("columns")
    if isinstance(columns, list) and all(name.lower().rpartition(".")[2] != secret for name in columns):
        source = "--columns"
    if source:
        raise UsageError(
            f"{source} does not show the {secret}, which is shown only once",
            hint="omit it, or use --output json",
        )


def refuse_plain_text(invocation: Invocation, secret: str) -> None:
    """Raise UsageError if --format is a text without actions: it prints nothing of the result."""
    text = invocation.profile.text("format")
    if text and "{{" not in text:
        raise UsageError(
            f"{invocation.profile.source('format')} does not print the {secret}, which is shown only once",
            hint="omit --format, or use --output json",
        )


def refuse_without_secret(
    invocation: Invocation,
    secret: str,
    model: str,
    *,
    member: str = "",
    sample: Mapping[str, Any] | None = None,
) -> None:
    """Raise UsageError if --format would not print a member of the response that is shown only once.

    After the request it would be too late. The template is tried on a sample, because a template can reach a
    member in many ways: *sample* is a response that holds SAMPLE in place of the secret, *member* what to add
    to the template.
    """
    refuse_other_columns(invocation, secret)
    text = invocation.profile.text("format")
    if text and SAMPLE not in (
        printed(text, sample or {"id": "id", f"{secret}_id": "id", secret: SAMPLE}, model)
    ):
        raise UsageError(
            f"{invocation.profile.source('format')} does not print the {secret}, which is shown only once",
            hint=f"add {member or f'{{{{.{secret.capitalize()}}}}}'} to the template, or use --output json",
        )


def shown_or_named(
    invocation: Invocation, result: Result, created: str, revoke: str = ""
) -> Generator[Result, None, None]:
    """Yield the result of a creation; if it cannot be shown, say what was created: nobody else knows.

    *revoke* names the command that makes the secret worthless, "" if there is none.
    """
    try:
        yield result
    except (OutputError, BrokenPipeError) as error:
        raise naming(error, invocation, created, revoke) from None


def naming(
    error: OutputError | BrokenPipeError, invocation: Invocation, created: str, revoke: str = ""
) -> Exception:
    """Return the error to raise for a creation that cannot be shown, after saying what was created."""
    unshown = f"{created} was created{f': {revoke}' if revoke else ''}"
    if isinstance(error, OutputError):
        return error.with_further_hint(unshown)
    invocation.note(f"ecctl: standard output was closed; {unshown}")
    return error


def warn_of_unprinted(
    invocation: Invocation, secret: str, reply: Mapping[str, Any], model: str, revoke: str
) -> None:
    """Warn on a terminal if --format printed a response without its secret.

    The secret is not shown in spite of the template, because stderr may be the log of a job: the warning names
    the command that makes it worthless.
    """
    text = invocation.profile.text("format")
    if not text or not invocation.context.talks_to_terminal():
        return
    if str(reply[secret]) not in printed(text, reply, model):
        invocation.note(
            f"warning: {invocation.profile.source('format')} did not print the {secret}, which cannot be read "
            f"again: {revoke}"
        )


def printed(template: str, value: object, model: str) -> str:
    """Return the output of a template for a value, "" if it fails."""
    from ecctl.output.format import compile_format

    try:
        return compile_format(template).render(value, model)
    except EcctlError:
        return ""
