"""Durations, against Go's documentation of time.ParseDuration and Duration.String."""

from __future__ import annotations

import pytest

from ecctl.core.durations import DAY, HOUR, LONGEST, MINUTE, SECOND, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("5", 5 * SECOND),
        ("120s", 120 * SECOND),
        ("1h30m", HOUR + 30 * MINUTE),
        ("1.5h", HOUR + 30 * MINUTE),
        (".5m", 30 * SECOND),
        ("1.s", SECOND),
        ("-5s", -5 * SECOND),
        ("+5s", 5 * SECOND),
        ("2m1h", HOUR + 2 * MINUTE),
        ("7d", 7 * DAY),
        ("1w", 7 * DAY),
        ("1w1d", 8 * DAY),
        ("1µs", 1000),
        ("1us1ns", 1001),
        ("9223372036854775807ns", LONGEST),
    ],
)
def test_parse_duration(text, nanoseconds):
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text", ["", "-", "s", ".s", "1x", "1e3s", "1 h", "1h 2m", "1.2.3s", "1h5", "99999999999h"]
)
def test_parse_duration_refuses_other_text(text):
    with pytest.raises(ValueError, match=r"duration|unit|long"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1100, "1.1µs"),
        (2_200_000, "2.2ms"),
        (30 * SECOND, "30s"),
        (90 * SECOND, "1m30s"),
        (2 * HOUR, "2h0m0s"),
        (HOUR + 500_000_000, "1h0m0.5s"),
        (-5 * SECOND, "-5s"),
        (LONGEST, "2562047h47m16.854775807s"),
    ],
)
def test_format_duration_as_go(nanoseconds, text):
    assert format_duration(nanoseconds) == text
