"""Counters of what was answered, and what else tells how a server is, in Prometheus' text form."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.store.base import Store

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0)
"""Upper bounds of durations, in seconds."""


class Metrics:
    """Requests by operation and status, how long they took, and what `watch` was told to read."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, int], int] = {}
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0
        self._watched: list[tuple[str, str, str, Callable[[], float | None]]] = []

    def watch(self, name: str, kind: str, what: str, read: Callable[[], float | None]) -> None:
        """Also tell a number that is read when somebody asks; None where there is none."""
        self._watched.append((name, kind, what, read))

    def count(self, operation: str, status: int, seconds: float) -> None:
        """One request was answered."""
        key = operation, status
        self._requests[key] = self._requests.get(key, 0) + 1
        self._seconds += seconds
        self._buckets[bisect_left(BUCKETS, seconds)] += 1

    def text(self, store: Store) -> str:
        """All of it (Prometheus text exposition format 0.0.4), with the counters of a store."""
        total = sum(self._requests.values())
        lines = [
            "# HELP ecctl_requests_total Requests answered.",
            "# TYPE ecctl_requests_total counter",
        ]
        for (operation, status), count in sorted(self._requests.items()):
            lines.append(f'ecctl_requests_total{{operation="{operation}",status="{status}"}} {count}')
        lines += [
            "# HELP ecctl_request_seconds Time until the answer began.",
            "# TYPE ecctl_request_seconds histogram",
        ]
        below = 0
        for bound, count in zip(BUCKETS, self._buckets, strict=False):
            below += count
            lines.append(f'ecctl_request_seconds_bucket{{le="{bound}"}} {below}')
        lines += [
            f'ecctl_request_seconds_bucket{{le="+Inf"}} {total}',
            f"ecctl_request_seconds_sum {self._seconds:.6f}",
            f"ecctl_request_seconds_count {total}",
        ]
        lost, failures = store.lost, store.failures
        lines += _single("ecctl_audit_entries_lost_total", "counter", "Audit entries given up.", lost)
        lines += _single("ecctl_store_failures_total", "counter", "Commits that failed.", failures)
        for name, kind, what, read in self._watched:
            value = read()
            if value is not None:
                lines += _single(name, kind, what, value)
        return "\n".join(lines) + "\n"


def _single(name: str, kind: str, what: str, value: float) -> list[str]:
    """A metric that has one sample; `name` may have labels."""
    plain = name.partition("{")[0]
    return [f"# HELP {plain} {what}", f"# TYPE {plain} {kind}", f"{name} {value!r}"]
