"""Figures from what the workers tell: totals over the measured time, and slices of the whole run.

Two clocks side by side: service (from sending to answer) and intended (from the moment it was meant to begin to the
answer). Only successes are in them; failures have a histogram of their own. What was meant to begin outside the
measured time is in the slices only; how much of that failed is counted.
"""

from __future__ import annotations

import bisect
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from load.recorder import OUTCOMES, ROW, Report
from reports import histograms
from reports.histograms import Histogram
from reports.load_run import Interval, Kind, Measured

_LENGTHS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_SLICES = 120
_MOST = 3_600_000_000


class Row(NamedTuple):
    """One sample; moments in seconds since the run's beginning."""

    kind: Kind
    name: str
    intended: float
    begun: float
    ended: float
    outcome: str


def rows(report: Report) -> Iterator[Row]:
    """The samples of a worker's report."""
    numbers = array("d")
    numbers.frombytes(report["rows"])
    names = report["names"]
    for start in range(0, len(numbers), ROW):
        place, intended, begun, ended, outcome = numbers[start : start + ROW]
        kind, name = names[int(place)]
        yield Row(kind, name, intended, begun, ended, OUTCOMES[int(outcome)])


def slice_of(seconds: float) -> float:
    """How long a slice of a run of that length is: at most 120 of them."""
    return next((length for length in _LENGTHS if seconds / length <= _SLICES), _LENGTHS[-1])


def record(histogram: Histogram, seconds: float) -> None:
    """In whole microseconds; what is outside of 1 µs to 1 h counts as its end, so that nothing is lost."""
    histogram.record_value(min(max(round(seconds * 1e6), 1), _MOST))


@dataclass(slots=True)
class _Total:
    good: int = 0
    failed: int = 0
    service: Histogram = field(default_factory=histograms.new)
    intended: Histogram = field(default_factory=histograms.new)
    failed_service: Histogram = field(default_factory=histograms.new)

    def take(self, row: Row) -> None:
        if row.outcome == "good":
            self.good += 1
            record(self.service, row.ended - row.begun)
            record(self.intended, row.ended - row.intended)
        else:
            self.failed += 1
            record(self.failed_service, row.ended - row.begun)


@dataclass(slots=True)
class _Slice:
    """`live`: of each worker all that it has told, `in_flight` what it has told last. `latency`: of each action service
    and intended one after the other; encoded once nothing more is expected."""

    begun: int = 0
    good: int = 0
    failed: int = 0
    live: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    in_flight: dict[str, int] = field(default_factory=dict)
    latency: defaultdict[str, array[float]] = field(default_factory=lambda: defaultdict(lambda: array("d")))
    encoded: dict[str, tuple[str, str]] = field(default_factory=dict)

    def close(self) -> None:
        for name, both in self.latency.items():
            self.encoded[name] = (_encoded(both[0::2]), _encoded(both[1::2]))
        self.latency.clear()


def _encoded(seconds: array[float]) -> str:
    return histograms.encoded(histograms.of(seconds))


class Figures:
    """`measured`: the measured time, from and up to, seconds since the beginning. `length`: of a slice.

    `cut`: of each kind those that were ended from outside, neither good nor failed. `failed_outside`: actions that were
    meant to begin outside the measured time and failed.
    """

    def __init__(self, measured: tuple[float, float], length: float) -> None:
        self.cut: Counter[Kind] = Counter()
        self.failed_outside = 0
        self._from, self._to = measured
        self._length = length
        self._totals: defaultdict[tuple[Kind, str], _Total] = defaultdict(_Total)
        self._slices: list[_Slice] = []
        self._closed = 0

    def take(self, worker: str, report: Report) -> None:
        """A worker's report. `at` in it: when it was made, seconds since the beginning."""
        for row in rows(report):
            if row.outcome == "cut":
                self.cut[row.kind] += 1
                continue
            if self._from <= row.intended < self._to:
                self._totals[row.kind, row.name].take(row)
            elif row.kind == "action" and row.outcome != "good":
                self.failed_outside += 1
            self._into_slice(row)
        now = self._slice(report["at"])
        now.live[worker].append(report["live"])
        now.in_flight[worker] = report["in_flight"]
        now.begun += len(report["begun"])

    def lost(self, worker: str, at: float) -> None:
        """From this moment on nothing of the worker is live."""
        now = self._slice(at)
        now.live[worker].append(0)
        now.in_flight[worker] = 0

    def close_before(self, at: float) -> None:
        """Nothing more is expected of what ended before this moment."""
        while (self._closed + 1) * self._length <= at and self._closed < len(self._slices) - 1:
            self._slices[self._closed].close()
            self._closed += 1

    def measured(self) -> tuple[Measured, ...]:
        """The totals, by kind and name."""
        return tuple(
            Measured(
                kind,
                name,
                total.good,
                total.failed,
                histograms.encoded(total.service),
                histograms.encoded(total.intended),
                histograms.encoded(total.failed_service),
            )
            for (kind, name), total in sorted(self._totals.items())
        )

    def intervals(self, planned: list[float]) -> tuple[Interval, ...]:
        """The slices; `planned` are the planned moments, in order."""
        told, live, in_flight = [], dict[str, list[int]](), dict[str, int]()
        for number, one in enumerate(self._slices):
            one.close()
            live, in_flight = live | one.live, in_flight | one.in_flight
            most, mean = sum(map(max, live.values())), sum(map(fmean, live.values()))
            live = {worker: all_told[-1:] for worker, all_told in live.items()}
            begins, ends = number * self._length, (number + 1) * self._length
            told.append(
                Interval(
                    begins=begins,
                    seconds=self._length,
                    warm_up=begins < self._from,
                    planned=bisect.bisect_left(planned, ends) - bisect.bisect_left(planned, begins),
                    begun=one.begun,
                    live=most,
                    live_mean=mean,
                    in_flight=sum(in_flight.values()),
                    good=one.good,
                    failed=one.failed,
                    latency=one.encoded,
                )
            )
        return tuple(told)

    def _into_slice(self, row: Row) -> None:
        one = self._slice(row.ended)
        if row.kind == "request":
            one.good += row.outcome == "good"
            one.failed += row.outcome != "good"
        elif row.kind == "action" and row.outcome == "good":
            one.latency[row.name].extend((row.ended - row.begun, row.ended - row.intended))

    def _slice(self, at: float) -> _Slice:
        """The slice of a moment; of one that is closed already, the oldest that is open."""
        place = max(int(at / self._length), self._closed)
        while len(self._slices) <= place:
            self._slices.append(_Slice())
        return self._slices[place]
