"""One generator process: its journeys are greenlets, begun at their moments whatever the portal does.

Everything it sees goes to the master once a second. At the end nothing is dropped uncounted: journeys have the drain to
end by themselves, then those that think are ended, then those that wait for an answer, which is counted.
"""

from __future__ import annotations

import gc
import logging
import random
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeAlias, cast

import gevent
from gevent import GreenletExit
from gevent.event import Event

from load.arrivals import Arrival
from load.assignment import Assignment, mark
from load.browser import Browser
from load.connection import DIRECT
from load.health import Processor, Sentinel, clock_ahead
from load.journeys import JOURNEYS
from load.line import Refused, Sample, Trouble
from load.recorder import Recorder, Report, Timeline
from load.surroundings import Surroundings

_REPORTED = 1.0
_LOOKED = 0.05
_COLLECTED_AFTER = 25_000

_Greenlet: TypeAlias = "gevent.Greenlet[Any, Any]"

log = logging.getLogger(__name__)


class Generator:
    """Carries out one assignment after another. `tell` sends a report, `sampled` is told each request besides."""

    def __init__(self, tell: Callable[[Report], None], sampled: Callable[[Sample], None]) -> None:
        self._tell = tell
        self._sampled = sampled
        self._over = Event()
        self._over.set()
        _collect_seldom()

    def begin(self, assignment: Assignment) -> None:
        """Takes it up; a run before it is over by then."""
        self._assignment = assignment
        self._recorder = Recorder(time.monotonic() + assignment.begins_in)
        self._surroundings = Surroundings(assignment, self._recorder)
        self._accounts = deque(assignment.accounts)
        self._number = assignment.first - assignment.step
        self._chance = random.Random(f"mix {assignment.seed} {assignment.first}")
        self._holding: dict[_Greenlet, Browser] = {}
        self._leaving = False
        self._broken: set[str] = set()
        self._ahead: float | None = None
        self._sentinel, self._processor = Sentinel(), Processor()
        self._over.clear()
        gevent.spawn(self._sentinel.watch)
        gevent.spawn(self._compare_clocks)
        self._reporter = gevent.spawn(self._report_on)
        if assignment.arrivals is not None:
            gevent.spawn(self._come, assignment.arrivals)

    @property
    def coming_by_itself(self) -> bool:
        """Whether its journeys begin by a schedule; otherwise each of Locust's users calls `next_journey`."""
        return not self._over.is_set() and self._assignment.arrivals is not None

    def wait(self) -> None:
        """Until the run is over."""
        self._over.wait()

    def next_journey(self) -> bool:
        """One whole journey of the mix, in the greenlet that calls; False if the run is over."""
        if self._over.is_set() or self._leaving:
            return False
        plan = self._assignment.plan
        while not self._accounts:
            gevent.sleep(_LOOKED)
            if self._leaving:
                return False
        self._number += self._assignment.step
        journey = self._chance.choices(list(plan.mix), list(plan.mix.values()))[0]
        at = time.monotonic() - self._recorder.zero
        self._hold(Arrival(self._number, at, journey), self._accounts.popleft())
        return not self._leaving

    def wind_up(self, patience: float) -> None:
        """Nothing more begins; whoever thinks is ended, whoever waits for an answer has so many seconds for it."""
        if self._over.is_set():
            return
        self._leaving = True
        deadline = time.monotonic() + patience
        while self._holding and time.monotonic() < deadline:
            thinkers = self._surroundings.thinkers
            gevent.killall([one for one, browser in self._holding.items() if browser in thinkers], block=False)
            gevent.sleep(_LOOKED)
        gevent.killall(list(self._holding), block=True, timeout=_REPORTED)
        if self._over.is_set():
            return
        self._over.set()
        self._sentinel.watching = False
        self._reporter.kill()
        self._tell(self._report(final=True))

    def _come(self, arrivals: list[Arrival]) -> None:
        coming, zero = self._assignment.plan.arrivals, self._recorder.zero
        for arrival in arrivals:
            gevent.sleep(max(zero + arrival.at - time.monotonic(), 0))
            if self._leaving:
                return
            if time.monotonic() - zero - arrival.at > coming.skip_after or not self._accounts:
                self._recorder.skip(arrival.number)
            else:
                gevent.spawn(self._hold, arrival, self._accounts.popleft())
        gevent.sleep(max(zero + coming.seconds - time.monotonic(), 0))
        drained = zero + coming.seconds + self._assignment.plan.drain
        while self._holding and time.monotonic() < drained and not self._leaving:
            gevent.sleep(_LOOKED)
        self.wind_up(0)

    def _hold(self, arrival: Arrival, account: tuple[str, str]) -> None:
        assignment, recorder = self._assignment, self._recorder
        name = mark(assignment.run, arrival.number)
        timeline = Timeline(recorder, arrival, name, time.monotonic)
        planned = recorder.zero + arrival.at

        def sample(one: Sample) -> None:
            timeline.take(one)
            self._sampled(one)

        browser = self._surroundings.browser(arrival.number, sample, planned)
        me = cast("_Greenlet", gevent.getcurrent())
        self._holding[me] = browser
        recorder.begin(arrival.number, account[0], time.monotonic() - planned)
        outcome = "cut"
        try:
            chance = random.Random(f"{assignment.seed} {arrival.number}")
            JOURNEYS[arrival.journey](
                self._surroundings.world(arrival, account, name), browser, chance, assignment.plan
            )
            outcome = "good"
        except (Refused, Trouble) as error:
            outcome = "failed"
            log.debug("%s (%s): %s", name, arrival.journey, error)
        except GreenletExit:
            raise
        except Exception as error:
            outcome = "failed"
            told = f"{arrival.journey}: {type(error).__name__}: {error}"
            if not self._broken:
                log.exception("a journey of ours is broken")
            self._broken.add(told[:300])
        finally:
            del self._holding[me]
            browser.close()
            timeline.close(outcome)
            recorder.end(arrival.number)
            self._accounts.append(account)

    def _compare_clocks(self) -> None:
        try:
            foreign = self._assignment.foreign
            self._ahead = clock_ahead(self._assignment.url, foreign.way if foreign is not None else DIRECT)
        except (OSError, ValueError) as error:
            log.warning("the clock of the target is not known: %s", error)

    def _report_on(self) -> None:
        while True:
            gevent.sleep(_REPORTED)
            self._tell(self._report(final=False))

    def _report(self, *, final: bool) -> Report:
        at = time.monotonic() - self._recorder.zero
        return {
            **self._recorder.report(),
            "at": max(at, 0.0),
            "in_flight": len(self._holding) - len(self._surroundings.thinkers),
            "lag": self._sentinel.taken(),
            "processor": [(round(at, 3), self._processor.share())],
            "clock_ahead": self._ahead,
            "broken": sorted(self._broken),
            "final": final,
        }


def _collect_seldom() -> None:
    """Nearly nothing here is garbage that only a search finds, but whatever waits is searched through again and again:
    a tenth of a journey's cost, and more the more are live. What is there from the start need never be looked at.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER)
