"""Tables on terminals: widths, cuts, records."""

from __future__ import annotations

import pytest

from ecctl.core.terminal_text import cut, display_width
from ecctl.output import Column, Result, Table
from ecctl.output.render import render
from ecctl.output.styling import TerminalStyle

WIDE = "日本語"
MARKED = "e\u0301"
EMOJI = "👩\u200d💻"
HOSTS = Table("", Column("NOTE", "note"), Column("HOST ID", "id"), Column("MADE", "made"))
NOW = 1_800_000_000.0
HOST = {"note": "a long note about this host", "id": "0123456789abcdef", "made": "2027-01-15T06:00:00Z"}


def table(width, value, view=HOSTS, *, changed=False, output="text"):
    style = TerminalStyle(colour=False, now=NOW, width=width)
    return render(Result(value, view, changed=changed), output, None, style)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        (WIDE, 6),
        (MARKED, 1),
        (EMOJI, 2),
        ("❤\ufe0f", 2),
        ("👍🏽", 2),
        ("é", 1),
        ("ｶ", 1),
        ("", 0),
    ],
)
def test_width_is_counted_in_columns(text, width):
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 4, "abc…"),
        (WIDE, 5, "日本…"),
        (WIDE, 4, "日…"),
        ("ab cd", 4, "ab…"),
        (MARKED * 3, 2, MARKED + "…"),
        (EMOJI * 2, 3, EMOJI + "…"),
    ],
)
def test_cut_text_fits(text, width, shown):
    assert cut(text, width) == shown
    assert display_width(shown) <= width


def test_columns_align_by_width():
    lines = table(0, [{"note": WIDE, "id": 1}, {"note": MARKED, "id": 2}]).splitlines()
    assert (
        len(
            {
                display_width(line[: line.index(word)])
                for line, word in zip(lines, ("HOST", "1", "2"), strict=False)
            }
        )
        == 1
    )


def test_wide_terminal_shows_everything():
    assert table(100, [HOST]).splitlines()[1] == (
        "a long note about this host   0123456789abcdef   2027-01-15T06:00:00Z (2h ago)"
    )


def test_narrower_terminal_shows_distances_and_cuts_the_longest_cells():
    assert table(60, [HOST]).splitlines()[1] == "a long note about this host   0123456789abcdef   2h ago"
    assert table(40, [HOST]).splitlines()[1] == "a long note…   0123456789abcdef   2h ago"


@pytest.mark.parametrize("width", [10, 20, 30])
def test_narrow_terminal_shows_a_record_per_element(width):
    assert table(width, [HOST, HOST]).splitlines() == [
        "NOTE      a long note about this host",
        "HOST ID   0123456789abcdef",
        "MADE      2h ago",
        "",
        "NOTE      a long note about this host",
        "HOST ID   0123456789abcdef",
        "MADE      2h ago",
    ]


def test_single_thing_is_not_cut():
    assert table(40, HOST).splitlines()[2] == "MADE      2027-01-15T06:00:00Z (2h ago)"


@pytest.mark.parametrize(("changed", "output"), [(True, "text"), (False, "wide")])
def test_new_things_and_wide_output_are_not_cut(changed, output):
    assert "a long note about this host   0123456789abcdef   2027" in table(
        40, [HOST], changed=changed, output=output
    )


def test_nothing_is_cut_without_a_terminal():
    assert "a long note about this host   0123456789abcdef   2027" in render(Result([HOST], HOSTS), "text")


def test_list_without_elements_is_a_heading():
    assert table(10, []) == "NOTE   HOST ID   MADE\n"
