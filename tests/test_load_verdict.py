"""Planted faults: each is found by the check it is for, and comes to its verdict, sentence and exit code."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from load import objectives, validity
from load.verdict import CODES, decide, judged
from reports import histograms
from reports.load_run import Arrivals, Check, LoadRun
from tests.load_runs import a_run, a_worker, changed_worker, with_latency

RUN = a_run(conferences=2000, seconds=60, warm_up=20)
OBJECTIVES = [
    objectives.read(text)
    for text in ("p95 of join < 300 ms", "p99 of connected < 2 s", "failures < 0.1 %", "p95 of chair actions < 300 ms")
]
SATURATED = a_worker(random.Random(5), "worker-1", 80, busy=0.99, lag=0.012)
BURST = tuple((float(t), 1.0 if 40 <= t < 46 else 0.3) for t in range(1, 80))

Fault = Callable[[LoadRun], LoadRun]
LOG_LOST = Check("audit", "add: acknowledged ≤ portal ≤ attempted", "failed", "add: 1 acknowledged is not there.")
SLOWER = Check("comparison", "p95 of join", "failed", "8 % slower than build 41, sure.")


def arrivals(**changes: Any) -> Fault:
    return lambda run: replace(run, arrivals=replace(run.arrivals, **changes))


FAULTS: dict[str, tuple[Fault, str, str, int]] = {
    "nothing": (lambda run: run, "", "good", 0),
    "slow route": (lambda run: with_latency(run, "join", 0.5), "p95 of join < 300 ms", "objective missed", 10),
    "late answer": (lambda run: with_latency(run, "connected", 2.5), "p99 of connected", "objective missed", 10),
    "failing": (lambda run: with_latency(run, "end", 0.1, failed=60), "failures < 0.1 %", "objective missed", 10),
    "never worked": (
        lambda run: with_latency(run, "join", 1, count=0, failed=9),
        "p95 of join",
        "objective missed",
        10,
    ),
    "saturated": (lambda run: replace(run, workers=(SATURATED,)), "processor to spare", "not valid", 20),
    "lagging": (lambda run: replace(run, workers=(SATURATED,)), "loop was on time", "not valid", 20),
    "a short burst": (lambda run: changed_worker(run, processor=BURST), "processor to spare", "not valid", 20),
    "no processor time": (lambda run: changed_worker(run, processor=()), "processor to spare", "not valid", 20),
    "no lag told": (lambda run: changed_worker(run, lag=""), "loop was on time", "not valid", 20),
    "killed worker": (lambda run: changed_worker(run, lost=True, unknown=17), "no worker was lost", "not valid", 20),
    "no worker": (lambda run: replace(run, workers=()), "no worker was lost", "not valid", 20),
    "clock ahead": (lambda run: changed_worker(run, clock_ahead=-3.0), "the clocks agree", "not valid", 20),
    "skipped": (arrivals(begun=1979, skipped=21), "planned starts were made", "not valid", 20),
    "unaccounted": (arrivals(begun=1999), "planned starts were made", "not valid", 20),
    "no arrivals": (arrivals(planned=0, begun=0), "planned starts were made", "not valid", 20),
    "in flight": (lambda run: replace(run, in_flight_at_end=1), "nothing in flight", "not valid", 20),
    "rate limit": (lambda run: replace(run, refused_by_rate_limit=1), "no refusal by rate limit", "not valid", 20),
    "killed portal": (lambda run: replace(run, incomplete="the portal went away"), "came to its end", "not valid", 20),
    "few": (lambda run: with_latency(run, "connected", 0.1, count=298), "samples enough for “p99", "not valid", 20),
}


@pytest.mark.parametrize(("fault", "check", "verdict", "code"), FAULTS.values(), ids=list(FAULTS))
def test_fault_verdict_code(fault: Fault, check: str, verdict: str, code: int) -> None:
    run = fault(RUN)
    found = [*validity.checks(run, OBJECTIVES), *objectives.checks(run, OBJECTIVES)]
    failed = [one for one in found if one.verdict == "failed"]
    told = judged(run, found)
    assert (told.verdict, told.code) == (verdict, code)
    if check:
        assert [one for one in failed if check in one.name], [one.name for one in failed]
    else:
        assert not failed


def test_a_burst_is_no_fault_if_it_is_shorter_than_five_seconds() -> None:
    short = tuple((moment, busy if moment < 43 else 0.3) for moment, busy in BURST)
    assert validity.busiest_stretch(changed_worker(RUN, processor=short).workers[0]) < validity.PROCESSOR


def test_a_saturated_generator_is_seen_in_a_run_shorter_than_a_stretch() -> None:
    """Locust's own first sample is always nought, and its next comes after ten seconds."""
    brief = ((1.0, 1.0), (2.0, 1.0))
    assert validity.busiest_stretch(changed_worker(RUN, processor=brief).workers[0]) == 1.0


