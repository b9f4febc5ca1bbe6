"""The outputs yaml, csv, ndjson and id: what other programs read from them."""

from __future__ import annotations

import csv
import io
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ecctl.core.jsonio import parse_exact
from ecctl.errors import UsageError
from ecctl.output import Column, Message, Result, Table, Verbatim
from ecctl.output.formats import CHUNK, written
from ecctl.output.yaml_text import yaml_text

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
PEOPLE = Table("people", Column("NAME", "name"), Column("MORE", "more", wide=True))


def text_of(value, output, view=None, model="", **keywords):
    return "".join(written(Result(value, view, model=model), output, **keywords))


@given(VALUES)
def test_pyyaml_reads_the_same_value(value):
    assert yaml.safe_load(yaml_text(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "Yes",
        "null",
        "~",
        "1e3",
        "0o7",
        "1_000",
        "12:30:45",
        "2026-01-02",
        "=",
        "<<",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "%a",
        "@a",
        "`a",
        "'a",
        '"a',
        "a ",
        " a",
        "",
        "\x85",
        "\ufeff",
        "\u2028",
        "\x7f",
        "!a",
        "&a",
        "*a",
        "{a",
        "[a",
        "|",
        ">",
        "?",
        "? a",
        "---",
        "...",
        "a\nb",
        "a\n",
        "a\n\nb\n",
        "a\n b",
        "\na",
        "a\n\n",
        "NaN",
        ".inf",
        "-.5",
        "é",
        "👩\u200d💻",
        "a\tb",
        "a:",
        "on",
        "a,b",
        "k" * 2000,
    ],
)
@pytest.mark.parametrize(
    "wrap", [lambda t: t, lambda t: {t: t}, lambda t: [[t]], lambda t: {"a": [{"b": t}]}]
)
def test_yaml_string_stays_a_string(text, wrap):
    assert yaml.safe_load(yaml_text(wrap(text))) == wrap(text)


@pytest.mark.parametrize("text", ["1e5", "1E-7", "1.50", "-0.0", "123456789012345678901234567890", "2.5e10"])
def test_yaml_keeps_the_digits_of_numbers(text):
    written_as = yaml_text(parse_exact(text)).strip()
    assert yaml.safe_load(written_as) == json.loads(text)
    assert isinstance(yaml.safe_load(written_as), type(json.loads(text)))


def test_yaml_is_what_kubectl_would_print():
    value = {"roles": [{"name": "proxy", "ok": True}, {}], "pem": "-----A\nb\n-----\n", "id": "7"}
    assert yaml_text(value) == (
        'id: "7"\npem: |\n  -----A\n  b\n  -----\nroles:\n- name: proxy\n  ok: true\n- {}\n'
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_csv_reader_gets_the_same_fields(names):
    shown = text_of({"people": [{"name": name, "more": [name]} for name in names]}, "csv", PEOPLE)
    heading, *rows = csv.reader(io.StringIO(shown, newline=""), strict=True)
    assert heading == ["NAME", "MORE"]
    assert [row[0] for row in rows] == names
    assert [json.loads(row[1]) for row in rows] == [[name] for name in names]


def test_csv_ends_records_with_crlf_and_changes_no_value():
    shown = text_of([{"a": "=1+1", "b": None}, {"a": " x ", "b": 1.5}], "csv")
    assert shown == 'A,B\r\n=1+1,\r\n" x ",1.5\r\n'


def test_csv_of_single_empty_field_is_not_an_empty_line():
    assert text_of([{"a": ""}], "csv", headings=False) == '""\r\n'


def test_csv_on_terminal_shows_controls_as_escapes():
    assert text_of([{"a": "\x1b[2J"}], "csv", headings=False, terminal=True) == "\\x1b[2J\r\n"


def test_csv_has_a_column_for_each_member_of_any_element():
    assert text_of([{"b": 1}, {"a": 2}], "csv") == "A,B\r\n,1\r\n2,\r\n"


def test_ndjson_has_an_object_per_line():
    value = {"people": [{"name": "a\nb"}, {"name": "c"}]}
    assert [json.loads(line) for line in text_of(value, "ndjson", PEOPLE).splitlines()] == value["people"]


def test_large_list_is_written_in_parts():
    value = {"people": [{"name": str(number)} for number in range(2 * CHUNK + 1)]}
    parts = list(written(Result(value, PEOPLE), "ndjson"))
    assert [part.count("\n") for part in parts] == [CHUNK, CHUNK, 1]


@pytest.mark.parametrize(
    ("value", "view", "ids"),
    [
        ({"people": [{"name": "x", "ids": 1}]}, PEOPLE, "x\n"),
        ([{"k": "x"}], Table("", Column("FIRST", "f"), Column("KEY ID", "k")), "x\n"),
        ([{"k": "x"}], Table("", Column("K", "k")), "x\n"),
        ({"runner_id": "r", "roles": [{"role_name": "n"}], "zone": "z"}, None, "r\n"),
        ({"services": [{"name": "a"}, {"name": "b"}], "total": 2}, None, "a\nb\n"),
        ({"deleted": ["a", "b"]}, Message("gone"), "a\nb\n"),
        (["a", "b"], None, "a\nb\n"),
        ({"id": "a\nb"}, None, "a\\nb\n"),
        ([], None, ""),
    ],
)
def test_id_output_names_each_element(value, view, ids):
    assert text_of(value, "id", view) == ids


def test_id_output_of_what_has_no_identifier_is_refused():
    with pytest.raises(UsageError, match="the result has no identifier"):
        text_of({"health": {"ok": True}, "size": 1}, "id")


def test_id_output_skips_no_element():
    with pytest.raises(UsageError, match="element 2 of the result has no identifier"):
        text_of({"people": [{"name": "x"}, {}]}, "id", PEOPLE)


@pytest.mark.parametrize("output", ["yaml", "csv", "ndjson", "id"])
def test_message_without_value_prints_nothing(output):
    assert text_of(None, output, Message("done")) == ""


@pytest.mark.parametrize("output", ["yaml", "csv", "ndjson", "id"])
def test_text_that_is_all_of_the_result_is_printed_with_every_output(output):
    assert text_of(None, output, Verbatim("a.b.c")) == "a.b.c\n"


def test_request_to_edit_has_no_identifier():
    with pytest.raises(UsageError, match="the result has no identifier"):
        text_of({"name": "prod", "version": "8.1.0"}, "id", model="DeploymentUpdateRequest")


@pytest.mark.parametrize(
    ("value", "model", "shown"),
    [
        ({"stacks": [{"version": "8.1.0"}]}, "StackVersionConfigs", "8.1.0\n"),
        ([{"key": "k", "value": "v"}], "[]MetadataItem", "k\n"),
    ],
)
def test_model_tells_what_identifies_its_things(value, model, shown):
    assert text_of(value, "id", model=model) == shown


def test_proxy_is_identified_by_its_own_id_not_by_its_runner():
    assert text_of({"runner_id": "r", "proxy_id": "p"}, "id") == "p\n"
