"""Histograms of durations, which the server and stores collect for metrics."""

from __future__ import annotations

from bisect import bisect_left

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0)
"""Upper bounds of durations, in seconds."""


class Histogram:
    """Durations by bucket; `buckets` counts those of each bucket, not cumulatively."""

    def __init__(self) -> None:
        self.count = 0
        self.buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def add(self, seconds: float) -> None:
        """Add a duration."""
        self.count += 1
        self._seconds += seconds
        self.buckets[bisect_left(BUCKETS, seconds)] += 1

    def lines(self, name: str, description: str) -> list[str]:
        """Return the lines of a metric with this name."""
        lines = [f"# HELP {name} {description}", f"# TYPE {name} histogram"]
        # Buckets are cumulative in the exposition format.
        below = 0
        for bound, count in zip(BUCKETS, self.buckets, strict=False):
            below += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {below}')
        return [
            *lines,
            f'{name}_bucket{{le="+Inf"}} {self.count}',
            f"{name}_sum {self._seconds:.6f}",
            f"{name}_count {self.count}",
        ]
