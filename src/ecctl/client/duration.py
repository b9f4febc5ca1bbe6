"""The type of durations in arguments."""

from __future__ import annotations

from datetime import timedelta

Duration = timedelta | str | float
"""A timedelta, a str such as "2h", or a number of seconds."""

Span = Duration
"""Former name of Duration."""
