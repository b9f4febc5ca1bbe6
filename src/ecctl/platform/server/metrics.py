"""Metrics in Prometheus' text exposition format 0.0.4."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.store.base import Store

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


class Metrics:
    """Counters of requests, histograms with name and description, and watched values."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, int], int] = {}
        self.durations = Histogram()
        self.histograms = [("ecctl_request_seconds", "Time until the response began.", self.durations)]
        self._watched: list[tuple[str, str, str, Callable[[], float | None]]] = []

    def watch(self, name: str, kind: str, description: str, read: Callable[[], float | None]) -> None:
        """Add a metric that is read at each scrape, and left out while it is None."""
        self._watched.append((name, kind, description, read))

    def count(self, operation: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        key = operation, status
        self.requests[key] = self.requests.get(key, 0) + 1
        self.durations.add(seconds)

    def values(self) -> dict[str, float]:
        """Return the watched values that have one, by name."""
        found = ((name, read()) for name, _, _, read in self._watched)
        return {name: value for name, value in found if value is not None}

    def text(self, store: Store) -> str:
        """Return all metrics, with the counters of a store."""
        lines = [
            "# HELP ecctl_requests_total Requests answered.",
            "# TYPE ecctl_requests_total counter",
        ]
        for (operation, status), count in sorted(self.requests.items()):
            lines.append(f'ecctl_requests_total{{operation="{operation}",status="{status}"}} {count}')
        for name, description, histogram in self.histograms:
            lines += histogram.lines(name, description)
        lost, failures = store.lost, store.failures
        lines += _single("ecctl_audit_entries_lost_total", "counter", "Audit entries lost.", lost)
        lines += _single("ecctl_store_failures_total", "counter", "Commits that failed.", failures)
        for name, kind, description, read in self._watched:
            value = read()
            if value is not None:
                lines += _single(name, kind, description, value)
        return "\n".join(lines) + "\n"


def _single(name: str, kind: str, description: str, value: float) -> list[str]:
    """Return the lines of a metric with one sample; *name* may have labels."""
    plain = name.partition("{")[0]
    return [f"# HELP {plain} {description}", f"# TYPE {plain} {kind}", f"{name} {value!r}"]
