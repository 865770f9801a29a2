"""What one generator process has seen since its last report: a row a sample, journeys begun and over, the ledger.

Lean, since it runs inside what is measured: a sample costs one row of numbers. Sorting and histograms are the
gatherer's part (`load.figures`), which has a process of its own wherever there is a master.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from load.arrivals import Arrival
from load.ledger import Entry
from load.line import Sample

OUTCOMES = ("good", "refused", "failed", "cut")
ROW = 5
"""Numbers a row: what it was (its place in `names`), intended, begun, ended (seconds since the beginning), outcome."""
SLOWEST = 10
_TOO_MANY = 429
_ENTRY = [field.name for field in fields(Entry)]

Report = dict[str, Any]
"""A worker's report, of what msgpack can carry."""


class Recorder:
    """`zero`: the run's beginning on this process's monotonic clock. `limited`: requests that met a rate limit; `met`:
    of each who came to a rendezvous its moment and when he came, seconds since the beginning.
    """

    def __init__(self, zero: float) -> None:
        self.zero = zero
        self.live = 0
        self._places: dict[tuple[str, str], int] = {}
        self._slowest: list[float] = []
        self._fresh()

    def _fresh(self) -> None:
        self._rows = array("d")
        self.limited = 0
        self._begun: list[tuple[int, float, str]] = []
        self._skipped: list[int] = []
        self._over: list[int] = []
        self.met: list[tuple[float, float]] = []
        self._ledger: list[dict[str, Any]] = []
        self._journeys: list[dict[str, Any]] = []
        self._good = self._failed = 0

    def write(self, entry: Entry) -> None:
        """One more line of the ledger."""
        self._ledger.append({name: getattr(entry, name) for name in _ENTRY})

    def add(self, kind: str, name: str, intended: float, begun: float, ended: float, outcome: str) -> None:
        """One sample; moments are those of the monotonic clock."""
        place = self._places.setdefault((kind, name), len(self._places))
        if kind == "request":
            self._good += outcome == "good"
            self._failed += outcome == "failed"
        zero = self.zero
        self._rows.extend((place, intended - zero, begun - zero, ended - zero, OUTCOMES.index(outcome)))

    def skip(self, number: int) -> None:
        """This journey was not begun at all."""
        self._skipped.append(number)

    def begin(self, number: int, account: str, late: float) -> None:
        """This journey has begun, so many seconds after its moment."""
        self.live += 1
        self._begun.append((number, late, account))

    def end(self, number: int) -> None:
        """What has become of this journey is known."""
        self.live -= 1
        self._over.append(number)

    def slow(self, waited: float, journey: dict[str, Any]) -> None:
        """One journey for the slowest, by how long its people have waited for the portal, if it is one of them."""
        if len(self._slowest) < SLOWEST:
            heapq.heappush(self._slowest, waited)
        elif waited <= heapq.heappushpop(self._slowest, waited):
            return
        self._journeys.append({"waited": waited, **journey})

    def report(self) -> Report:
        """Everything since the last one, which is then forgotten here."""
        told = {
            "names": [list(name) for name in self._places],
            "rows": self._rows.tobytes(),
            "limited": self.limited,
            "begun": self._begun,
            "skipped": self._skipped,
            "over": self._over,
            "met": self.met,
            "ledger": self._ledger,
            "journeys": self._journeys,
            "live": self.live,
            "good": self._good,
            "failed": self._failed,
        }
        self._fresh()
        return told


class Timeline:
    """One journey as it goes: its samples are taken, and at its end it is one itself."""

    def __init__(self, recorder: Recorder, arrival: Arrival, mark: str, clock: Callable[[], float]) -> None:
        self._recorder = recorder
        self._arrival = arrival
        self._mark = mark
        self._clock = clock
        self._begun = clock()
        self._waited = 0.0
        self._refused: Sample | None = None
        self._meets_at = arrival.meets_at
        self._steps: list[tuple[str, float, float, str]] = []

    def take(self, sample: Sample) -> None:
        """A request, or an action as a whole (its route is empty).

        A refusal is an answer, unless it is one by a rate limit. An action that was refused was meant to be if the
        journey goes on; if it ends by that, it has failed.
        """
        if self._refused is not None:
            self._tell(self._refused, "good")
            self._refused = None
        if sample.route:
            limited = sample.status == _TOO_MANY
            self._recorder.limited += limited
            self._tell(sample, "failed" if limited else "good" if sample.outcome == "refused" else sample.outcome)
        elif sample.outcome == "refused":
            self._refused = sample
        else:
            self._tell(sample, sample.outcome)

    def close(self, outcome: str) -> None:
        """The journey is over."""
        if self._refused is not None:
            self._tell(self._refused, outcome)
        ended, recorder, arrival = self._clock(), self._recorder, self._arrival
        planned = recorder.zero + arrival.at
        recorder.add("journey", arrival.journey, planned, self._begun, ended, outcome)
        told = {"journey": arrival.journey, "mark": self._mark, "begun": self._begun - recorder.zero}
        recorder.slow(self._waited, {**told, "seconds": ended - self._begun, "steps": self._steps})

    def _tell(self, sample: Sample, outcome: str) -> None:
        recorder = self._recorder
        if sample.route:
            recorder.add("request", sample.route, sample.intended, sample.begun, sample.ended, outcome)
            return
        recorder.add("action", sample.name, sample.intended, sample.begun, sample.ended, outcome)
        self._waited += sample.ended - sample.intended
        self._steps.append((sample.name, sample.begun - recorder.zero, sample.ended - sample.begun, outcome))
        if sample.name == "join" and self._meets_at is not None and outcome == "good":
            recorder.met.append((self._meets_at, sample.ended - recorder.zero))
            self._meets_at = None  # who joins anew after trouble has come already
