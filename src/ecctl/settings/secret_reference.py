"""Secrets that are not on the command line: `@FILE` names a file that holds one, `-` is standard input."""

from __future__ import annotations

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SIZE_LIMIT = 1 << 16


def resolve(text: str, flag: str, read_line: Callable[[], str]) -> str:
    """The secret that a flag's value means: itself, a file's content, or a line of standard input."""
    if text == "-":
        return _checked(read_line(), f"--{flag} - found nothing on standard input")
    if not text.startswith("@"):
        return text
    path = text[1:]
    try:
        with open(path, encoding="utf-8") as file:
            content = file.read(SIZE_LIMIT)
    except UnicodeDecodeError:
        raise SettingsError(f"the file {path} (--{flag}) is not UTF-8 text") from None
    except OSError as error:
        raise SettingsError(f"the file {path} (--{flag}) cannot be read: {error.strerror}") from None
    return _checked(content, f"the file {path} (--{flag}) is empty")


def _checked(content: str, problem: str) -> str:
    secret = content.rstrip("\r\n")
    if not secret:
        raise SettingsError(problem)
    return secret
