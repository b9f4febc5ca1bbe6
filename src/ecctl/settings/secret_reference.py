"""Secrets that are not on the command line: `@FILE` names a file that holds one, `-` is standard input."""

from __future__ import annotations

import os

from ecctl.core.errors import SettingsError
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SIZE_LIMIT = 1 << 16
BYTE_ORDER_MARK = "\ufeff"


def resolve(
    text: str, name: str, read_line: Callable[[], str], environ: Mapping[str, str] = os.environ
) -> str:
    """Return the secret that a value refers to: itself, a file's content, or a line of standard input.

    *name* is what errors call it: the flag, or the setting.
    """
    # A value on the command line is visible to every user of the machine (ps, /proc).
    if text == "-":
        return _bare(read_line(), "standard input is empty", name)
    if not text.startswith("@"):
        return text
    path = paths.expanded(text[1:], environ)
    try:
        with open(path, encoding="utf-8") as file:
            # With a limit, because the path may lead to a device that never ends.
            content = file.read(SIZE_LIMIT)
    except UnicodeDecodeError:
        raise SettingsError(f"cannot read {path} ({name}): it is not UTF-8 text") from None
    except OSError as error:
        raise SettingsError(f"cannot read {path} ({name}): {error.strerror}") from None
    return _bare(content, f"the file {path} is empty", name)


def _bare(content: str, cause: str, name: str) -> str:
    """Return a secret without the line end, and without the byte order mark that some editors write."""
    secret = content.removeprefix(BYTE_ORDER_MARK).rstrip("\r\n")
    if not secret:
        raise SettingsError(f"cannot read the secret for {name}: {cause}")
    return secret
