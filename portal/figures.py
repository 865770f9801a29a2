"""Figures kept while the portal runs: how long requests and transactions take.

Counted in plain Python, so that counting costs next to nothing and the library that writes them down (see
`portal.web.health`) is loaded by the first who asks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
TRANSACTION_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0)


class Histogram:
    """How often something took how long, by labels. `bounds` are upper bounds in seconds, ascending."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self._counts: dict[tuple[str, ...], list[int]] = {}
        self._sums: dict[tuple[str, ...], float] = {}

    def add(self, seconds: float, *labels: str) -> None:
        """One more that took `seconds`."""
        if labels not in self._counts:
            self._counts[labels] = [0] * (len(self.bounds) + 1)
            self._sums[labels] = 0.0
        self._counts[labels][bisect_left(self.bounds, seconds)] += 1
        self._sums[labels] += seconds

    def series(self) -> Iterator[tuple[tuple[str, ...], list[tuple[str, float]], float]]:
        """Per labels: how many took at most each bound, the last of which is `+Inf`, and the sum of seconds."""
        for labels, counts in sorted(self._counts.items()):
            total, buckets = 0, []
            for bound, count in zip([*map(str, self.bounds), "+Inf"], list(counts), strict=True):
                total += count
                buckets.append((bound, float(total)))
            yield labels, buckets, self._sums[labels]


class Figures:
    """What one running portal counts: requests by route, method and status; transactions by how they ended."""

    def __init__(self) -> None:
        self.requests = Histogram(REQUEST_SECONDS)
        self.transactions = Histogram(TRANSACTION_SECONDS)
