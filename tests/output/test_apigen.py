"""The generator of the models: the rules for Go types, and the check of what is generated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
DESCRIPTION = {
    "swagger": "2.0",
    "paths": {},
    "definitions": {
        "Empty": {"type": "object"},
        "Inner": {"type": "object", "properties": {"a": {"type": "string"}}},
        "Outer": {
            "type": "object",
            "required": ["name", "size", "when", "items", "inner"],
            "properties": {
                "name": {"type": "string"},
                "alias": {"type": "string"},
                "size": {"type": "integer", "format": "int32"},
                "big": {"type": "integer", "format": "int64"},
                "ratio": {"type": "number", "format": "float"},
                "share": {"type": "number", "format": "double"},
                "on": {"type": "boolean"},
                "when": {"type": "string", "format": "date-time"},
                "since": {"type": "string", "format": "date-time"},
                "items": {"type": "array", "items": {"type": "string"}},
                "inners": {"type": "array", "items": {"$ref": "#/definitions/Inner"}},
                "by_name": {"type": "object", "additionalProperties": {"$ref": "#/definitions/Inner"}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "lists": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"$ref": "#/definitions/Inner"}},
                },
                "inner": {"$ref": "#/definitions/Inner"},
                "empty": {"$ref": "#/definitions/Empty"},
                "free": {"type": "object"},
            },
        },
    },
}


def test_fields_have_the_types_that_go_swagger_gives_them(monkeypatch):
    monkeypatch.syspath_prepend(TOOLS)
    from apigen import go_models

    lines = go_models.describe(DESCRIPTION["definitions"]["Outer"], DESCRIPTION["definitions"])
    assert lines == [
        "alias string",
        "big int64",
        "by_name map[string]Inner",
        "empty any",
        "free any",
        "inner *Inner!",
        "inners []*Inner",
        "items []string!",
        "labels map[string]string",
        "lists map[string][]*Inner",
        "name *string!",
        "on *bool",
        "ratio float32",
        "share float64",
        "since date",
        "size *int32!",
        "when *date!",
    ]


def apigen(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "apigen", *arguments], cwd=TOOLS, capture_output=True, text=True, check=False
    )


def test_the_generated_files_are_as_they_were_generated():
    done = apigen("--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_description_with_other_models_is_noticed(tmp_path):
    other = tmp_path / "api.json"
    other.write_text(json.dumps(DESCRIPTION))
    done = apigen("--description", str(other), "--check")
    assert done.returncode == 1
    assert "go_models.py is not up to date" in done.stdout


def test_a_change_by_hand_is_noticed(monkeypatch):
    monkeypatch.syspath_prepend(TOOLS)
    main = pytest.importorskip("apigen.__main__")
    text = main.sealed("A = 1\n")
    assert main.is_intact(text)
    assert not main.is_intact(text.replace("A = 1", "A = 2"))
