"""What one load run measured and how it was judged: `run.json`. The report, the comparison and the history read it.

Times are seconds, moments seconds since the run's first planned arrival, but for `started`, which is ISO 8601 in UTC.
Histograms are HdrHistograms of whole microseconds, 1 µs to 1 h at three significant digits, as the library encodes
them (`encode`): they add up over workers and runs without loss.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

SCHEMA = 2

Kind = Literal["journey", "action", "request", "browser"]
"""A whole journey (`conference`), what a person does in it (`join`), one request that it needed (`POST /planning`);
in a browser on board a web vital, a step or a scenario."""

VITALS = ("LCP", "INP")
"""Largest contentful paint and interaction to next paint, of a page visit (fixtures/aboard.py)."""

CheckKind = Literal["validity", "objective", "audit", "comparison"]
CheckVerdict = Literal["passed", "failed", "not checked"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of thing that was done, over the measured time; what warmed up is not in it.

    `service`: from the sending to the end of the answer. `intended`: from the moment it was meant to begin, so that
    waiting in a line of its own making counts. Both of successes only; `failed_service` holds what failed.
    """

    kind: Kind
    name: str
    good: int
    failed: int
    service: str
    intended: str
    failed_service: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A slice of the run, all workers together. `live`: the most journeys that were told to be live at a moment of it,
    `live_mean`: how many there were in the mean of what was told.

    `latency`: of each action its histograms `[service, intended]`.
    """

    begins: float
    seconds: float
    warm_up: bool
    planned: int
    begun: int
    live: int
    live_mean: float
    in_flight: int
    good: int
    failed: int
    latency: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worker:
    """One generator process. `lag`: encoded histogram of how late its loop woke a sentinel that sleeps 20 ms.

    `processor`: shares of one core, `[moment, share]` from the first second on. `clock_ahead`: of this worker's clock
    against the target's, seconds. `unknown`: conferences that it never told the end of.
    """

    name: str
    lost: bool
    lag: str
    processor: tuple[tuple[float, float], ...]
    clock_ahead: float | None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Conferences that were to begin in the measured time: `planned` = `begun` + `skipped`; `late` of the begun.

    `lateness`: encoded histogram, how long after its planned moment each began. `rendezvous`: spread of each planned
    meeting, from its moment to the last who came, seconds.
    """

    planned: int
    begun: int
    late: int
    skipped: int
    lateness: str
    rendezvous: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One validity check, objective or law, read aloud: `says` is a sentence with value, limit and margin."""

    kind: CheckKind
    name: str
    verdict: CheckVerdict
    says: str
    value: float | None = None
    limit: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """One of the slowest conferences: what was done in it, in order, as `[name, begun, seconds, outcome]`."""

    journey: str
    mark: str
    begun: float
    seconds: float
    steps: tuple[tuple[str, float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that a browser on board saw. `what`: LCP or INP of a page visit, a step of the memo, a scenario.

    `live`: so many journeys were live then. `evidence`: where that of a failed scenario lies, from the run's folder.
    """

    what: Literal["LCP", "INP", "step", "scenario"]
    name: str
    moment: float
    seconds: float
    good: bool
    live: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Aboard:
    """One browser on board. `trouble`: how it ended, if not as it was told to. `processor`: as of a worker, of its
    pytest process, its driver and all of the browser's processes together, so that it may be more than 1.
    """

    name: str
    trouble: str
    processor: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LoadRun:
    """A whole run. `inputs`: everything that made it (profile, target, seed, command, versions, machine), no secret.

    `incomplete`: why it ended before its time, or empty. `harness_trouble`: what went wrong on our side, or empty.
    `ledger`: of each command `[acknowledged, refused, unknown]`.
    `failed_outside`: actions that failed in the warm-up or after the measured time, which no objective counts.
    `target`: the target's own figures, a series of `[moment, value]` by name; `target_absent` says why there are none.
    """

    started: str
    inputs: dict[str, Any]
    warm_up: float
    seconds: float
    measured: tuple[Measured, ...]
    intervals: tuple[Interval, ...]
    workers: tuple[Worker, ...]
    arrivals: Arrivals
    in_flight_at_end: int
    refused_by_rate_limit: int
    ledger: dict[str, tuple[int, int, int]]
    failed_outside: int = 0
    slowest: tuple[Journey, ...] = ()
    target: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    target_absent: str = ""
    browsers: tuple[Aboard, ...] = ()
    seen: tuple[Seen, ...] = ()
    incomplete: str = ""
    harness_trouble: str = ""
    checks: tuple[Check, ...] = ()
    sentence: str = ""
    verdict: str = ""
    code: int = 0

    def in_time(self, seen: Iterable[Seen]) -> list[Seen]:
        """What began in the measured time."""
        return [one for one in seen if self.warm_up <= one.moment < self.warm_up + self.seconds]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> LoadRun:
        """Of the file, or of `run.json` in the folder. Raises OSError; ValueError with a sentence for what is none."""
        file = path / "run.json" if path.is_dir() else path
        try:
            told = json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise ValueError(f"{file} is no load run: {error}") from error
        schema = told.get("schema") if isinstance(told, dict) else None
        if schema != SCHEMA:
            written = f"of schema {schema}" if schema is not None else "of another kind"
            raise ValueError(f"{file} is a file {written}; load runs of schema {SCHEMA} are read here.")
        try:
            return TypeAdapter(LoadRun).validate_python({name: told[name] for name in told if name != "schema"})
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise ValueError(f"{file} is no whole load run: {place}: {first['msg']}.") from error
