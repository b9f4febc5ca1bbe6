"""JSON text: read as the standard library does, and what is written is read back, numbers to the digit."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import io
import json
import pickle
import subprocess
import sys

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from ecctl.core.jsonio import Number, compact, indented, parse, parse_exact

TEXTS = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES)
def test_round_trip(value):
    assert json.loads(indented(value)) == value
    assert json.loads(compact(value)) == value


@given(VALUES)
def test_indented_agrees_with_the_standard_library(value):
    ours = json.loads(indented(value))
    assert indented(ours) == json.dumps(ours, indent=2, sort_keys=True, ensure_ascii=False) + "\n" or any(
        "\ud800" <= c <= "\udfff" for c in json.dumps(ours, ensure_ascii=False)
    )


@pytest.mark.parametrize("text", ["1.50", "1e400", "-0.0", "1E+2", "123456789012345678901234567890"])
def test_number_keeps_its_spelling(text):
    value = json.loads(text, parse_float=Number)
    assert compact(value).decode() == text
    assert indented([value]) == f"[\n  {text}\n]\n"


def outcome(read, text):
    """The value that comes of a text, or the error with its words and place."""
    try:
        return read(text)
    except (ValueError, RecursionError) as error:
        return type(error), str(error)


PIECES = st.sampled_from(
    [*'[]{},:"', " ", "\n", "\ufeff", "\x00", "nul", "true", "1.5", "-0", "01", '"a"', r'"\u12"']
)


@given(VALUES.map(json.dumps) | st.lists(PIECES, max_size=12).map("".join) | TEXTS)
def test_parse_agrees_with_the_standard_library(text):
    assume(not any(word in text for word in ("NaN", "Infinity")))
    assert outcome(parse, text) == outcome(json.loads, text)


@pytest.mark.parametrize("text", [" [1] ", '{"a": 1, "a": 2}', "[" * 100_000, "[1] x", "", '{"a" 1}'])
def test_parse_edges_agree_with_the_standard_library(text):
    assert outcome(parse, text) == outcome(json.loads, text)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_parse_refuses_nan_and_infinity(word):
    with pytest.raises(ValueError, match=word):
        parse(f"[{word}]")


@pytest.mark.parametrize("text", ['{"a": [1', "[1,]", '"a', "", "nul", "[1] x", '{"a" 1}'])
def test_error_is_the_same_before_json_is_loaded(text):
    program = """
import sys
sys.path[:0] = eval(sys.argv[2])
from ecctl.core.jsonio import parse
assert "json" not in sys.modules
try:
    parse(sys.argv[1])
except ValueError as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, text, repr(sys.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    kind, said = outcome(json.loads, text)
    assert done.stdout == f"{kind.__name__} {said}\n", done.stderr


class Level(enum.IntEnum):
    HIGH = 3


class Word(enum.StrEnum):
    YES = 'y"es'


class Meters(float):
    def __repr__(self):
        return f"{float(self)} m"


def test_subclasses_of_numbers_and_str_are_written_by_value():
    value = {Word.YES: [Level.HIGH, Word.YES, Meters(1.5), True]}
    assert compact(value) == b'{"y\\"es":[3,"y\\"es",1.5,true]}'


LOOP: list[object] = []
LOOP.append({"again": LOOP})
DEEP: object = 1
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "it is a float that is not finite"),
        ({"a": [1, float("inf")]}, "a[1] is a float that is not finite"),
        ({"a": {"b": dt.timedelta(1)}}, "a.b is a timedelta"),
        ({"a": b"x"}, "a is a bytes"),
        ([bytearray(b"x")], "[0] is a bytearray"),
        ({"a": {1}}, "a is a set"),
        ({"a": decimal.Decimal(1)}, "a is a Decimal"),
        ({"a": {1: 2}}, "a has a member whose name is an int"),
        ({"b": 1, None: 2}, "it has a member whose name is a NoneType"),
        ({"a": LOOP}, "a[0].again holds itself"),
        (DEEP, "it is nested too deeply"),
        ({"a": io.BytesIO()}, "a is a BytesIO"),
    ],
)
@pytest.mark.parametrize("write", [compact, indented])
def test_writers_refuse_values_that_json_lacks(write, value, said):
    with pytest.raises(TypeError) as caught:
        write(value)
    assert said in str(caught.value)


def test_parse_gives_plain_values():
    value = parse('{"a": [1.50, 2, 1e3, "x", null]}')
    assert [type(each) for each in value["a"]] == [float, int, float, str, type(None)]
    assert yaml.safe_load(yaml.safe_dump(value)) == value
    assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize(
    "text", ['{"a": 1.50}', '{"a": 1.50}'.encode("utf-8-sig"), '{"a": 1.50}'.encode("utf-16")]
)
def test_parse_exact_keeps_the_spelling(text):
    assert compact(parse_exact(text)) == b'{"a":1.50}'


def test_parse_exact_refuses_a_second_member_of_a_name():
    with pytest.raises(ValueError, match='two members named "a"'):
        parse_exact('[{"a": 1, "b": 2, "a": 3}]', unique=True)


def test_everything_is_read_without_the_c_scanner():
    program = """
import sys
sys.path[:0] = eval(sys.argv[1])
sys.modules["_json"] = None
from ecctl.core.jsonio import compact, parse, parse_exact
assert parse(" [1.50] ") == [1.5] and type(parse("1.5")) is float
print(compact(parse_exact("[1.50]")).decode())
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, repr(sys.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[1.50]\n", done.stderr
