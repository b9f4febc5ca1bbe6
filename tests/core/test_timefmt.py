"""RFC 3339 times, against the standard library."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecctl.core.timefmt import format_time, parse_time


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_parse_agrees_with_datetime(moment):
    assert parse_time(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-4)


@given(st.integers(0, 253402300799000))
def test_round_trip_of_times(millis):
    assert parse_time(format_time(millis / 1000, milliseconds=True)) == pytest.approx(millis / 1000, abs=2e-3)
    assert parse_time(format_time(millis / 1000)) == millis // 1000


def test_format():
    assert format_time(1767323045) == "2026-01-02T03:04:05Z"
    assert format_time(1767323045.678, milliseconds=True) == "2026-01-02T03:04:05.678Z"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t01:00:00+01:00", 0),
        ("1969-12-31T23:30:00.5-00:30", 0.5),
        ("2024-02-29T00:00:00Z", 1709164800),
        ("2016-12-31T23:59:60Z", 1483228800),
    ],
)
def test_parse(text, seconds):
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "never",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05+25:00",
        "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04:05Zx",
        "2026-01-02T03:04:0²Z",
        "2026-01-02T03:04:05x5Z",
    ],
)
def test_parse_time_refuses_other_text(text):
    assert parse_time(text) is None
