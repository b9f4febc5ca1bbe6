"""Formats of commands whose result holds a secret that is shown only once."""

from __future__ import annotations

from ecctl.errors import EcctlError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def refuse_plain_text(invocation: Invocation, secret: str) -> None:
    """Raise UsageError if --format is a text without actions: it prints nothing of the result."""
    text = invocation.profile.text("format")
    if text and "{{" not in text:
        raise UsageError(
            f"{invocation.profile.source('format')} prints no {secret}, which is shown only once",
            hint="leave out --format, or use --output json",
        )


def refuse_without_secret(invocation: Invocation, secret: str, model: str) -> None:
    """Raise UsageError if --format would not print a member of the response that is shown only once.

    After the request it would be too late. The template is tried on a sample, because a template can reach a
    member in many ways.
    """
    text = invocation.profile.text("format")
    if not text:
        return
    from ecctl.output.format import compile_format

    sample = "sample-of-the-secret"
    try:
        shown = compile_format(text).render({"id": "id", f"{secret}_id": "id", secret: sample}, model)
    except EcctlError:
        shown = ""
    if sample not in shown:
        raise UsageError(
            f"{invocation.profile.source('format')} does not print the {secret}, which is shown only once",
            hint=f"add {{{{.{secret.capitalize()}}}}} to the template, or use --output json",
        )
