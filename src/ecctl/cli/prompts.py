"""Questions: they go to stderr, and with nobody to answer they are an error, never a loop."""

from __future__ import annotations

from ecctl.cli.context import Context, is_terminal
from ecctl.errors import DeclinedError, UsageError

ATTEMPTS = 5


def confirm(context: Context, question: str, *, force: bool) -> None:
    """Go on if the answer starts with y or `force` is set; DeclinedError for any other; blank lines ask again."""
    if force:
        return
    for _ in range(ATTEMPTS):
        answer = ask(context, f"{question} [y/n]: ").strip().lower()
        if answer.startswith("y"):
            return
        if answer:
            raise DeclinedError("declined: nothing was done")
    raise DeclinedError("nothing was answered: nothing was done")


FORCE = "--force answers every prompt with yes"


def ask(context: Context, question: str, *, otherwise: str = FORCE) -> str:
    """The line that answers a question; DeclinedError where stdin is at its end: `otherwise` says what to do."""
    context.note(question)
    line = b"" if context.stdin is None else context.stdin.readline(1 << 16)
    if not is_terminal(context.stdin):
        context.note("\n")
    if not line:
        raise DeclinedError(
            "there is nobody to answer: standard input is at its end",
            hint=otherwise,
        )
    return line.decode("utf-8", "replace").rstrip("\r\n")


def ask_secret(context: Context, question: str) -> str:
    """The line that answers a question, not shown while it is typed."""
    if context.stdin is None or not is_terminal(context.stdin):
        return ask(context, question)
    import termios

    descriptor = context.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    hidden = list(before)
    hidden[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(descriptor, termios.TCSANOW, hidden)
        answer = ask(context, question)
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
    context.note("\n")
    return answer


def ask_new_password(context: Context) -> str:
    """A new password, typed unseen and twice; DeclinedError without a terminal, UsageError where they differ."""
    if not is_terminal(context.stdin):
        raise DeclinedError(
            "a password is only asked for on a terminal", hint="without one, give it with --insecure-password"
        )
    password = ask_secret(context, "enter new password: ")
    if ask_secret(context, "re-enter password: ") != password:
        raise UsageError("the two passwords differ: nothing was done")
    return password
