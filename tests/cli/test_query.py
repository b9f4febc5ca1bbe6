"""Searches given as text on the command line."""

from __future__ import annotations

import pytest

from ecctl.cli.query import parse_query
from ecctl.errors import UsageError


@pytest.mark.parametrize(
    "text", ["zone_id:1", "{} {}", "[]", "null", '"zone_id:1"', "[" * 100_000, '{"size": 1', '"\\"{}\\""']
)
def test_query_that_is_not_a_json_object_is_refused(text):
    with pytest.raises(UsageError, match="--query is"):
        parse_query(text)


def test_numbers_keep_spelling():
    from ecctl.core.jsonio import compact

    assert compact(parse_query('"{\\"boost\\": 1.50, \\"size\\": 12345678901234567890}"')) == (
        b'{"boost":1.50,"size":12345678901234567890}'
    )


@pytest.mark.parametrize("group", ["allocator", "runner"])
@pytest.mark.parametrize("flags", [(), ("--query", ""), ("--query", "{}", "--file", "q.json")])
def test_exactly_one_query_flag_is_required(ecctl, group, flags):
    host = ("--host", "http://127.0.0.1:1", "--api-key", "k")
    done = ecctl("platform", group, "search", *flags, *host)
    assert done.status == 2
    assert "--file" in done.err
    assert "--query" in done.err
