"""A corpus of templates with the output of Go's text/template.

A case in `corpus.json` consists of its area, the name of its data, the template, and the output or the class of
the error. The expected output was derived from the documentation and checked with Go.
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
def test_output_equals_go(area):
    cases = [case for case in CORPUS["cases"] if case[0] == area]
    got = {(data, template): outcome(template, CORPUS["data"][data]) for _, data, template, _ in cases}
    assert got == {(data, template): expected for _, data, template, expected in cases}


def test_corpus_is_complete():
    assert len({template for _, _, template, _ in CORPUS["cases"]}) >= 300
