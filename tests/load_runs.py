"""Load runs made up from a seed, for the tests of judging and reporting: ten minutes of conferences, nothing wrong."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

from reports import histograms
from reports.load_run import Arrivals, Interval, Journey, LoadRun, Measured, Worker

ACTIONS = {  # median in seconds, sigma, how often in a conference
    "log_in": (0.045, 0.25, 1.0),
    "plan": (0.028, 0.4, 1.0),
    "join": (0.016, 0.4, 1.0),
    "listen": (0.004, 0.3, 1.0),
    "add": (0.012, 0.5, 2.2),
    "invite": (0.018, 0.5, 2.0),
    "connected": (0.11, 0.5, 1.0),
    "extend": (0.011, 0.4, 0.3),
    "block": (0.012, 0.4, 0.4),
    "end": (0.021, 0.6, 0.98),
    "history": (0.024, 0.4, 0.9),
    "log_out": (0.006, 0.4, 0.9),
}
JOURNEYS = {"conference": (300.0, 0.35), "planning_ahead": (40.0, 0.3), "forgetful": (30.0, 0.4)}
REQUESTS = {"POST /planning": 0.022, "GET /conferences/{id}": 0.012, "POST /conferences/{id}/invite": 0.015}


def a_run(seed: int = 1, *, conferences: int = 2000, seconds: float = 600.0, warm_up: float = 120.0) -> LoadRun:
    """A good run of the profile `peak`. Change what matters by `dataclasses.replace`, or `with_latency`."""
    chance = random.Random(seed)
    measured = [
        _measured(chance, "action", name, median, sigma, round(conferences * often))
        for name, (median, sigma, often) in ACTIONS.items()
    ]
    measured += [_measured(chance, "request", name, median, 0.4, conferences) for name, median in REQUESTS.items()]
    for name, (median, sigma) in JOURNEYS.items():
        count = conferences if name == "conference" else conferences // 8
        measured.append(_measured(chance, "journey", name, median, sigma, count))
    intervals = tuple(
        _interval(chance, begins, warm_up, conferences / 5) for begins in range(0, int(warm_up + seconds), 5)
    )
    return LoadRun(
        started="2026-11-24T09:30:00Z",
        inputs={
            "profile": "peak",
            "target": "http://127.0.0.1:8080",
            "target version": "0.1.0",
            "seed": seed,
            "command": "python -m load run peak",
            "workers": 2,
            "versions": {"locust": "2.47.0", "python": "3.11.7"},
            "machine": "2 cores, 8 GB, Linux",
        },
        warm_up=warm_up,
        seconds=seconds,
        measured=tuple(measured),
        intervals=intervals,
        workers=tuple(a_worker(chance, f"worker-{number}", warm_up + seconds) for number in (1, 2)),
        arrivals=Arrivals(conferences, conferences, 3, 0, _of(chance, 0.0012, 0.6, conferences), (0.8, 1.1, 0.7)),
        in_flight_at_end=0,
        refused_by_rate_limit=0,
        ledger={name: (round(conferences * often), 0, 0) for name, (_, _, often) in ACTIONS.items()},
        slowest=tuple(a_journey(chance, number) for number in range(5)),
        target={
            "processor": tuple((t, 0.55 + 0.1 * math.sin(t / 60) + chance.gauss(0, 0.02)) for t in _moments(intervals)),
            "live pages": tuple((i.begins, float(i.live)) for i in intervals),
        },
    )


def a_worker(chance: random.Random, name: str, seconds: float, *, busy: float = 0.4, lag: float = 0.0004) -> Worker:
    processor = tuple((float(t), min(max(chance.gauss(busy, 0.05), 0.0), 1.0)) for t in range(1, int(seconds), 1))
    return Worker(name, False, _of(chance, lag, 0.7, 3000), processor, 0.02)


def a_journey(chance: random.Random, number: int) -> Journey:
    begun = at = 140.0 + 60 * number
    steps = []
    for name, (median, sigma, _) in ACTIONS.items():
        took = chance.lognormvariate(math.log(median), sigma) * (20 if name == "invite" and number == 0 else 1)
        steps.append((name, at, took, "failed" if number == 1 and name == "end" else "good"))
        at += took + chance.expovariate(1 / 12)
    return Journey("conference", f"load-2411-{number * 37 + 12}", begun, at - begun, tuple(steps))


def with_latency(run: LoadRun, action: str, median: float, *, count: int = 2000, failed: int = 0) -> LoadRun:
    """The same, but this action took about so long (seconds, hardly any spread)."""
    slow = _measured(random.Random(7), "action", action, median, 0.02, count, failed)
    return replace(run, measured=(*(m for m in run.measured if (m.kind, m.name) != ("action", action)), slow))


def changed_worker(run: LoadRun, **changes: Any) -> LoadRun:
    """The same, but the first worker is different."""
    return replace(run, workers=(replace(run.workers[0], **changes), *run.workers[1:]))


def _measured(
    chance: random.Random, kind: Any, name: str, median: float, sigma: float, count: int, failed: int = 0
) -> Measured:
    service = [chance.lognormvariate(math.log(median), sigma) for _ in range(count)]
    intended = [one + chance.expovariate(1 / 0.0008) for one in service]
    broken = histograms.of(chance.lognormvariate(math.log(median), sigma) for _ in range(failed))
    told, meant, failures = (histograms.encoded(h) for h in (histograms.of(service), histograms.of(intended), broken))
    return Measured(kind, name, count, failed, told, meant, failures)


def _interval(chance: random.Random, begins: int, warm_up: float, most: float) -> Interval:
    live = round(most * min(1.0, begins / warm_up) + chance.gauss(0, most / 60)) if begins else 0
    load = 1 + 0.5 * max(live, 0) / most
    latency = {}
    for name in ("join", "invite", "end"):
        median, sigma, _ = ACTIONS[name]
        times = [chance.lognormvariate(math.log(median * load), sigma) for _ in range(40)]
        behind = [one + chance.expovariate(1 / 0.001) for one in times]
        latency[name] = (histograms.encoded(histograms.of(times)), histograms.encoded(histograms.of(behind)))
    planned = sum(chance.random() < 0.33 for _ in range(50))
    live, in_flight = max(live, 0), chance.randrange(4)
    return Interval(begins, 5.0, begins < warm_up, planned, planned, live, 0.9 * live, in_flight, 420, 0, latency)


def _of(chance: random.Random, median: float, sigma: float, count: int) -> str:
    times = (chance.lognormvariate(math.log(median), sigma) for _ in range(count))
    return histograms.encoded(histograms.of(times))


def _moments(intervals: tuple[Interval, ...]) -> list[float]:
    return [interval.begins for interval in intervals]
