"""Errors of templates: their position and the underlined part."""

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
def test_syntax_error_underlines_fault(template, line, column, underlined):
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
def test_exec_error_underlines_fault(template, line, column, underlined):
    with pytest.raises(TemplateExecError) as failure:
        Template(template).execute({"a": {"b": 5}, "list": ["x"]})
    assert place(failure.value) == (line, column, underlined)


def place(error):
    """Return line, column and the underlined part of the error's text."""
    *_, shown, carets = str(error).split("\n")
    return error.line, error.column, shown[carets.index("^") : carets.rindex("^") + 1]


def test_long_line_is_shortened_around_fault():
    with pytest.raises(TemplateSyntaxError) as failure:
        Template("x" * 500 + "{{nope}}" + "y" * 500)
    *_, shown, carets = str(failure.value).split("\n")
    assert len(shown) < 120
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "nope"


def test_carets_ignore_tabs_and_control_characters():
    with pytest.raises(TemplateSyntaxError) as failure:
        Template("\t\x1b[31m{{nope}}")
    *_, shown, carets = str(failure.value).split("\n")
    assert shown == "    [31m{{nope}}"
    assert carets == "          ^^^^"


def test_error_suggests_nearest_name():
    with pytest.raises(TemplateSyntaxError, match=r"did you mean len\?"):
        Template("{{lenn `x`}}")


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{{define `a`}}{{template `a`}}{{end}}{{template `a`}}", "nested too deeply"),
        ("{{range 100000}}{{range 100000}}x{{end}}{{end}}", "exceeds 20000000 steps"),
        ("{{$x := `ab`}}{{range 40}}{{$x = print $x $x}}{{end}}", "more than 67108864 characters"),
    ],
)
def test_runaway_template_is_stopped(template, problem):
    with pytest.raises(TemplateExecError, match=problem):
        Template(template).execute({})


def test_deeply_nested_template_is_a_syntax_error():
    with pytest.raises(TemplateSyntaxError, match="nested too deeply"):
        Template("{{printf `%d` " + "(len " * 300 + "1" + ")" * 300 + "}}")


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("{{range .list}}{{if eq . `b`}}{{break}}{{end}}{{.}}{{end}}|", "a|"),
        ("{{range .list}}<{{with .}}{{if eq . `b`}}{{continue}}{{end}}{{end}}{{.}}>{{end}}", "<a><<c>"),
        ("{{range .list}}{{range $.none}}{{else}}{{break}}{{end}}{{.}}{{end}}", "abc"),
        ("{{range .list}}{{range $.none}}{{else}}{{continue}}{{end}}{{.}}{{end}}", ""),
    ],
)
def test_break_and_continue_keep_what_was_written(template, output):
    assert Template(template).execute({"list": ["a", "b", "c"], "none": []}) == output
