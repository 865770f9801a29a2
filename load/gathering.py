"""The whole run, gathered from its workers: who began what, what came of it, who was lost. Ends as a `LoadRun`.

It knows no Locust: reports come in as plain data (`load.recorder`), and the ledger goes out line by line.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from load.arrivals import Arrival
from load.figures import Figures, record
from load.ledger import Entry
from load.recorder import SLOWEST, Report
from reports import histograms
from reports.histograms import Histogram
from reports.load_run import Arrivals, Journey, LoadRun, Worker

_SETTLED = 5.0
"""Seconds after which no worker tells anything more of a moment."""
_ID = re.compile(r"_[0-9a-f]{32}$")  # behind the name of the machine


@dataclass(slots=True)
class _Told:
    """What one worker has told of itself. `begun`: journeys by number that it has not told the end of, and whose."""

    name: str
    lost: bool = False
    final: bool = False
    live: int = 0
    lag: Histogram = field(default_factory=histograms.new)
    last_lag: float = 0.0
    processor: list[tuple[float, float]] = field(default_factory=list)
    clock_ahead: float | None = None
    begun: dict[int, str] = field(default_factory=dict)


class Gathering:
    """`expected`: the arrivals of an open run, or none where people come one conference after another (Locust's users).

    `measured`: the measured time, from and up to; `late_after`: seconds that make a start late. `mark`: what a journey
    of this number bears. `ledger` takes a line of JSON for each command.
    """

    def __init__(
        self,
        expected: Iterable[Arrival],
        measured: tuple[float, float],
        length: float,
        late_after: float,
        mark: Callable[[int], str],
        ledger: Callable[[str], object],
    ) -> None:
        self._expected = {arrival.number: arrival for arrival in expected}
        self._measured = measured
        self._late_after = late_after
        self._mark = mark
        self._ledger = ledger
        self._figures = Figures(measured, length)
        self._workers: dict[str, _Told] = {}
        self._begun = self._late = self._skipped = self._limited = 0
        self._lateness = histograms.new()
        self._met: dict[float, float] = {}
        self._counts: dict[str, list[int]] = {}
        self._slowest: list[dict[str, Any]] = []
        self.last_success = 0.0
        self.totals = {"begun": 0, "over": 0, "good": 0, "failed": 0}

    def join(self, worker: str) -> _Told:
        """This worker takes part. People are told its machine and its number instead of Locust's long name."""
        short = _ID.sub(f"-{len(self._workers) + 1}", worker)
        return self._workers.setdefault(worker, _Told(short))

    def take(self, worker: str, report: Report) -> None:
        """What a worker has seen since its last report. One that was given up is not listened to any more."""
        told = self.join(worker)
        if told.lost:
            return
        self._figures.take(worker, report)
        self._figures.close_before(report["at"] - _SETTLED)
        self._starts(told, report)
        for moment, came in report["met"]:
            self._met[moment] = max(self._met.get(moment, 0.0), came - moment)
        for entry in report["ledger"]:
            self._write(entry)
        self._slowest = sorted([*self._slowest, *report["journeys"]], key=lambda one: -one["waited"])[:SLOWEST]
        self._limited += report["limited"]
        self._health(told, report)
        told.live, told.final = report["live"], report["final"]
        good, failed = report["good"], report["failed"]
        self.totals["good"] += good
        self.totals["failed"] += failed
        if good or not failed:
            self.last_success = report["at"]

    def lost(self, worker: str, at: float) -> None:
        """The worker does not answer any more: what it had begun is unknown, what it was still to begin is skipped."""
        told = self._workers[worker]
        if told.lost or told.final:
            return
        told.lost, told.live = True, 0
        self._figures.lost(worker, at)
        for number, account in told.begun.items():
            entry = Entry(self._mark(number), "", account, "plan", "unknown", 0.0, details={"worker_lost": True})
            self._write(asdict(entry))

    @property
    def waited_for(self) -> list[str]:
        """Workers that have more to tell."""
        return [worker for worker, told in self._workers.items() if not told.final and not told.lost]

    def progress(self, at: float) -> dict[str, Any]:
        """Where the run stands, for people who watch it."""
        alive = [told for told in self._workers.values() if not told.lost]
        busy = [told.processor[-1][1] for told in alive if told.processor]
        return {
            "at": round(at, 1),
            "planned": sum(arrival.at <= at for arrival in self._expected.values()) or self.totals["begun"],
            "live": sum(told.live for told in alive),
            **self.totals,
            "lag": max((told.last_lag for told in alive), default=0.0),
            "processor": max(busy, default=0.0),
            "workers_lost": len(self._workers) - len(alive),
        }

    def run(
        self,
        *,
        started: str,
        inputs: dict[str, Any],
        ended: float,
        target: Mapping[str, list[tuple[float, float]]],
        target_absent: str,
        incomplete: str,
        trouble: str,
    ) -> LoadRun:
        """The record, not judged yet. `ended`: seconds since the beginning."""
        begins, ends = self._measured
        planned = sorted(arrival.at for arrival in self._expected.values())
        in_time = [at for at in planned if begins <= at < min(ends, ended)]
        unbegun = len(in_time) - self._begun - self._skipped if self._expected else 0
        return LoadRun(
            started=started,
            inputs=inputs,
            warm_up=begins,
            seconds=max(min(ends, ended) - begins, 0.0),
            measured=self._figures.measured(),
            intervals=self._figures.intervals(planned),
            workers=tuple(map(_worker, self._workers.values())),
            arrivals=Arrivals(
                planned=len(in_time) if self._expected else self._begun,
                begun=self._begun,
                late=self._late,
                skipped=self._skipped + max(unbegun, 0),
                lateness=histograms.encoded(self._lateness),
                rendezvous=tuple(spread for _, spread in sorted(self._met.items())),
            ),
            failed_outside=self._figures.failed_outside,
            in_flight_at_end=self._figures.cut["journey" if self._expected else "request"],
            refused_by_rate_limit=self._limited,
            ledger={command: (one[0], one[1], one[2]) for command, one in self._counts.items()},
            slowest=tuple(map(_journey, self._slowest)),
            target={name: tuple(series) for name, series in target.items()},
            target_absent=target_absent,
            incomplete=incomplete,
            harness_trouble=trouble,
        )

    def _starts(self, told: _Told, report: Report) -> None:
        begins, ends = self._measured
        for number, late, account in report["begun"]:
            told.begun[number] = account
            arrival = self._expected.get(number)
            if arrival is None or begins <= arrival.at < ends:
                self._begun += 1
                self._late += late > self._late_after
                record(self._lateness, late)
        for number in report["skipped"]:
            self._skipped += begins <= self._expected[number].at < ends
        for number in report["over"]:
            told.begun.pop(number, None)
        self.totals["begun"] += len(report["begun"])
        self.totals["over"] += len(report["over"])

    def _health(self, told: _Told, report: Report) -> None:
        lags = array("d")
        lags.frombytes(report["lag"])
        for lag in lags:
            record(told.lag, lag)
        told.last_lag = max(lags, default=0.0)
        told.processor.extend((moment, share) for moment, share in report["processor"])
        told.clock_ahead = report["clock_ahead"]

    def _write(self, entry: dict[str, Any]) -> None:
        counted = self._counts.setdefault(entry["command"], [0, 0, 0])
        counted[("acknowledged", "refused", "unknown").index(entry["outcome"])] += 1
        self._ledger(json.dumps(entry, ensure_ascii=False))


def _worker(told: _Told) -> Worker:
    return Worker(
        name=told.name,
        lost=told.lost,
        lag=histograms.encoded(told.lag),
        processor=tuple(told.processor),
        clock_ahead=told.clock_ahead,
        unknown=len(told.begun) if told.lost else 0,
    )


def _journey(told: dict[str, Any]) -> Journey:
    steps = tuple((name, begun, seconds, outcome) for name, begun, seconds, outcome in told["steps"])
    return Journey(told["journey"], told["mark"], told["begun"], told["seconds"], steps)
