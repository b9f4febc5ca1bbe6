"""Wording checks: each rule finds its phrase, and plain sentences pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"

BAD = {
    "Raise PlatformError where the store is missing.": "if",
    "The length, None where there is none.": "if",
    "This is no token.": "not",
    "List the tokens that there are.": "clause",
    "A counter changed by whomever.": "name",
    "A certificate of its own making.": "self-signed",
    "Role that is a slip of a known one.": "typo",
    "Use the built-in platform.": "embedded",
}
GOOD = (
    "Raise PlatformError if the store is missing.",
    "There is no such command.",
    "The token is no longer valid.",
    "The folder where the file is stored.",
)


def check(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, TOOLS / "prose.py", path], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("sentence", BAD)
def test_docstring_with_banned_phrase_is_reported(tmp_path, sentence):
    source = tmp_path / "module.py"
    source.write_text(f'def f():\n    """{sentence}"""\n')
    done = check(source)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{source}:2: ")
    assert BAD[sentence] in done.stdout


def test_plain_sentences_pass(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("\n".join(GOOD))
    assert (check(page).returncode, check(page).stdout) == (0, "")


def test_names_in_code_are_not_prose(tmp_path):
    source = tmp_path / "module.py"
    source.write_text("whoever = misspelled = None\n")
    assert check(source).returncode == 0
