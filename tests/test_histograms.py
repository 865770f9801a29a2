"""The typed face of the histogram library says what the library says, only sooner."""

from __future__ import annotations

import random
from typing import Any

import pytest

from reports import histograms


@pytest.mark.parametrize("count", [1, 2, 3, 10, 999, 5000])
def test_percentiles_are_the_librarys_own(count: int) -> None:
    """Also of a histogram that was sent; values from microseconds to minutes."""
    chance = random.Random(count)
    recorded = histograms.of(chance.lognormvariate(-3, 2) for _ in range(count))
    told: Any
    for told in (recorded, histograms.decode(histograms.encoded(recorded))):
        for percentile in (0.1, 1, 33, 50, 75, 90, 95, 99, 99.9, 100):
            assert histograms.at(told, percentile) == told.get_value_at_percentile(percentile) / 1e6


def test_three_digits_are_kept() -> None:
    """Within 0.1 % of the sample that it is, from 100 µs to ten minutes."""
    for seconds in (0.0001, 0.0123, 1.05, 61.7, 600.0):
        assert histograms.at(histograms.of([seconds]), 50) == pytest.approx(seconds, rel=0.001)
