"""Check the wording of docs, comments, docstrings and messages against the rules in STYLE.md.

    python tools/prose.py [PATH]…

Without arguments, checks every file of the project except those in EXEMPT.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tools", "tests", "benchmarks", "docs", "deploy", "api", "requirements")

EXEMPT = (
    "STYLE.md",  # quotes the phrases
    "tools/prose.py",
    "tests/tools/test_prose.py",
    "tests/conformance/run.py",
    "docs/commands",  # from the command tree
)
"""Files and folders that are never checked."""

RULES = {
    r"\bRaises? [\w, ]+? where\b": "use 'if' or 'when' for a condition",
    r"\b(?:None|\"\"|True|False|error|status \d+|0) where\b": "use 'if' or 'when' for a condition",
    r"\bwhere (?:there (?:is|are)|it (?:is|does|has|can)|that is|wanted|needed|one|nothing|no)\b": (
        "use 'if' or 'when' for a condition"
    ),
    r"(?<![Tt]here )\bis no (?!limit\b|longer\b|more\b|different\b|matter\b)\w+": "write 'is not a …'",
    r"(?<![Tt]here )\bare no (?!longer\b|more\b|different\b)\w+": "write 'are not …'",
    r"\b[Ww]h(?:oever|omever)\b": "name the user, operator or caller",
    r"\bthat there (?:is|are|was|were)\b": "drop the relative clause",
    r"\bof its own making\b": "self-signed",
    r"\bmake harmless\b|\bmade harmless\b": "redact",
    r"\b[Ss]lip of\b|\bmisspell": "typo",
    r"\bbuilt-in platform\b|\bplatform (?:that is )?built in\b": "embedded platform",
    r"\bwho asks\b": "principal",
    r"\b(?:known|good) keys?\b": "API key or signing key",
    r"\binto the place of\b|\bin the place of\b": "replace, instead of",
    r"\blets? the disk\b": "flush, sync or commit",
    r"\bget past\b": "acquire",
    r"\bput up with\b": "tolerate, wait",
    r"\bby nobody\b|\bis nobody\b": "rewrite with a noun",
    r"\bwhat came back\b|\bwhat comes back\b": "response",
    r"\b(?:is|are) told of\b": "write what receives or reports it",
    r"\bmust mind\b": "rewrite plainly",
    r"\bthis once\b": "only once",
    r"\bfor whom\b": "rewrite plainly",
}
"""Patterns, and what to write instead."""


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the prose of a file, with its line numbers."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and " " in token.string):
            yield from enumerate(token.string.splitlines(), token.start[0])


def problems(path: Path) -> Iterator[str]:
    """Yield a line for each phrase in *path* that breaks a rule."""
    for number, line in prose(path):
        for pattern, advice in RULES.items():
            for found in re.finditer(pattern, line):
                yield f"{path}:{number}: {found[0]!r}: {advice}"


def files() -> Iterator[Path]:
    """Yield the files to check."""
    candidates = [*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "demo.sh"]
    for folder in FOLDERS:
        candidates += sorted((ROOT / folder).rglob("*"))
    for path in candidates:
        name = path.relative_to(ROOT).as_posix()
        checked = not any(name == skip or name.startswith(f"{skip}/") for skip in EXEMPT)
        if checked and path.suffix in {".py", ".md", ".sh"} and "_generated" not in path.parts:
            yield path


def main(arguments: list[str]) -> int:
    """Print the problems, and return the exit status."""
    chosen = [Path(name) for name in arguments] or list(files())
    found = [problem for path in chosen for problem in problems(path)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
