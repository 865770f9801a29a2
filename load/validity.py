"""Was the run itself valid? Asked before any objective: a generator out of breath measures itself, not the portal.

Each check is told with what was found and what is allowed; docs/load-judging.md explains them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from load.objectives import Objective, found
from reports import histograms
from reports.load_run import Check, CheckVerdict, LoadRun, Worker
from reports.quantities import duration, number, share, things

SENT = 0.99
PROCESSOR, STRETCH = 0.85, 5.0  # no stretch of so many seconds busier than this share of its core
CLOCK = 1.0  # seconds; a Date header has no finer
LAG_AT = 99.0
LAG_PART, LAG_LEAST, LAG_MOST = 0.1, 0.010, 0.050


_ARRIVALS = "planned starts were made"
_PROCESSOR = "the generator had processor to spare"
_LAG = "the generator's loop was on time"
_LOST = "no worker was lost"
SAMPLES = "samples enough"
GENERATOR = frozenset({_ARRIVALS, _PROCESSOR, _LAG, _LOST})
"""Checks that fail when the generator, not the target, has come to its end."""


def checks(run: LoadRun, objectives: Sequence[Objective]) -> list[Check]:
    """All of them, in the order in which a reader wants to know."""
    return [
        _came_to_its_end(run),
        _workers(run),
        _arrivals(run),
        _nothing_in_flight(run),
        _rate_limit(run),
        _processor(run),
        _lag(run, objectives),
        _clocks(run),
        *(_samples(run, one) for one in objectives if one.percentile is not None),
    ]


def lag_allowed(objectives: Sequence[Objective]) -> float:
    """Seconds: a tenth of the tightest latency limit, for so much of what is measured may be the generator's own."""
    limits = [one.limit for one in objectives if one.percentile is not None]
    return min(max(LAG_PART * min(limits, default=LAG_MOST / LAG_PART), LAG_LEAST), LAG_MOST)


def _check(name: str, passed: bool, says: str, value: float | None = None, limit: float | None = None) -> Check:
    return Check("validity", name, "passed" if passed else "failed", says, value, limit)


def _came_to_its_end(run: LoadRun) -> Check:
    if run.incomplete:
        return _check("came to its end", False, f"the run ended before its time: {run.incomplete}.")
    return _check("came to its end", True, f"the run went on for the {duration(run.seconds)} that were to be measured.")


def _workers(run: LoadRun) -> Check:
    lost = [worker for worker in run.workers if worker.lost]
    if lost:
        unknown = things(sum(worker.unknown for worker in lost), "journey")
        names = ", ".join(worker.name for worker in lost)
        told = (
            f"{things(len(lost), 'worker')} of {len(run.workers)} lost ({names}); what became of {unknown} is unknown."
        )
        return _check(_LOST, False, told, len(lost), 0)
    told = (
        f"{things(len(run.workers), 'worker')}, none was lost." if run.workers else "no worker has reported anything."
    )
    return _check(_LOST, bool(run.workers), told, 0, 0)


def _arrivals(run: LoadRun) -> Check:
    arrivals, name = run.arrivals, _ARRIVALS
    if not arrivals.planned:
        return _check(name, False, "no journey was to begin in the measured time: there is nothing to judge.")
    of = f"of {things(arrivals.planned, 'planned start')}"
    astray = arrivals.planned - arrivals.begun - arrivals.skipped
    if astray:
        return _check(name, False, f"{number(abs(astray))} {of} unaccounted for, neither begun nor skipped.", astray, 0)
    sent = arrivals.begun / arrivals.planned
    late = f"; {number(arrivals.late)} of them late" if arrivals.late else ""
    told = f"{number(arrivals.begun)} {of} made ({share(sent)}), {share(SENT)} are needed{late}."
    return _check(name, sent >= SENT, told, sent, SENT)


def _nothing_in_flight(run: LoadRun) -> Check:
    left, name = run.in_flight_at_end, "nothing in flight at the end"
    told = f"{number(left)} in flight at the end; how they ended is not known." if left else f"{name}."
    return _check(name, not left, told, left, 0)


def _rate_limit(run: LoadRun) -> Check:
    refused, name = run.refused_by_rate_limit, "no refusal by rate limit"
    told = (
        f"{things(refused, 'request')} refused by the portal's rate limits (429): they were measured, not the portal."
    )
    return _check(name, not refused, told if refused else f"{name}.", refused, 0)


def _processor(run: LoadRun) -> Check:
    name = _PROCESSOR
    silent = [worker.name for worker in run.workers if not worker.lost and not worker.processor]
    if silent or not run.workers:
        told = f"no processor time is known of {', '.join(silent) or 'any worker'}."
        return _check(name, False, told, None, PROCESSOR)
    busiest, worker = max((busiest_stretch(worker), worker.name) for worker in run.workers)
    told = f"in its busiest {STRETCH:g} s a generator ({worker}) took {share(busiest)} of its core"
    return _check(name, busiest <= PROCESSOR, f"{told}, {share(PROCESSOR)} is allowed.", busiest, PROCESSOR)


def busiest_stretch(worker: Worker) -> float:
    """The greatest mean share of a core over five seconds, from the worker's first second on; of all, if it is less."""
    window: deque[tuple[float, float]] = deque()
    means = []
    for moment, busy in worker.processor:
        window.append((moment, busy))
        while window[0][0] <= moment - STRETCH:
            window.popleft()
        if moment - worker.processor[0][0] >= STRETCH - 1:
            means.append(sum(share_ for _, share_ in window) / len(window))
    return max(means, default=sum(busy for _, busy in window) / max(len(window), 1))


def _lag(run: LoadRun, objectives: Sequence[Objective]) -> Check:
    name, allowed = _LAG, lag_allowed(objectives)
    found_ = [(histograms.decode(worker.lag), worker.name) for worker in run.workers if not worker.lost]
    silent = [worker for lag, worker in found_ if not lag.total_count]
    if silent or not found_:
        return _check(
            name, False, f"no lag of the loop is known of {', '.join(silent) or 'any worker'}.", None, allowed
        )
    worst, worker = max((histograms.at(lag, LAG_AT), worker) for lag, worker in found_)
    told = f"p{LAG_AT:g} of the loop's lag: {duration(worst)} ({worker}), {duration(allowed)} are allowed."
    return _check(name, worst <= allowed, told, worst, allowed)


def _clocks(run: LoadRun) -> Check:
    name = "the clocks agree"
    ahead = [(abs(worker.clock_ahead), worker.name) for worker in run.workers if worker.clock_ahead is not None]
    if not ahead:
        told = "the target could not be asked for its time, or does not tell it (no Date header): not compared."
        return Check("validity", name, "not checked", told, None, CLOCK)
    worst, worker = max(ahead)
    told = f"the clock of {worker} and the target's are {duration(worst)} apart, {duration(CLOCK)} is allowed."
    return _check(name, worst <= CLOCK, told, worst, CLOCK)


def _samples(run: LoadRun, objective: Objective) -> Check:
    """None at all is a missed objective, not a matter of validity: what was to be measured never succeeded."""
    count = histograms.merged(one.service for one in found(run, objective.what)).total_count
    verdict: CheckVerdict = "passed" if count >= objective.samples else "failed" if count else "not checked"
    needed = f"a p{objective.percentile:g} needs {number(objective.samples)}"
    told = f"{things(count, 'sample')} of {objective.what.replace('_', ' ')}, {needed}."
    return Check("validity", f"{SAMPLES} for “{objective.text}”", verdict, told, count, objective.samples)
