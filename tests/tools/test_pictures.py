"""`make pictures`: diagrams and a recorded terminal session."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pictures(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import pictures

    yield pictures
    sys.modules.pop("pictures")


def test_diagrams_are_up_to_date(pictures):
    for name, content in (("architecture", pictures.ARCHITECTURE), ("token", pictures.TOKEN)):
        assert (pictures.FOLDER / f"{name}.svg").read_text() == pictures.diagram(*content), (
            "run make pictures"
        )


def test_boxes_are_inside_their_diagram(pictures):
    for width, height, _, boxes, _ in (pictures.ARCHITECTURE, pictures.TOKEN):
        for _, x, y, wide, high, name, _ in boxes:
            assert x + wide <= width, name
            assert y + high <= height, name


def test_session_shows_what_the_terminal_received(pictures):
    lines = pictures.session(("test -t 1 && printf '\\033[31ma<b\\033[0m\\n'", "printf '%0100d' 7"))
    root = ET.fromstring(pictures.terminal(lines))
    shown = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert "a<b" in shown
    assert shown[-2:] == ["0" * pictures.COLUMNS, "0" * (99 - pictures.COLUMNS) + "7"]


def test_all_pictures_are_well_formed(pictures):
    found = sorted(pictures.FOLDER.glob("*.svg"))
    assert len(found) >= 3
    for path in found:
        assert ET.fromstring(path.read_text()).find(f"{SVG}title").text
