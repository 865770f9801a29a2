"""Latencies as HdrHistograms of whole microseconds, 1 µs to 1 h at three significant digits: the library's typed face.

They add up over workers, intervals and runs without loss. An empty text is an empty histogram.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import numpy as np
from hdrh.histogram import HdrHistogram  # type: ignore[import-untyped]  # it ships no types

_LEAST, _MOST, _DIGITS = 1, 3_600_000_000, 3


class Histogram(Protocol):
    """What of the library's histogram is used; values are microseconds."""

    total_count: int
    counts: ctypes.Array[ctypes.c_ulong]

    def record_value(self, value: int, count: int = 1) -> bool: ...
    def get_value_from_index(self, index: int) -> int: ...
    def get_highest_equivalent_value(self, value: int) -> int: ...
    def get_mean_value(self) -> float: ...
    def get_max_value(self) -> int: ...
    def get_recorded_iterator(self) -> Iterator[object]: ...
    def decode_and_add(self, encoded: str) -> None: ...
    def encode(self) -> bytes: ...


def new() -> Histogram:
    return cast(Histogram, HdrHistogram(_LEAST, _MOST, _DIGITS))


def encoded(histogram: Histogram) -> str:
    return histogram.encode().decode("ascii")


def of(seconds: Iterable[float]) -> Histogram:
    """Of these durations. Outside of 1 µs to 1 h they count as its ends, so that none is lost."""
    histogram = new()
    for one in seconds:
        histogram.record_value(min(max(round(one * 1e6), _LEAST), _MOST))
    return histogram


def merged(texts: Iterable[str]) -> Histogram:
    """Encoded ones as one."""
    histogram = new()
    for text in texts:
        if text:
            histogram.decode_and_add(text)
    return histogram


def decode(text: str) -> Histogram:
    return cast(Histogram, HdrHistogram.decode(text)) if text else new()


def at(histogram: Histogram, percentile: float) -> float:
    """The smallest recorded that `percentile` % of all do not exceed (the nearest rank), seconds; 0 of nothing.

    The library's own `get_value_at_percentile` rounds the rank: of 280 it takes the 277th for the 99th percentile,
    which only 98.9 % do not exceed. In the tail of a short run that is several per cent.
    """
    if not histogram.total_count:
        return 0.0
    wanted = max(math.ceil(percentile * histogram.total_count / 100 - 1e-9), 1)  # 99.9 % of 1000 are 999
    grown = np.ctypeslib.as_array(histogram.counts).cumsum()
    place = int(grown.searchsorted(wanted))
    return histogram.get_highest_equivalent_value(histogram.get_value_from_index(place)) / 1e6
