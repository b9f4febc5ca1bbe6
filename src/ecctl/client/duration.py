"""A length of time, as arguments take it."""

from __future__ import annotations

from datetime import timedelta

Span = timedelta | str | float
"""As it is, as a text such as "2h", or in seconds."""
