"""A fixed corpus of templates, their data and what Go prints for them.

`corpus.json` was worked out from the documentation of text/template and fmt, and checked against Go's
text/template. A case is its area, the name of its data, the template, and the text, or the class of the error.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecctl.gotemplate import Template, TemplateExecError, TemplateSyntaxError

CORPUS = json.loads(Path(__file__).with_name("corpus.json").read_text(encoding="utf-8"))
AREAS = sorted({area for area, *_ in CORPUS["cases"]})


def outcome(template, data):
    try:
        return Template(template).execute(data)
    except TemplateSyntaxError:
        return {"error": "syntax"}
    except TemplateExecError:
        return {"error": "exec"}


@pytest.mark.parametrize("area", AREAS)
def test_prints_what_go_prints(area):
    cases = [case for case in CORPUS["cases"] if case[0] == area]
    got = {(data, template): outcome(template, CORPUS["data"][data]) for _, data, template, _ in cases}
    assert got == {(data, template): expected for _, data, template, expected in cases}


def test_the_corpus_is_as_large_as_it_should_be():
    assert len({template for _, _, template, _ in CORPUS["cases"]}) >= 300
