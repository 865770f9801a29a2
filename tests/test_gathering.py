"""From samples to the record of a run: two clocks, successes and failures apart, nobody and nothing lost uncounted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from load.arrivals import Arrival
from load.gathering import Gathering
from load.ledger import Entry
from load.line import Outcome, Sample
from load.recorder import Recorder, Report, Timeline
from reports import histograms
from reports.load_run import LoadRun, Measured

ZERO = 1000.0
EXPECTED = [Arrival(number, at, "conference") for number, at in ((1, 1.0), (2, 6.0), (3, 7.0))]


class Worker:
    """One generator whose clock is steered."""

    def __init__(self) -> None:
        self.now = ZERO
        self.recorder = Recorder(ZERO)

    def journey(
        self, number: int, at: float, *, meets_at: float | None = None, begins: float | None = None
    ) -> Timeline:
        """One that is planned at `at` and begins then, or at `begins`."""
        self.now = ZERO + (at if begins is None else begins)
        self.recorder.begin(number, f"account {number}", self.now - ZERO - at)
        arrival = Arrival(number, at, "conference", meets_at)
        return Timeline(self.recorder, arrival, f"load-x-{number}", lambda: self.now)

    def end(self, number: int, timeline: Timeline, at: float, outcome: str = "good") -> None:
        self.now = ZERO + at
        timeline.close(outcome)
        self.recorder.end(number)

    def report(self, at: float, **told: Any) -> Report:
        """What it tells at this moment; `told`: what is not as with a healthy one."""
        healthy = {
            "in_flight": 0,
            "lag": b"",
            "processor": [(at, 0.1)],
            "clock_ahead": 0.0,
            "broken": [],
            "final": False,
        }
        return {**self.recorder.report(), "at": at, **healthy, **told}


def sample(
    name: str,
    intended: float,
    begun: float,
    ended: float,
    outcome: Outcome = "good",
    *,
    route: str = "",
    status: int = 0,
) -> Sample:
    return Sample(name, route, ZERO + intended, ZERO + begun, ZERO + ended, outcome, status, 0)


def gathering(expected: Sequence[Arrival] = EXPECTED, lines: list[str] | None = None) -> Gathering:
    written = [] if lines is None else lines
    measured = (5.0, 10.0) if expected else (0.0, float("inf"))
    return Gathering(expected, measured, 1.0, 0.5, lambda number: f"load-x-{number}", written.append)


def ended(gathered: Gathering, at: float = 20.0) -> LoadRun:
    return gathered.run(started="", inputs={}, ended=at, target={}, target_absent="", incomplete="", trouble="")


def found(run: LoadRun, kind: str, name: str) -> Measured:
    return next(one for one in run.measured if (one.kind, one.name) == (kind, name))


def test_both_clocks_are_told_and_failures_stay_out_of_them() -> None:
    """A request of 0.2 s that waited 0.8 s for its turn has 1 s on the intended clock; a fast 500 is not in it."""
    worker, gathered = Worker(), gathering()
    timeline = worker.journey(2, 6.0)
    timeline.take(sample("join", 6.0, 6.8, 7.0, route="GET /", status=200))
    timeline.take(sample("join", 7.0, 7.0, 7.001, "failed", route="GET /", status=500))
    timeline.take(sample("join", 6.0, 6.8, 7.001, "failed"))
    gathered.take("one", worker.report(8.0))
    request = found(ended(gathered), "request", "GET /")
    assert (request.good, request.failed) == (1, 1)
    service, intended, failed = map(histograms.decode, (request.service, request.intended, request.failed_service))
    assert histograms.at(service, 50) == pytest.approx(0.2, rel=0.002)
    assert histograms.at(intended, 50) == pytest.approx(1.0, rel=0.002)
    assert histograms.at(failed, 50) == pytest.approx(0.001, rel=0.002)
    action = found(ended(gathered), "action", "join")
    assert (action.good, action.failed) == (0, 1)


def test_what_warms_up_or_comes_after_is_in_the_slices_only() -> None:
    """What counts is when it was meant to begin: 4.9 is before the measured time, though it ended in it."""
    worker, gathered = Worker(), gathering()
    timeline = worker.journey(1, 1.0)
    for intended, done in ((4.9, 5.5), (5.0, 5.6), (9.9, 10.4), (10.0, 10.2)):
        timeline.take(sample("look", intended, intended, done, route="GET /", status=200))
    gathered.take("one", worker.report(11.0))
    run = ended(gathered)
    assert found(run, "request", "GET /").good == 2
    assert sum(one.good for one in run.intervals) == 4
    assert [one.warm_up for one in run.intervals] == [True] * 5 + [False] * 7


def test_what_fails_outside_of_the_measured_time_is_counted_apart() -> None:
    """Neither a total nor an objective sees it; a request that failed is part of the action that did."""
    worker, gathered = Worker(), gathering()
    timeline = worker.journey(1, 1.0)
    outcomes: dict[float, Outcome] = {4.9: "failed", 5.0: "failed", 9.9: "failed", 10.0: "failed", 12.0: "good"}
    for intended, outcome in outcomes.items():
        timeline.take(sample("look", intended, intended, 12.5, outcome, route="GET /", status=500))
        timeline.take(sample("look", intended, intended, 12.5, outcome))
    timeline.take(sample("look", 12.0, 12.0, 12.5, "cut"))
    gathered.take("one", worker.report(13.0))
    run = ended(gathered)
    assert run.failed_outside == 2
    assert found(run, "action", "look").failed == 2


@pytest.mark.parametrize(
    ("outcome", "status", "ends", "request_", "action"),
    [
        ("refused", 422, "good", (1, 0), (1, 0)),  # a wrong code that was meant to be wrong
        ("refused", 422, "failed", (1, 0), (0, 1)),  # a refusal that ended the journey
        ("refused", 429, "failed", (0, 1), (0, 1)),
        ("failed", 503, "failed", (0, 1), (0, 1)),
        ("good", 200, "good", (1, 0), (1, 0)),
    ],
)
def test_a_refusal_fails_what_it_ends(
    outcome: Outcome, status: int, ends: str, request_: tuple[int, int], action: tuple[int, int]
) -> None:
    """A refusal is an answer in time; whether it was a failure is told by what the journey makes of it."""
    worker, gathered = Worker(), gathering()
    timeline = worker.journey(2, 6.0)
    timeline.take(sample("log_in", 6.0, 6.0, 6.1, outcome, route="POST /login", status=status))
    timeline.take(sample("log_in", 6.0, 6.0, 6.1, outcome))
    worker.end(2, timeline, 6.2, ends)
    gathered.take("one", worker.report(8.0))
    run = ended(gathered)
    told = found(run, "request", "POST /login"), found(run, "action", "log_in"), found(run, "journey", "conference")
    assert [(one.good, one.failed) for one in told[:2]] == [request_, action]
    assert told[2].failed == (ends == "failed")
    assert run.refused_by_rate_limit == (status == 429)


def test_arrivals_are_begun_late_or_skipped_and_none_is_forgotten() -> None:
    """Of the two in the measured time one is late; the one that warms up does not count."""
    worker, gathered = Worker(), gathering()
    worker.journey(1, 1.0)
    worker.journey(2, 6.0, begins=6.6)
    worker.recorder.skip(3)
    gathered.take("one", worker.report(8.0))
    arrivals = ended(gathered).arrivals
    assert (arrivals.planned, arrivals.begun, arrivals.late, arrivals.skipped) == (2, 1, 1, 1)
    assert histograms.at(histograms.decode(arrivals.lateness), 100) == pytest.approx(0.6, rel=0.002)


def test_what_was_cut_is_in_flight_at_the_end_and_neither_good_nor_failed() -> None:
    """In an open run a journey that did not end in the drain; where users stop whenever, only a request on its way."""
    for expected, in_flight in ((EXPECTED, 1), ([], 2)):
        worker, gathered = Worker(), gathering(expected)
        timeline = worker.journey(2, 6.0)
        timeline.take(sample("join", 6.0, 6.0, 9.0, "cut", route="GET /"))
        timeline.take(sample("join", 6.0, 6.0, 9.0, "cut", route="POST /"))
        worker.end(2, timeline, 9.0, "cut")
        gathered.take("one", worker.report(9.0, final=True))
        run = ended(gathered)
        assert (run.in_flight_at_end, run.measured) == (in_flight, ())


def test_two_workers_add_up_in_totals_and_in_slices() -> None:
    """Live in a slice is the sum of what each has told."""
    gathered = gathering()
    for name, number in (("one", 2), ("two", 3)):
        worker = Worker()
        timeline = worker.journey(number, 6.0)
        timeline.take(sample("join", 6.0, 6.0, 6.5, route="GET /", status=200))
        timeline.take(sample("join", 6.0, 6.0, 6.5))
        gathered.take(name, worker.report(6.9))
    run = ended(gathered)
    assert found(run, "action", "join").good == 2
    sixth = run.intervals[6]
    assert (sixth.begins, sixth.planned, sixth.begun, sixth.live, sixth.good) == (6.0, 1, 2, 2, 2)
    assert histograms.decode(sixth.latency["join"][0]).total_count == 2
    assert [worker.name for worker in run.workers] == ["one", "two"]


def test_live_in_a_slice_is_the_most_and_the_mean_of_what_a_worker_has_told_in_it() -> None:
    """A short run of Locust's users is one slice, in which all are gone at the end; afterwards nobody is live."""
    worker, gathered = Worker(), gathering()
    first, second = worker.journey(1, 1.0), worker.journey(2, 6.0)
    gathered.take("one", worker.report(6.1))
    worker.end(1, first, 6.2)
    worker.end(2, second, 6.8)
    gathered.take("one", worker.report(6.9))
    gathered.take("two", Worker().report(8.5))
    told = ended(gathered).intervals[5:]
    assert [(one.live, one.live_mean) for one in told] == [(0, 0), (2, 1.0), (0, 0), (0, 0)]


