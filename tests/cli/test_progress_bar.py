"""The progress bar of bulk runs."""

from __future__ import annotations

import pytest

from ecctl.cli import Context
from ecctl.cli.progress_bar import ProgressBar, duration


def bar(total, done=0):
    return ProgressBar(Context([], {}, None, None, None), total, "tokens", done=done, clock=lambda: 0)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (79, "[############............] 1,000 of 2,000 tokens, 100/s, 10s left"),
        (64, "1,000 of 2,000 tokens, 100/s, 10s left"),
        (38, "1,000 of 2,000 tokens, 100/s, 10s left"),
        (37, "1,000 of 2,000"),
        (13, "50%"),
        (2, ""),
    ],
)
def test_line_fits_the_terminal(width, line):
    assert bar(2000).line(1000, 10, width) == line


def test_rate_leaves_out_steps_of_earlier_runs():
    assert bar(2000, done=500).text(1000, 10) == "1,000 of 2,000 tokens, 50/s, 20s left"
    assert bar(2000, done=500).text(500, 10) == "500 of 2,000 tokens"
    assert bar(2000).text(1000, 0.1) == "1,000 of 2,000 tokens"


def test_duration_is_short():
    assert [duration(seconds) for seconds in (0.4, 59.6, 65, 3600)] == ["0s", "1m00s", "1m05s", "1h00m"]
