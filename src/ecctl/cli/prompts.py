"""Prompts on stderr. Without anybody to answer, a prompt is an error, never a loop."""

from __future__ import annotations

from ecctl.cli import Context, is_terminal
from ecctl.core.errors import DeclinedError, UsageError

ATTEMPTS = 5
PATIENCE = 30.0
"""Seconds to wait for an answer if there is no terminal."""


def confirm(context: Context, question: str, *, force: bool) -> None:
    """Ask a yes-or-no question. Raise DeclinedError unless the answer starts with y or *force* is set.

    A blank line repeats the question, as in the original, and says which answers there are.
    """
    if force:
        return
    asked = f"{question} [y/n]: "
    for _ in range(ATTEMPTS):
        answer = ask(context, asked).strip().lower()
        if answer.startswith("y"):
            return
        if answer:
            raise DeclinedError("declined: nothing was changed")
        asked = f"please answer y or n. {question} [y/n]: "
    raise DeclinedError("no answer: nothing was changed")


def agrees(context: Context, question: str) -> bool:
    """Return the answer to a yes-or-no question; ask again until it is one of both."""
    asked = f"{question} [y/n]: "
    for _ in range(ATTEMPTS):
        answer = ask(context, asked).strip().lower()
        if answer[:1] in ("y", "n"):
            return answer.startswith("y")
        asked = f"please answer y or n. {question} [y/n]: "
    raise DeclinedError("no answer: nothing was changed")


FORCE = "--force answers yes to all prompts"


def ask(context: Context, question: str, *, otherwise: str | None = None) -> str:
    """Return the answer to a question. Raise DeclinedError, with the hint *otherwise*, at the end of stdin."""
    confirmation = question.endswith("[y/n]: ")
    what = "confirmation" if confirmation else f'"{question.strip(": ")}"'
    if otherwise is None:
        otherwise = FORCE if confirmation else ""
    context.note(question)
    if not context.answered and not is_terminal(context.stdin):
        _wait_for_input(context, what, otherwise)
    context.answered = True
    line = b"" if context.stdin is None else context.stdin.readline(1 << 16)
    # On a terminal, the answer has ended the line of the question; Ctrl-D has not.
    if not line or not is_terminal(context.stdin):
        context.note("\n")
    if not line:
        raise DeclinedError(f"cannot ask for {what}: standard input has ended", hint=otherwise)
    return line.decode("utf-8", "replace").rstrip("\r\n")


# Answers may come through a pipe, as in `yes | ecctl …`. A program that starts ecctl with an open pipe and never
# writes to it must not wait forever. Only before the first answer: later ones may be in the stream's buffer.
def _wait_for_input(context: Context, what: str, otherwise: str) -> None:
    """Raise DeclinedError if nothing arrives on stdin for a while."""
    import select

    try:
        ready = context.stdin is None or select.select([context.stdin.fileno()], [], [], PATIENCE)[0]
    except (OSError, ValueError):
        return  # not a file that can be waited for: it has all of its data
    if not ready:
        context.note("\n")
        raise DeclinedError(
            f"cannot ask for {what}: not a terminal, and no answer within {PATIENCE:g} s",
            hint=otherwise,
        )


def ask_secret(context: Context, question: str) -> str:
    """Return the answer to a question, without echo."""
    if context.stdin is None or not is_terminal(context.stdin):
        return ask(context, question)
    import termios

    descriptor = context.stdin.fileno()
    # Not `getpass`: it opens /dev/tty, and so ignores the streams that a caller has passed.
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
    """Return a new password, typed twice without echo. Raise DeclinedError without a terminal."""
    if not is_terminal(context.stdin):
        raise DeclinedError(
            "cannot ask for a password: not a terminal",
            hint="use --password-file FILE, or --password-file - to read it from standard input",
        )
    password = ask_secret(context, "enter new password: ")
    # Asking again would be kinder, but the original ends here, and so do programs that feed it passwords.
    if ask_secret(context, "re-enter password: ") != password:
        raise UsageError("the passwords differ: nothing was changed")
    return password
