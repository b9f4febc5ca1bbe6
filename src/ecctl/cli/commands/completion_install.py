"""`ecctl completion install`: enable completion in all later shells.

The start-up file of the shell gets one line, which asks the installed program for its script: the script then
never goes out of date. fish loads a file of its own.
"""

from __future__ import annotations

import os

from ecctl.core.errors import SettingsError, UsageError
from ecctl.core.private_files import sync_folder
from ecctl.output import Message, Result
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.cli.invocation import Invocation

LINES = {
    # A shell must start without errors on a machine from which ecctl has been removed.
    "bash": "command -v ecctl >/dev/null && source <(ecctl completion bash)",
    "fish": "command -q ecctl; and ecctl completion fish | source",
    "powershell": (
        "if (Get-Command ecctl -ErrorAction SilentlyContinue) "
        "{ ecctl completion powershell | Out-String | Invoke-Expression }"
    ),
    "zsh": "(( ${+commands[ecctl]} )) && source <(ecctl completion zsh)",
}
MARK = "# completion of ecctl"


def install(invocation: Invocation, shell: str) -> Result:
    """Add the line to the start-up file of a shell, the user's own by default."""
    environ = invocation.context.environ
    shell = shell or os.path.basename(environ.get("SHELL", ""))
    shell = {"pwsh": "powershell"}.get(shell, shell)
    if shell not in LINES:
        known = ", ".join(LINES)
        problem = (
            f'shell "{shell}" is not supported' if shell else "cannot find out your shell: SHELL is not set"
        )
        raise UsageError(problem, hint=f'name one of {known}: "ecctl completion install bash"')
    path = start_up_file(shell, environ)
    line = f"{LINES[shell]}  {MARK}"
    try:
        added = add_line(path, line)
    except OSError as error:
        raise SettingsError(
            f"cannot write {path}: {error.strerror}", hint=f"add this line to it: {line}"
        ) from None
    text = f"{path} enables completion{'' if added else ' already'}; open a new shell to use it"
    return Result({"shell": shell, "file": path, "changed": added}, Message(text), changed=added)


def start_up_file(shell: str, environ: Mapping[str, str]) -> str:
    """Return the file that a shell reads at its start; raise SettingsError without a home directory."""
    home = paths.home(environ)
    if not home:
        raise SettingsError("cannot find the start-up file of your shell: HOME is not set")
    config = environ.get("XDG_CONFIG_HOME", "")
    # A relative path must be ignored (XDG Base Directory Specification).
    config = config if os.path.isabs(config) else os.path.join(home, ".config")
    files = {
        "bash": os.path.join(home, ".bashrc"),
        "fish": os.path.join(config, "fish", "conf.d", "ecctl.fish"),
        "powershell": os.path.join(config, "powershell", "profile.ps1"),
        "zsh": os.path.join(environ.get("ZDOTDIR") or home, ".zshrc"),
    }
    return files[shell]


def add_line(path: str, line: str) -> bool:
    """Append a line unless the file has it; return whether it was added. Raise OSError."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    # Appended, not replaced: the file may be a link into a repository of dotfiles, with a mode of its own.
    with open(path, "a+", encoding="utf-8", errors="surrogateescape") as file:
        file.seek(0)
        text = file.read()
        if line in text.splitlines():
            return False
        file.write(("\n" if text and not text.endswith("\n") else "") + line + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(os.path.dirname(path))
    return True
