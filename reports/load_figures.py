"""The numbers of a load run as the report's tables and curves want them, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import histograms
from reports.load_run import Interval, Kind, LoadRun, Measured

PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)
SLICES = 120
"""A curve has at most so many points: a long run's intervals are taken together, their histograms added up."""


@dataclass(frozen=True, slots=True)
class Times:
    """Of so many; `at` in seconds, by percentile, None where fewer than one sample lies beyond it; and the longest."""

    count: int
    at: tuple[float | None, ...]
    most: float


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of thing that was done, on both clocks, and how long its failures took."""

    kind: Kind
    name: str
    good: int
    failed: int
    service: Times
    intended: Times
    failures: Times

    @property
    def share_failed(self) -> float:
        return self.failed / max(self.good + self.failed, 1)


def times(text: str) -> Times:
    """Of an encoded histogram."""
    histogram = histograms.decode(text)
    count = histogram.total_count
    at = tuple(histograms.at(histogram, p) if count * (100 - p) >= 100 else None for p in PERCENTILES)
    return Times(count, at, histogram.get_max_value() / 1e6 if count else 0.0)


def rows(run: LoadRun, kind: Kind) -> list[Row]:
    """In the order in which they were measured."""
    return [_row(one) for one in run.measured if one.kind == kind]


def _row(one: Measured) -> Row:
    clocks = (times(text) for text in (one.service, one.intended, one.failed_service))
    return Row(one.kind, one.name, one.good, one.failed, *clocks)


def slices(intervals: Sequence[Interval]) -> list[Interval]:
    """At most 120 in place of these; of what is counted at a moment (`live`, `in_flight`) the highest."""
    each = -(-len(intervals) // SLICES)
    return [_together(intervals[n : n + each]) for n in range(0, len(intervals), each)] if each > 1 else [*intervals]


def _together(some: Sequence[Interval]) -> Interval:
    names = dict.fromkeys(name for one in some for name in one.latency)
    return Interval(
        begins=some[0].begins,
        seconds=sum(one.seconds for one in some),
        warm_up=some[0].warm_up,
        planned=sum(one.planned for one in some),
        begun=sum(one.begun for one in some),
        live=max(one.live for one in some),
        live_mean=sum(one.live_mean * one.seconds for one in some) / sum(one.seconds for one in some),
        in_flight=max(one.in_flight for one in some),
        good=sum(one.good for one in some),
        failed=sum(one.failed for one in some),
        latency={
            name: (
                histograms.encoded(histograms.merged(one.latency[name][0] for one in some if name in one.latency)),
                histograms.encoded(histograms.merged(one.latency[name][1] for one in some if name in one.latency)),
            )
            for name in names
        },
    )


def write_csv(run: LoadRun, folder: Path) -> None:
    """figures.csv, over-time.csv, checks.csv, and browsers.csv if there were any; times in seconds. Raises OSError."""
    percentiles = [f"p{p:g}" for p in PERCENTILES]
    clocks = [f"{clock} {name}" for clock in ("service", "intended", "failed") for name in (*percentiles, "max")]
    figures = (
        [row.kind, row.name, row.good, row.failed, *_cells(row.service), *_cells(row.intended), *_cells(row.failures)]
        for kind in ("journey", "action", "request", "browser")
        for row in rows(run, kind)
    )
    _write(folder / "figures.csv", ["kind", "name", "good", "failed", *clocks], figures)
    counted = ("begins", "seconds", "warm_up", "planned", "begun", "live", "live_mean", "in_flight", "good", "failed")
    over_time = (
        [*(getattr(one, name) for name in counted), action, *_cells(times(service)), *_cells(times(intended))]
        for one in run.intervals
        for action, (service, intended) in (one.latency or {"": ("", "")}).items()
    )
    _write(folder / "over-time.csv", [*counted, "action", *clocks[: 2 * len(percentiles) + 2]], over_time)
    if run.seen:
        seen = ([one.what, one.name, one.moment, one.seconds, one.good, one.live, one.evidence] for one in run.seen)
        _write(folder / "browsers.csv", ["what", "name", "moment", "seconds", "good", "live", "evidence"], seen)
    checks = ([one.kind, one.name, one.verdict, one.value, one.limit, one.says, *one.evidence] for one in run.checks)
    _write(folder / "checks.csv", ["kind", "name", "verdict", "value", "limit", "says", "evidence"], checks)


def _cells(told: Times) -> list[object]:
    return [*("" if value is None else round(value, 6) for value in told.at), round(told.most, 6) if told.count else ""]


def _write(file: Path, head: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(head)
        table.writerows(lines)
