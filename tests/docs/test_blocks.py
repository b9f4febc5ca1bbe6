"""Every block of shell or Python in the documentation is run, or says why not."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib

import pytest
import yaml
from support.blocks import ELSEWHERE, PAGES, ROOT, SHELL, Block, blocks, name

RUN_HERE = {"console": "tests/docs/test_commands.py", "bash": "tests/docs/test_commands.py"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_shell_and_python_blocks_are_run_or_say_why_not(page):
    left = [
        f"{name(page)}:{block.line}"
        for block in blocks(page.read_text())
        if (block.language in SHELL or block.language in ("", "python"))
        and not block.reason
        and (name(page), block.language) not in ELSEWHERE
        and block.language not in RUN_HERE
    ]
    assert left == [], "name the language, and run the block or write <!-- not run: REASON --> above it"


def test_tests_that_run_blocks_elsewhere_name_the_page():
    for (page, _), test in ELSEWHERE.items():
        text = (ROOT / test).read_text()
        assert page.rpartition("/")[2] in text or "*.sh" in text or "STORIES" in text, (page, test)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_data_blocks_parse(page):
    for block in blocks(page.read_text()):
        if block.language == "json":
            for value in re.split(r"\n(?=\{)", block.text.strip()):
                json.loads(value)
        elif block.language == "toml":
            tomllib.loads(block.text)
        elif block.language in ("yaml", "yml"):
            list(yaml.safe_load_all(block.text))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_unrun_shell_blocks_have_valid_syntax(page):
    for block in blocks(page.read_text()):
        if block.language in SHELL - {"console"} and block.reason:
            done = subprocess.run(
                ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (name(page), block.line, done.stderr)


def test_blocks_of_all_kinds_are_found():
    text = (
        "# Page\n\n```bash\na\n```\n\n<!-- not run: slow -->\n```sh\nb\n```\n\nText\n\n    c\n    d\n\n"
        "- item\n\n    continued\n\n        e\n\n    ```python\n    f\n    ```\n"
    )
    assert blocks(text) == [
        Block(3, "bash", "a\n", ""),
        Block(8, "sh", "b\n", "slow"),
        Block(14, "", "    c\n    d", ""),
        Block(21, "", "        e", ""),
        Block(23, "python", "f\n", ""),
    ]


def test_reason_belongs_to_the_next_block_only():
    text = "<!-- not run: needs a host -->\n\n    a\n\n    b\n\nText\n\n    c\n"
    assert [block.reason for block in blocks(text)] == ["needs a host", "", ""]