def test_a_worker_is_told_by_its_machine_and_its_number() -> None:
    """Locust's own names are 32 digits long; what is sent to a worker goes by them nevertheless."""
    ids = [f"bench-7_{digit * 32}" for digit in "a5"]
    gathered = gathering()
    for id_ in ids:
        gathered.join(id_)
    gathered.take(ids[1], Worker().report(6.0))
    assert gathered.waited_for == ids
    assert [worker.name for worker in ended(gathered).workers] == ["bench-7-1", "bench-7-2"]


def test_a_lost_worker_leaves_its_unfinished_journeys_as_unknown() -> None:
    """One had ended and stays what it was; the other's mark goes into the ledger; what never began is skipped."""
    lines: list[str] = []
    worker, gathered = Worker(), gathering(lines=lines)
    over = worker.journey(1, 1.0)
    worker.end(1, over, 2.0)
    worker.journey(2, 6.0)
    gathered.take("one", worker.report(6.5))
    gathered.lost("one", 7.0)
    worker.journey(3, 7.0)
    gathered.take("one", worker.report(8.0, final=True))  # it was only slow; it is not believed any more
    run = ended(gathered)
    assert (run.workers[0].lost, run.workers[0].unknown) == (True, 1)
    assert (run.arrivals.begun, run.arrivals.skipped) == (1, 1)
    assert run.intervals[7].live == 0
    (entry,) = map(json.loads, lines)
    assert (entry["mark"], entry["account"], entry["outcome"]) == ("load-x-2", "account 2", "unknown")
    assert gathered.waited_for == []


