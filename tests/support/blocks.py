"""Code blocks of the documentation, with what is said about running them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
"""The pages written by hand, and those that contain examples; docs/commands and docs/reference are generated."""

SHELL = frozenset(("bash", "console", "sh", "shell"))
ELSEWHERE = {
    ("docs/tutorial.md", "bash"): "tests/e2e/test_tutorial.py",
    ("docs/tutorial.md", "sh"): "tests/e2e/test_stories.py",
    ("docs/templates.md", "console"): "tests/output/test_templates_page.py",
    ("docs/library.md", "python"): "tests/docs/test_examples.py",
    ("docs/recipes.md", "python"): "tests/docs/test_recipes.py",
    ("docs/testing.md", "python"): "tests/docs/test_examples.py",
    ("CONTRIBUTING.md", "python"): "tests/docs/test_contributing.py",
}
"""Blocks that need more than a shell in an empty folder, and the tests that run them."""

NOT_RUN = re.compile(r"<!-- not run: (.+) -->")


@dataclass(frozen=True)
class Block:
    """A block of code: its line, its language ("" if it is only indented), its text, and why it is not run."""

    line: int
    language: str
    text: str
    reason: str


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page."""
    found = []
    lines = text.split("\n")
    reason, in_list, number = "", False, 0
    while number < len(lines):
        line = lines[number]
        start = number + 1
        if fence := re.match(r"( *)```(\w*)", line):
            end = next(at for at in range(start, len(lines)) if lines[at].strip() == "```")
            indent = len(fence[1])
            content = "".join(f"{each[indent:]}\n" for each in lines[start:end])
            found.append(Block(start, fence[2] or "text", content, reason))
            number, reason = end, ""
        elif marker := NOT_RUN.fullmatch(line.strip()):
            reason = marker[1]
        elif re.match(r" {6}" if in_list else r" {4}", line) and not lines[number - 1].strip():
            while number + 1 < len(lines) and lines[number + 1].startswith("    "):
                number += 1
            found.append(Block(start, "", "\n".join(lines[start - 1 : number + 1]), reason))
            reason = ""
        elif line.strip():
            in_list = bool(re.match(r"(?:[-*]|\d+\.) ", line)) or (in_list and line.startswith(" "))
            reason = ""
        number += 1
    return found


def name(page: Path) -> str:
    """Return the path of a page in the repository."""
    return page.relative_to(ROOT).as_posix()
