"""`ecctl generate man`."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from ecctl.cli.command import Command
from ecctl.cli.commands import ROOT
from ecctl.cli.commands.man_pages import page
from ecctl.cli.schema import walk


def test_every_command_has_a_page(ecctl, tmp_path):
    outcome = ecctl("generate", "man", "--location", str(tmp_path / "man"))
    assert outcome.status == 0
    wanted = {f"{'-'.join(path)}.1" for _, path in walk(ROOT, [ROOT.name])}
    assert {path.name for path in (tmp_path / "man").iterdir()} == wanted


def test_page_escapes_markup():
    command = Command("odd", "Show -- it", long=".br starts a line\n\n\\fBback\\fR", run=lambda _: None)
    text = page(command, ["ecctl", "odd"])
    assert "\n\\&.br starts a line\n.PP\n\\efBback\\efR\n" in text
    assert "ecctl\\-odd \\- Show \\-\\- it\n" in text


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
@pytest.mark.once
def test_pages_are_valid_roff():
    pages = "".join(page(command, path) for command, path in walk(ROOT, [ROOT.name]))
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-rLL=100n"],
        input=pages,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "ecctl-platform-enrollment-token-create" in done.stdout


def test_folder_that_cannot_be_created_is_an_error(ecctl, tmp_path):
    (tmp_path / "file").write_text("")
    outcome = ecctl("generate", "man", "--location", str(tmp_path / "file" / "man"))
    assert outcome.status == 2
    assert "cannot create the folder" in outcome.err