@pytest.mark.parametrize(
    ("limits", "allowed"), [([], 0.05), (["10 s"], 0.05), (["300 ms", "2 s"], 0.03), (["20 ms"], 0.01)]
)
def test_how_late_a_loop_may_be(limits: list[str], allowed: float) -> None:
    asked = [objectives.read(f"p95 of join < {limit}") for limit in limits]
    assert validity.lag_allowed(asked) == pytest.approx(allowed)


def test_what_was_not_compared_is_said_and_fails_nothing() -> None:
    run = replace(RUN, workers=tuple(replace(worker, clock_ahead=None) for worker in RUN.workers))
    told = judged(run, validity.checks(run, OBJECTIVES))
    assert told.code == 0
    assert told.sentence.endswith("Not checked: the clocks agree.")


def check(kind: str) -> Check:
    return {
        "objective missed": objectives.checks(with_latency(RUN, "join", 0.5), OBJECTIVES)[0],
        "slower": SLOWER,
        "audit failed": LOG_LOST,
        "not valid": validity.checks(replace(RUN, in_flight_at_end=1), [])[3],
    }[kind]


ORDER = ["audit failed", "not valid", "objective missed", "slower"]


@pytest.mark.parametrize("first", range(len(ORDER)))
@pytest.mark.parametrize("second", range(len(ORDER)))
def test_of_several_the_worst_counts(first: int, second: int) -> None:
    """30, 12, 20, 10, 11."""
    found = [check(ORDER[first]), check(ORDER[second])]
    assert decide(found) == ORDER[min(first, second)]
    told = judged(RUN, found, "the disk is full")
    assert (told.verdict, told.code) == ("harness failed", 30)
    assert [CODES[verdict] for verdict in ORDER] == [12, 20, 10, 11]
    assert told.sentence.startswith("The harness failed: the disk is full.")


def test_nothing_checked_is_not_good() -> None:
    assert judged(RUN, []).code == 20


def test_sentences() -> None:
    good = judged(RUN, [*validity.checks(RUN, OBJECTIVES), *objectives.checks(RUN, OBJECTIVES)]).sentence
    assert good.startswith("Good: p9") and "(closest of 4 objectives). 2,000 journeys in 1 min, at most " in good
    slow = with_latency(replace(RUN, in_flight_at_end=2), "join", 0.5)
    found = [*validity.checks(slow, OBJECTIVES), *objectives.checks(slow, OBJECTIVES), LOG_LOST]
    told = judged(slow, found).sentence
    assert told.startswith(
        "Audit failed: add: 1 acknowledged is not there. Also: 1 validity check failed, 2 objectives"
    )
    assert judged(RUN, [SLOWER]).sentence.startswith("Slower: 8 % slower than build 41, sure.")


def test_failures_that_no_objective_counts_are_said_and_change_no_verdict() -> None:
    told = judged(replace(RUN, failed_outside=191), objectives.checks(RUN, OBJECTIVES))
    assert told.verdict == "good"
    assert told.sentence.endswith(" at once. Outside the measured time 191 more actions failed.")
    assert "Outside" not in judged(RUN, objectives.checks(RUN, OBJECTIVES)).sentence


def test_late_starts_are_said() -> None:
    run = replace(RUN, arrivals=Arrivals(100, 100, 7, 0, histograms.encoded(histograms.of([0.1]))))
    assert "; 7 of them late." in next(one.says for one in validity.checks(run, []) if "planned" in one.name)
