"""The commands in README.md and docs/ print what the pages show, and the scripts succeed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from support.blocks import ELSEWHERE, PAGES, ROOT, blocks, name

from ecctl.cli.command import all_options
from ecctl.cli.commands import ROOT as COMMANDS
from ecctl.cli.help_topics import OTHER_VARIABLES, TOPICS
from ecctl.cli.schema import walk
from ecctl.settings import OUTPUTS, SETTINGS

RUN = [
    (page, found)
    for page in PAGES
    if (
        found := [
            block
            for block in blocks(page.read_text())
            if block.language in ("bash", "console")
            and not block.reason
            and (name(page), block.language) not in ELSEWHERE
        ]
    )
]
"""The pages with blocks that run here, in one shell per page."""

LINKED = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("api/*.md")])


def commands(block):
    """Return the commands of a block with the output shown for each; None for a block of bash, which must succeed."""
    if block.language == "bash":
        return [(block.text, None)]
    found = []
    for part in re.split(r"(?m)^\$ ", block.text)[1:]:
        # A backslash at the end of a line continues the command.
        command, _, output = re.fullmatch(r"((?:.*\\\n)*.*)(\n)((?s:.*))", part).groups()
        found.append((command, output))
    return found


def pattern(shown: str) -> str:
    """Return a regular expression for output in which `…` stands for anything, and spacing does not count."""
    lines = []
    for line in shown.splitlines():
        if line == "…":
            lines.append(r"(?s:.*?)")
        else:
            parts = [r"\s+".join(map(re.escape, part.split())) for part in line.split("…")]
            lines.append(r"[ ]*" + r"\s*.*\s*".join(parts) + r"\s*?\n")
    return "".join(lines)


@pytest.mark.once
@pytest.mark.parametrize(("page", "found"), RUN, ids=[name(page) for page, _ in RUN])
def test_commands_do_what_the_page_says(page, found, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "ecctl").write_text(f'#!/bin/sh\nexec {sys.executable} -m ecctl "$@"\n')
    (tools / "ecctl").chmod(0o755)
    steps = [step for block in found for step in commands(block)]
    script = "".join(f"{command}\nprintf '\\0%s\\0' $?\n" for command, _ in steps)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": f"{tools}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    results = done.stdout.split("\0")
    for (command, shown), output, status in zip(steps, results[::2], results[1::2], strict=False):
        if shown is None:
            assert status == "0", (command, output)
        else:
            assert re.fullmatch(pattern(shown), output), (command, output, shown)
    assert len(results) == 2 * len(steps) + 1, "a command has ended the shell"


@pytest.mark.parametrize("path", LINKED, ids=lambda path: path.name)
def test_links_lead_to_files(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_tests_named_in_robustness_exist():
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs/robustness.md").read_text())
    assert len(named) > 20
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text(), (path, test)


def test_paths_named_in_robustness_exist():
    for path in re.findall(r"[ (`](tests/[\w/.]+)", (ROOT / "docs/robustness.md").read_text()):
        assert (ROOT / path).exists(), path


def test_settings_page_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/settingsdoc.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_output_pattern_rejects_other_output():
    assert re.fullmatch(pattern("TOKEN …\nlast\n"), "TOKEN   a b\nlast\n")
    assert not re.fullmatch(pattern("TOKEN …\nlast\n"), "TOKEN   a b\nother\n")
    assert not re.fullmatch(pattern(""), "anything\n")


TREE = [*walk(COMMANDS, ["ecctl"])]


def own_traits():
    """Return the commands and flags that the comparison names in the column of this program."""
    rows = [
        line.split("|")[2] for line in (ROOT / "docs/comparison.md").read_text().splitlines() if "|" in line
    ]
    return sorted({span for row in rows for span in re.findall(r"`([^`]+)`", row)})


@pytest.mark.parametrize("trait", own_traits())
def test_comparison_names_commands_and_flags_that_exist(trait):
    flags = {f"--{option.name}" for command, _ in TREE for option in all_options(command)}
    topics = {f"help {topic}" for topic in TOPICS}
    variables = {option.variable for option in SETTINGS} | {name for name, _ in OTHER_VARIABLES}
    commands = {" ".join(path[1:]) for _, path in TREE}
    known = flags | topics | variables | commands | {f"--output {name}" for name in OUTPUTS} | {"*"}
    assert trait in known
