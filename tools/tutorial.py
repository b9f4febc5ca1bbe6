"""Write docs/tutorial.md from the scripts that the tests run, or check it with --check.

The first comment of a script is a heading, its other comments are text, and the rest are commands.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORIES = ("first-host.sh", "fleet.sh", "leaked-token.sh", "missing-role.sh")
PAGE = ROOT / "docs" / "tutorial.md"

INTRODUCTION = """\
# Tutorial: the life of an enrollment token

Four stories, as an operator lives them. Each is a script that the tests run as it stands here
([tests/e2e](../tests/e2e)), at a terminal and against `ecctl serve` over HTTPS; only the hosts, with their
`scp`, `ssh` and ECE's installer, are played by folders. It is watched from outside that no token shows in the
arguments of a process, in a file that others can read, or in a log.

To follow them without an ECE, start `ecctl serve --data DIR` and `export EC_CONFIG=DIR/admin.json`.

<!-- Written by tools/tutorial.py from the scripts: change those. -->
"""

CLOSING = """\

## Why the install command looks as it does

```bash
bash -c 'set -- install --coordinator-host HOST --roles-token "$(<FILE)" --roles ROLES;
    . ./elastic-cloud-enterprise.sh'
```

The arguments of a process can be seen by everybody on its machine. `bash elastic-cloud-enterprise.sh install
--roles-token TOKEN` would show the token there, and in the shell's history. Here a shell reads it from the file into
its own arguments with `set --`, and runs the installer within itself, by the dot: no process is started with the token
on its command line. What the installer does with it afterwards is the installer's own affair.

`FILE` is the name of the file that `--out` wrote, without its folder: the command is run where a copy of it is.
`--coordinator-host` names another coordinator than the one that `--host` leads to.

## When a rotation is interrupted

`rotate` writes down what it is about to do in `~/.ecctl/rotations`: ids and roles, never a token. If it is killed, at
least one of the two tokens is valid; the next rotation on the same platform says whether the old one still is, and
which tokens with the same roles were made since.
"""


def section(script: str) -> str:
    """Return a script as a section of the page."""
    lines = script.splitlines()
    title = next(line for line in lines[1:] if line.startswith("# ")).removeprefix("# ")
    body = script.partition("\n\n")[2]
    parts = [f"\n## {title}\n"]
    for paragraph in body.rstrip("\n").split("\n\n"):
        rows = paragraph.split("\n")
        text = [row.removeprefix("# ") for row in rows if row.startswith("# ")]
        commands = [row for row in rows if not row.startswith("# ")]
        parts.append("\n".join(text) + "\n")
        parts.append("\n".join(["```bash", *commands, "```"]) + "\n")
    return "\n".join(parts)


def page() -> str:
    """Return the whole page."""
    folder = ROOT / "tests" / "e2e"
    return INTRODUCTION + "".join(section((folder / name).read_text()) for name in STORIES) + CLOSING


def main() -> None:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 if the page differs")
    if parser.parse_args().check:
        sys.exit(
            0 if PAGE.exists() and PAGE.read_text() == page() else f"{PAGE.name} is not what the scripts say"
        )
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
