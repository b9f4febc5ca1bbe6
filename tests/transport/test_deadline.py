"""The time limit of an exchange, and what its error says."""

from __future__ import annotations

import time

import pytest

from ecctl.errors import RequestTimeoutError
from ecctl.transport import Deadline


@pytest.mark.parametrize(
    ("limit", "end", "told"),
    [(30.0, None, "within 30 s"), (30.0, 0.5, "in time"), (0.5, 30.0, "within 0.5 s"), (0.0, 0.5, "in time")],
)
def test_error_names_the_limit_that_passed(limit, end, told):
    deadline = Deadline("host:1", limit, end=None if end is None else time.monotonic() + end)
    error = deadline.timed_out()
    assert isinstance(error, RequestTimeoutError)
    assert f"no complete response from host:1 {told}" in str(error)
