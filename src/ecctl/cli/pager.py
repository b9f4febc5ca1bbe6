"""Long results on a terminal, in the user's pager, as git shows them."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli import Context

LESS = "FRX"
"""Options of less if $LESS has none: quit if one screen is enough, show colors, leave the text on the screen."""


def show(context: Context, text: str) -> None:
    """Write a text to the terminal, in a pager if it is longer than the screen."""
    command = pager_of(context) if text.count("\n") >= context.height else []
    if not command or not page(context, text, command):
        context.write(text)


def pager_of(context: Context) -> list[str]:
    """Return the command of the pager; nothing if there is none, or the terminal is not for a person."""
    environ = context.environ
    if environ.get("TERM") == "dumb" or environ.get("CI"):
        return []
    try:
        command = shlex.split(environ.get("PAGER", "less"))
    except ValueError:
        return []
    # As with git, PAGER=cat switches the pager off.
    if not command or command[0] == "cat" or shutil.which(command[0], path=environ.get("PATH")) is None:
        return []
    return command


def page(context: Context, text: str, command: list[str]) -> bool:
    """Show a text with a pager, and wait until the user leaves it. Return False if it cannot be started."""
    from ecctl.cli import encoded

    environ = {"LESS": LESS, "LV": "-c", **context.environ}
    try:
        # The user's own choice of a program, as in git; no shell takes part.
        pager = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=context.stdout, env=environ
        )
    except OSError:
        return False
    # Ctrl-C belongs to the pager, which stops a search with it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager.communicate(encoded(text))
    finally:
        signal.signal(signal.SIGINT, before)
    return True
