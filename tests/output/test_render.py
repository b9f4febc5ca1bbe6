"""Results as text: what a server sends cannot act on the terminal."""

from __future__ import annotations

import json

import pytest

from ecctl.output import Column, Message, Result, Table, Text
from ecctl.output.format import compile_format
from ecctl.output.render import render
from ecctl.output.styling import TerminalStyle

EVIL = "\x1b]0;x\x07\x9b2J\x7f\u202e\u2028\u2066"
SHOWN = "\\x1b]0;x\\x07\\x9b2J\\x7f\\u202e\\u2028\\u2066"
NAMES = Table("", Column("NAME", "name"))
STYLE = TerminalStyle(colour=False, now=0)


def test_table_escapes_controls():
    assert render(Result([{"name": EVIL}], NAMES), "text") == f"NAME\n{SHOWN}\n"


def test_table_keeps_a_row_on_its_line():
    assert render(Result([{"name": "a\nb\tc"}], NAMES), "text") == "NAME\na\\nb\\tc\n"


def test_table_shows_joiners():
    assert (
        render(Result([{"name": "\u0645\u06cc\u200c\u062e 👩\u200d💻"}], NAMES), "text")
        == "NAME\n\u0645\u06cc\u200c\u062e 👩\u200d💻\n"
    )


@pytest.mark.parametrize("view", [None, NAMES])
def test_json_escapes_controls_and_keeps_the_value(view):
    value = [{"name": EVIL, EVIL: "é"}]
    text = render(Result(value, view), "json")
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == value


def test_text_and_message_escape_controls():
    assert render(Result(EVIL, Text(lambda value: f"{value}\n")), "text") == f"{SHOWN}\n"
    assert render(Result(None, Message(EVIL)), "text") == f"{SHOWN}\n"


@pytest.mark.parametrize("model", ["User", "", "object"])
def test_format_on_a_terminal_escapes_the_reply_and_not_the_template(model):
    result = Result({"user_name": f"a{EVIL}"}, model=model)
    form = compile_format('{{"\\x1b[1m"}}{{.user_name}}{{tab}}|')
    assert render(result, "text", form, STYLE) == f"\x1b[1ma{SHOWN}   |\n"


def test_format_to_a_pipe_prints_the_reply_unchanged():
    result = Result({"user_name": EVIL}, model="User")
    assert render(result, "text", compile_format("{{.UserName}}")) == f"{EVIL}\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, "-    "),
        ("", ""),
        (True, "true"),
        ([], "[]"),
        (["a", None, "", "b"], "[a   b]"),
        ({"a": "\n"}, '{"a": "\\n"}'),
        (5, "5"),
    ],
)
def test_cells_print_values_as_go_does(value, cell):
    assert render(Result([{"name": value}], NAMES), "text") == f"NAME\n{cell}\n"
