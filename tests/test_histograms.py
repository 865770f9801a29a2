"""Percentiles of recorded durations are those of the samples themselves."""

from __future__ import annotations

import random

import pytest

from reports import histograms


@pytest.mark.parametrize("count", [1, 2, 3, 10, 280, 999, 1000, 5000])
def test_percentiles_are_the_nearest_rank(count: int) -> None:
    """Also of a histogram that was sent; values from microseconds to minutes, within 0.1 % of the sample itself."""
    chance = random.Random(count)
    samples = sorted(chance.lognormvariate(-3, 2) for _ in range(count))
    recorded = histograms.of(samples)
    for told in (recorded, histograms.decode(histograms.encoded(recorded))):
        for tenths in (1, 10, 330, 500, 750, 900, 950, 990, 999, 1000):
            rank = max(-(-tenths * count // 1000), 1)
            assert histograms.at(told, tenths / 10) == pytest.approx(samples[rank - 1], rel=0.001, abs=1e-6)


def test_three_digits_are_kept() -> None:
    """Within 0.1 % of the sample that it is, from 100 µs to ten minutes."""
    for seconds in (0.0001, 0.0123, 1.05, 61.7, 600.0):
        assert histograms.at(histograms.of([seconds]), 50) == pytest.approx(seconds, rel=0.001)
