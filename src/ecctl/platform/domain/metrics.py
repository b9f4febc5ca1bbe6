"""Metrics in Prometheus' text exposition format 0.0.4."""

from __future__ import annotations

from ecctl.platform.domain.histogram import Histogram

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.store.base import Store


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
