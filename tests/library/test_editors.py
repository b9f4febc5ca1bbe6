"""Editors know resources and operations: completions, signatures and hover texts of Jedi and of pyright."""

from __future__ import annotations

import time

import pytest
from support.editors import COLUMN, HEAD, LINE, PLACES, LanguageServer, help_of

pytestmark = pytest.mark.once

# Wide bounds: `benchmarks/editors.py` prints the figures, which are below 0.3 s for Jedi and 0.6 s for pyright.
LONGEST_JEDI = 10
LONGEST_PYRIGHT = 30


@pytest.mark.parametrize(
    ("kind", "text", "wanted"), PLACES, ids=[f"{kind} {text}" for kind, text, _ in PLACES]
)
def test_jedi_answers_with_text(kind, text, wanted):
    jedi = pytest.importorskip("jedi", reason="needs requirements/recipes.txt")
    script = jedi.Script(HEAD + text)
    column = COLUMN + len(text) - (kind == "hover")
    start = time.process_time()
    if kind == "completion":
        assert wanted in {each.name for each in script.complete(LINE + 1, column)}
    elif kind == "signature":
        found = script.get_signatures(LINE + 1, column)
        assert wanted in {parameter.name for each in found for parameter in each.params}
    else:
        found = script.help(LINE + 1, column)
        assert wanted in " ".join("".join(each.docstring() for each in found).split())
    assert time.process_time() - start < LONGEST_JEDI


def test_language_server_of_pyright_answers_with_text(tmp_path):
    server = LanguageServer(tmp_path)
    try:
        server.open(f"{HEAD}pass\n")
        for kind, text, wanted in PLACES:
            seconds, found = help_of(server, kind, text, wanted)
            assert wanted in found, f"{kind} {text}: {found}"
            assert seconds < LONGEST_PYRIGHT, f"{kind} {text}"
    finally:
        server.close()
