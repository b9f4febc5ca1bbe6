"""Files that a flag names are sent as they stand, or refused."""

from __future__ import annotations

import io

import pytest

from ecctl.cli import Context
from ecctl.cli.files import read_json
from ecctl.core.jsonio import compact
from ecctl.errors import UsageError

CONTEXT = Context((), {}, io.BytesIO(b'{"from": "stdin"}'), None, None)


@pytest.mark.parametrize(
    "text",
    ['{"a":1.50}', '{"a":1e400}', '{"a":123456789012345678901234567890}', '{"b":null,"a":[]}', '["\\u00e9"]'],
)
def test_file_is_sent_unchanged(tmp_path, text):
    file = tmp_path / "f.json"
    file.write_text(text)
    assert compact(read_json(str(file), "file", CONTEXT)).decode() == text.replace("\\u00e9", "é")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1} {"b": 2}', "Extra data"),
        (b'{"a": 1,}', "line 1"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', 'two members named "a"'),
        (b"\xff\xff", "not JSON text"),
        (b"[" * 100_000, "not JSON text"),
        (b" \n", "is empty"),
    ],
)
def test_file_that_cannot_be_sent_unchanged_is_refused(tmp_path, content, said):
    file = tmp_path / "f.json"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_json(str(file), "file", CONTEXT)
    assert said in caught.value.message
    assert "--file" in caught.value.message


def test_dash_is_standard_input():
    assert read_json("-", "file", CONTEXT) == {"from": "stdin"}


def test_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_json(str(tmp_path / "none"), "file", CONTEXT)
