"""Generated templates on generated data: the outcome is text, or an error about the template."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecctl.gotemplate import Template, TemplateError
from ecctl.gotemplate.types import ANY
from ecctl.output.go_types import reply_type

KEYS = ("a", "b", "c", "d")
FUNCTIONS = (
    *(
        "print",
        "println",
        "len",
        "index",
        "slice",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "and",
        "or",
        "not",
        "call",
    ),
    *("html", "js", "urlquery", "printf `%v`", "printf `%[2]*[1]d`", "printf `%#v|%T`", "printf `%+08.3q%x`"),
)
CONSTANTS = ("1", "-2", "0x1F", "1.5", "1e3", "'x'", '"s"', "`r`", "true", "false", "nil", '"\\xff"')
PYTHON = re.compile(
    r"Traceback|NoneType|<class|<function|<lambda|object at 0x|\b(?:dict|tuple|KeyError|TypeError|ValueError|"
    r"AttributeError|IndexError|RecursionError|isinstance|self)\b|__\w+__|\.py\b"
)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10),
    st.floats(allow_nan=False),
    st.text("aé<&'\"\\\n\x00", max_size=5),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
data = st.dictionaries(st.sampled_from(KEYS), values)
fields = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3).map(lambda names: "." + ".".join(names))
atoms = st.one_of(
    fields,
    st.sampled_from(CONSTANTS),
    st.sampled_from((".", "$", "$x", "$i", "$.a", "$x.b")),
)
calls = st.builds(
    lambda name, args: " ".join([name, *args]),
    st.sampled_from(FUNCTIONS),
    st.lists(st.deferred(lambda: atoms | pipes.map("({})".format)), max_size=3),
)
stages = st.lists(calls | fields, max_size=2)
pipes = st.builds(lambda first, rest: " | ".join([first, *rest]), atoms | calls, stages)
actions = st.builds(
    lambda left, pipe, right: f"{{{{{left}{pipe}{right}}}}}",
    st.sampled_from(("", "- ")),
    st.one_of(
        pipes,
        pipes.map("$x := {}".format),
        pipes.map("$x = {}".format),
        pipes.map("template `t` {}".format),
        st.sampled_from(("template `t`", "template `u` .", "/* note */")),
    ),
    st.sampled_from(("", " -")),
)
texts = st.text("t %}\n", max_size=4)
leaves = st.sampled_from(
    ("", "", "{{break}}", "{{continue}}", "{{if $x}}{{break}}{{end}}", "{{with .}}{{continue}}{{end}}")
)


def blocks(inner):
    heads = st.builds(
        lambda word, pipe: f"{word} {pipe}",
        st.sampled_from(("if", "with", "range", "range $x :=", "range $i, $x :=", "if $x :=", "with $x :=")),
        pipes,
    )
    return st.builds(
        lambda head, body, leave, otherwise: (
            f"{{{{{head}}}}}{body}{leave if head.startswith('range') else ''}{otherwise}{{{{end}}}}"
        ),
        heads,
        inner,
        leaves,
        st.just("") | inner.map("{{{{else}}}}{}".format),
    )


bodies = st.recursive(
    st.lists(actions | texts, max_size=4).map("".join),
    lambda inner: st.lists(blocks(inner) | inner, min_size=1, max_size=3).map("".join),
    max_leaves=6,
)
declared = bodies.map("{{{{$x := 1}}}}{{{{$i := `i`}}}}{}".format)
templates = st.builds("{}{{{{define `t`}}}}{}{{{{end}}}}".format, declared, declared)
noise = st.text("{}|().$`\"'\\-/* abend:=,#é", max_size=30).map("{{{}".format)
broken = st.builds(lambda text, at, junk: text[:at] + junk + text[at:], templates, st.integers(0, 40), noise)


def outcome(template, value, kind=ANY):
    """Return a template's output, or its error."""
    try:
        return Template(template).execute(value, kind)
    except TemplateError as error:
        return error


def is_about_the_template(error):
    return error.line >= 1 and error.column >= 1 and "^" in str(error) and not PYTHON.search(error.problem)


def check_outcome(examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(templates | broken | noise, data)
    def run(template, value):
        written = outcome(template, value)
        assert isinstance(written, str) or is_about_the_template(written)

    return run


def test_generated_templates_sample():
    check_outcome(150)()


@pytest.mark.torture
def test_generated_templates():
    check_outcome(4000)()


ALLOCATOR_KEYS = {"a": "allocator_id", "b": "instances", "c": "capacity", "d": "metadata"}
ALLOCATOR_NAMES = {"a": "AllocatorID", "b": "Instances", "c": "Capacity", "d": "metadata"}


def as_allocators(template):
    """Return the template with fields of a model, under both kinds of names."""
    return re.sub(r"\.([abcd])\b", lambda found: f".{ALLOCATOR_NAMES[found[1]]}", template)


def check_static_and_dynamic_types(examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(templates, data)
    def run(template, value):
        """Compare output with the type known at compile time and found at run time."""
        allocator = reply_type("AllocatorInfo")
        template = as_allocators(template)
        reply = {ALLOCATOR_KEYS[key]: item for key, item in value.items()}
        known = outcome(template, reply, allocator)
        found = outcome(template, allocator.box(reply), None)
        assert str(known) == str(found)

    return run


@pytest.mark.parametrize("value", [[], {}, 0, False, "", None, [1]])
def test_data_of_another_type_is_as_true_as_its_value(value):
    template, reply = "{{if .AllocatorID}}true{{else}}false{{end}}", {"allocator_id": value}
    allocator = reply_type("AllocatorInfo")
    known = outcome(template, reply, allocator)
    assert known == outcome(template, allocator.box(reply), None)
    # The member is a pointer to a string: one to an empty string is true.
    assert known == ("true" if value or value == "" else "false")


def test_static_and_dynamic_types_agree_sample():
    check_static_and_dynamic_types(100)()


@pytest.mark.torture
def test_static_and_dynamic_types_agree():
    check_static_and_dynamic_types(3000)()
