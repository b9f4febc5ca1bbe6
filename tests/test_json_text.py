"""JSON text: what is written is read back as the same value, numbers to the digit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecctl.json_text import compact, indented
from ecctl.wire import Number

TEXTS = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_comes_back(value):
    assert json.loads(indented(value)) == value
    assert json.loads(compact(value)) == value


@given(VALUES)
def test_it_is_laid_out_as_the_standard_library_does(value):
    ours = json.loads(indented(value))
    assert indented(ours) == json.dumps(ours, indent=2, sort_keys=True, ensure_ascii=False) + "\n" or any(
        "\ud800" <= c <= "\udfff" for c in json.dumps(ours, ensure_ascii=False)
    )


@pytest.mark.parametrize("text", ["1.50", "1e400", "-0.0", "1E+2", "123456789012345678901234567890"])
def test_a_number_keeps_its_spelling(text):
    value = json.loads(text, parse_float=Number)
    assert compact(value).decode() == text
    assert indented([value]) == f"[\n  {text}\n]\n"
