"""Samples of the last hour: how many requests were answered, how many failed, and how long they took."""

from __future__ import annotations

from collections import deque
from itertools import accumulate

from ecctl.platform.domain.histogram import BUCKETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.platform.domain.metrics import Metrics

INTERVAL_SECONDS = 10
CAPACITY = 360
"""Samples of one hour. They take 40 kB, and are lost with the process."""
SERVER_ERROR = 500


class Samples:
    """Differences between the counters of a Metrics object, one for each interval.

    Prometheus computes the same from scrapes. The console must work without one, and must not have to be open for an
    hour before it can show an hour.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._before = self._counters()
        self._found: deque[tuple[int, int, float | None, float | None]] = deque(maxlen=CAPACITY)

    def _counters(self) -> tuple[int, int, list[int]]:
        counts = self._metrics.requests
        failed = sum(count for (_, status), count in counts.items() if status >= SERVER_ERROR)
        return sum(counts.values()), failed, list(self._metrics.durations.buckets)

    def take(self) -> None:
        """Take a sample of the interval that ends now."""
        total, failed, buckets = self._counters()
        total_before, failed_before, buckets_before = self._before
        self._before = total, failed, buckets
        counts = [now - before for now, before in zip(buckets, buckets_before, strict=True)]
        self._found.append(
            (total - total_before, failed - failed_before, quantile(counts, 0.5), quantile(counts, 0.95))
        )

    def shown(self) -> dict[str, object]:
        """Return the samples as lists, oldest first."""
        requests, failures, median, high = zip(*self._found, strict=True) if self._found else ((), (), (), ())
        return {
            "interval_seconds": INTERVAL_SECONDS,
            "requests": list(requests),
            "failures": list(failures),
            "median_seconds": list(median),
            "p95_seconds": list(high),
        }


def quantile(counts: Sequence[int], share: float) -> float | None:
    """Return the duration that a share of requests stayed below, from counts per bucket; None without requests."""
    total = sum(counts)
    if not total:
        return None
    wanted = share * total
    bounds = (0.0, *BUCKETS, BUCKETS[-1])
    for index, reached in enumerate(accumulate(counts)):
        if reached >= wanted:
            # Linear within the bucket, like Prometheus' histogram_quantile.
            missing = (reached - wanted) / counts[index]
            low, high = bounds[index], bounds[index + 1]
            return round(high - (high - low) * missing, 6)
    return BUCKETS[-1]
