"""Templates on a Go struct: pointers, nil values, integers and floats of every size, bytes.

`typed.json` holds templates with Go's output (null for an error) for a struct with the same fields.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecctl.gotemplate import Template, TemplateExecError
from ecctl.gotemplate.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT32,
    INT32,
    INT64,
    STRING,
    Field,
    StructType,
    map_of,
    slice_of,
)

INNER = StructType(
    "main.Inner", lambda: [Field("Name", "name", STRING), Field("Size", "size", INT32.pointer)]
)
OUTER = StructType(
    "main.S",
    lambda: [
        Field("Text", "text", STRING.pointer),
        Field("Nil", "nil", STRING.pointer),
        Field("Raw", "raw", BYTES),
        Field("Small", "small", INT32),
        Field("Big", "big", INT64),
        Field("Thin", "thin", FLOAT32),
        Field("Sizes", "sizes", map_of(INT64)),
        Field("In", "in", INNER.pointer),
        Field("Val", "val", INNER),
        Field("Ins", "ins", slice_of(INNER.pointer)),
        Field("Any", "any", ANY),
        Field("None", "none", slice_of(STRING)),
        Field("NoMap", "no_map", map_of(BOOL)),
        Field("NilIn", "nil_in", INNER.pointer),
        Field("Flags", "flags", slice_of(BOOL)),
    ],
)
DATA = {
    "text": "txt",
    "raw": [104, 105],
    "small": -5,
    "big": 1 << 40,
    "thin": 0.1,
    "sizes": {"b": 2, "a": 1},
    "in": {"name": "in"},
    "val": {"name": "val"},
    "ins": [None],
    "any": [1, "x", None],
    "flags": [True, False],
}
WHOLE = (
    "{txt <nil> [104 105] -5 1099511627776 0.1 map[a:1 b:2] &{in <nil>} {val <nil>} [<nil>] [1 x <nil>] "
    "[] map[] <nil> [true false]}"
)
CASES = json.loads(Path(__file__).with_name("typed.json").read_text(encoding="utf-8"))


def printed(template, value, kind):
    try:
        return Template(template).execute(value, kind)
    except TemplateExecError:
        return None


def test_static_types_print_as_go():
    assert [(template, printed(template, DATA, OUTER.pointer)) for template, _ in CASES] == [
        tuple(case) for case in CASES
    ]


def test_boxed_values_print_as_go():
    boxed = OUTER.pointer.box(DATA)
    assert [(template, printed(template, boxed, None)) for template, _ in CASES] == [
        tuple(case) for case in CASES
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{eq .Text `txt`}} {{ne .Text `x`}} {{lt .Text `u`}}", "true true true"),
        ("{{eq .Nil `x`}} {{eq .Nil nil}}", "false true"),
        ("{{printf `%-5s|` .Text}} {{print .Text .Text}} {{println .Text 1}}", "txt  | txttxt txt 1\n"),
        ("{{.In}} {{.Ins}} {{.}}", f"{{in <nil>}} [<nil>] {WHOLE}"),
    ],
)
def test_pointers_are_dereferenced(template, expected):
    assert Template(template).execute(DATA, OUTER.pointer) == expected
