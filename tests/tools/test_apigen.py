"""Code generation from the API description: Go types, and the check of the generated files."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

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


def test_go_models_have_go_swagger_types(monkeypatch):
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


def test_generated_files_are_up_to_date():
    done = apigen("--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_check_reports_file_generated_from_other_description(tmp_path):
    other = tmp_path / "api.json"
    other.write_text(json.dumps(DESCRIPTION))
    done = apigen("--description", str(other), "--check")
    assert done.returncode == 1
    assert "go_models.py is not up to date" in done.stdout


def test_check_reports_manual_edit_and_missing_file(tmp_path):
    assert apigen("--output", str(tmp_path)).returncode == 0
    assert apigen("--output", str(tmp_path), "--check").returncode == 0
    edited = tmp_path / "platform/_generated/schemas.py"
    edited.write_text(edited.read_text() + "\n")
    (tmp_path / "client/_generated/api.py").unlink()
    done = apigen("--output", str(tmp_path), "--check")
    assert done.returncode == 1
    assert {line.split()[0] for line in done.stdout.splitlines()} == {
        str(edited),
        str(tmp_path / "client/_generated/api.py"),
    }


def test_every_method_describes_its_arguments():
    tree = ast.parse((TOOLS.parent / "src/ecctl/client/_generated/api.py").read_text())
    methods = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert len(methods) == 274
    for method in methods:
        text = ast.get_docstring(method)
        assert text.splitlines()[0].endswith(".")
        assert text.splitlines()[2].startswith("`")
        for argument in method.args.kwonlyargs:
            assert f"\n    {argument.arg}: " in text, method.name