def test_the_ledger_is_counted_by_command_and_outcome() -> None:
    lines: list[str] = []
    worker, gathered = Worker(), gathering(lines=lines)
    for outcome in ("acknowledged", "acknowledged", "refused", "unknown"):
        worker.recorder.write(Entry("load-x-1", "conference", "account", "add", outcome, 5.0))
    gathered.take("one", worker.report(6.0))
    assert ended(gathered).ledger == {"add": (2, 1, 1)}
    assert [json.loads(line)["outcome"] for line in lines] == ["acknowledged", "acknowledged", "refused", "unknown"]


def test_a_rendezvous_spreads_from_its_moment_to_the_last_who_came() -> None:
    """Who joins anew after some trouble has come before."""
    worker, gathered = Worker(), gathering()
    for number, came in ((2, 8.2), (3, 8.7)):
        timeline = worker.journey(number, 6.0, meets_at=8.0)
        timeline.take(sample("log_in", 6.0, 6.0, 6.1))
        timeline.take(sample("join", 8.0, 8.0, came))
        timeline.take(sample("join", 8.9, 8.9, 8.99))
    gathered.take("one", worker.report(9.0))
    assert ended(gathered).arrivals.rendezvous == pytest.approx((0.7,))


def test_the_slowest_are_those_whose_people_waited_longest_for_the_portal() -> None:
    """Not those that talked longest: thinking and talking are no waiting. Ten of twelve are kept, from both workers."""
    gathered = gathering()
    for name, numbers in (("one", range(1, 7)), ("two", range(7, 13))):
        worker = Worker()
        for number in numbers:
            timeline = worker.journey(number, 6.0)
            timeline.take(sample("join", 6.0, 6.0, 6.0 + number / 10))
            worker.end(number, timeline, 6.0 + 100 / number)
        gathered.take(name, worker.report(8.0))
    slowest = ended(gathered).slowest
    assert [one.mark for one in slowest] == [f"load-x-{number}" for number in range(12, 2, -1)]
    name, begun, seconds, outcome = slowest[0].steps[0]
    assert (name, begun, outcome) == ("join", 6.0, "good")
    assert seconds == pytest.approx(1.2)


def test_slices_tell_later_what_could_not_be_told_in_time() -> None:
    """A slice is closed some seconds after its end; what still comes for it goes into the oldest open one."""
    worker, gathered = Worker(), gathering()
    timeline = worker.journey(1, 1.0)
    gathered.take("one", worker.report(19.5))
    timeline.take(sample("join", 1.0, 1.0, 2.0, route="GET /", status=200))
    gathered.take("one", worker.report(19.6))
    run = ended(gathered)
    assert [place for place, one in enumerate(run.intervals) if one.good] == [14]
