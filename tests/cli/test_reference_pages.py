"""The generated pages in docs/commands match the command tree; `make docs` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from ecctl.cli.commands import ROOT
from ecctl.cli.commands.generate import file_name, page
from ecctl.cli.schema import walk

PAGES = Path(__file__).resolve().parents[2] / "docs" / "commands"


def test_pages_match_commands():
    wanted = {file_name(path): page(command, path) for command, path in walk(ROOT, [ROOT.name])}
    there = {file.name: file.read_text() for file in PAGES.glob("*.md")}
    assert there.keys() == wanted.keys(), "make docs"
    assert [name for name, text in wanted.items() if there[name] != text] == [], "make docs"


def test_generate_docs_names_the_files_in_json(ecctl, tmp_path):
    outcome = ecctl("generate", "docs", "--location", str(tmp_path / "docs"), "--output", "json")
    written = json.loads(outcome.out)
    assert written["folder"] == str(tmp_path / "docs")
    assert sorted(written["files"]) == sorted(path.name for path in (tmp_path / "docs").iterdir())
