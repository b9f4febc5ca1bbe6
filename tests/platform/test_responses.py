"""Responses to failures of the store, and the headers of errors."""

from __future__ import annotations

import pytest

from ecctl.errors import PlatformError
from ecctl.platform.responses import HTTPError, server_error
from ecctl.platform.store.base import (
    OutcomeUnknownError,
    StoreBusyError,
    StoreFullError,
    StoreUnavailableError,
)


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (StoreUnavailableError("x"), 503, "2"),
        (StoreBusyError("x"), 503, "1"),
        (OutcomeUnknownError("x"), 504, ""),
        (StoreFullError("x"), 507, ""),
        (PlatformError("x"), 500, ""),
    ],
)
def test_failure_of_the_store_has_a_status(error, status, retry):
    response = server_error(error).response()
    assert (response.status, response.header("retry-after")) == (status, retry)


@pytest.mark.parametrize("error", [StoreUnavailableError("x"), StoreBusyError("x")])
def test_failure_behind_a_commit_is_not_one_that_changed_nothing(error):
    assert server_error(error, committed=True).status == 504


def test_every_503_says_when_to_try_again():
    assert HTTPError(503, "root.not_ready", "x").response().header("retry-after") == "1"
    later = HTTPError(503, "root.not_ready", "x", headers=(("retry-after", "9"),)).response()
    assert [value for name, value in later.headers if name == "retry-after"] == ["9"]
