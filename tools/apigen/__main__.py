"""Writes or checks the generated files.

In the folder tools/:

    python -m apigen --description API.json           writes them
    python -m apigen --description API.json --check   says by its exit status whether they are up to date
    python -m apigen --check                          says whether somebody has changed them by hand
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from . import calls, description, go_models, models, operations, platform_operations, platform_schemas

SOURCE = Path(__file__).parent.parent.parent / "src/ecctl"
OUTPUTS = {
    SOURCE / "client/_generated/calls.pyi": calls.render,
    SOURCE / "client/_generated/models.py": models.render,
    SOURCE / "client/_generated/operations.py": operations.render,
    SOURCE / "output/_generated/go_models.py": go_models.render,
    SOURCE / "platform/_generated/operations.py": platform_operations.render,
    SOURCE / "platform/_generated/schemas.py": platform_schemas.render,
}
COMMAND = (
    "# Made by `python -m apigen --description API.json` in the folder tools/; not to be changed by hand.\n"
)
SEAL = "# sha256 of what follows: "


def sealed(source: str) -> str:
    """A generated source with its head, which has a checksum in it."""
    return f"{COMMAND}{SEAL}{hashlib.sha256(source.encode()).hexdigest()}\n{source}"


def is_intact(text: str) -> bool:
    """Whether a file is as it was generated."""
    return text == sealed("".join(text.splitlines(keepends=True)[2:]))


def check(api: Path | None) -> list[str]:
    """What is wrong with the generated files, a line each."""
    wrong = []
    document = description.load(api) if api else None
    for path, render in OUTPUTS.items():
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if not is_intact(text):
            wrong.append(f"{path} is not as it was generated")
        elif document is not None and text != sealed(render(document)):
            wrong.append(f"{path} is not up to date")
    return wrong


def main(arguments: list[str]) -> int:
    """Write, or check, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="apigen", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--description", type=Path, metavar="API.json", help="the API's Swagger description")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    if options.check:
        wrong = check(options.description)
        print(*wrong, sep="\n", end="\n" if wrong else "")
        return 1 if wrong else 0
    if options.description is None:
        parser.error("--description is needed to write")
    document = description.load(options.description)
    for path, render in OUTPUTS.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sealed(render(document)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
