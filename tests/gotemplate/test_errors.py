"""Errors name the place and underline it."""

from __future__ import annotations

import pytest

from ecctl.gotemplate import Template, TemplateExecError, TemplateSyntaxError


@pytest.mark.parametrize(
    ("template", "line", "column", "underlined"),
    [
        ("{{nope}}", 1, 3, "nope"),
        ("a\n  {{.x | nope 1}} b", 2, 10, "nope"),
        ("{{if .x}}\ny", 1, 1, "{{if"),
        ("x {{.y # }}", 1, 8, "#"),
        ("{{$x}}", 1, 3, "$x"),
        ("{{.a-b}}", 1, 5, "-"),
        ('é {{"\\q"}}', 1, 5, '"\\q"'),
        ("{{(.x}}", 1, 3, "("),
        ("{{.x)}}", 1, 5, ")"),
        ("{{/* x", 1, 1, "{{/* x"),
    ],
)
def test_syntax_errors_underline_what_is_wrong(template, line, column, underlined):
    with pytest.raises(TemplateSyntaxError) as failure:
        Template(template)
    assert place(failure.value) == (line, column, underlined)


@pytest.mark.parametrize(
    ("template", "line", "column", "underlined"),
    [
        ("{{.a.b.c}}", 1, 7, ".c"),
        ("{{.a.b.c.d}}", 1, 7, ".c"),
        ("{{(index .list 0).x.y}}", 1, 18, ".x"),
        ("{{range .list}}\n{{index $.list 9}}{{end}}", 2, 3, "index $.list 9"),
        ("{{define `t`}}{{len 5}}{{end}}{{template `t`}}", 1, 17, "len 5"),
        ("{{template `t`}}", 1, 1, "{{template `t`}}"),
        ("{{eq 1 (lt 1 `a`)}}", 1, 9, "lt 1 `a`"),
        ("{{$x = 1}}", 1, 3, "$x = 1"),
    ],
)
def test_failures_underline_what_failed(template, line, column, underlined):
    with pytest.raises(TemplateExecError) as failure:
        Template(template).execute({"a": {"b": 5}, "list": ["x"]})
    assert place(failure.value) == (line, column, underlined)


def place(error):
    """Line, column and the underlined piece, the last read from the error's text."""
    *_, shown, carets = str(error).split("\n")
    return error.line, error.column, shown[carets.index("^") : carets.rindex("^") + 1]


def test_a_long_line_is_cut_around_the_fault():
    with pytest.raises(TemplateSyntaxError) as failure:
        Template("x" * 500 + "{{nope}}" + "y" * 500)
    *_, shown, carets = str(failure.value).split("\n")
    assert len(shown) < 120
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "nope"


def test_tabs_and_control_characters_do_not_move_the_carets():
    with pytest.raises(TemplateSyntaxError) as failure:
        Template("\t\x1b[31m{{nope}}")
    *_, shown, carets = str(failure.value).split("\n")
    assert shown == "    [31m{{nope}}"
    assert carets == "          ^^^^"


def test_the_nearest_name_is_suggested():
    with pytest.raises(TemplateSyntaxError, match=r"did you mean len\?"):
        Template("{{lenn `x`}}")


@pytest.mark.parametrize(
    "template",
    [
        "{{define `a`}}{{template `a`}}{{end}}{{template `a`}}",
        "{{range 100000}}{{range 100000}}x{{end}}{{end}}",
        "{{$x := `ab`}}{{range 40}}{{$x = print $x $x}}{{end}}",
        "{{printf `%d` " + "(len " * 300 + "1" + ")" * 300 + "}}",
    ],
)
def test_what_would_not_end_is_stopped(template):
    with pytest.raises((TemplateExecError, TemplateSyntaxError)):
        Template(template).execute({})
