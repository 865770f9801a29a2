"""When which conference is meant to begin: pure, from a profile and a seed, the same on every machine."""

from __future__ import annotations

import bisect
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from load.plan import Calendar, Coming, Plan

_STEPS_A_SECOND = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One journey: `at` and `meets_at` (the moment of its rendezvous) are seconds since the run's beginning."""

    number: int
    at: float
    journey: str
    meets_at: float | None = None


def schedule(plan: Plan, seed: int) -> list[Arrival]:
    """All arrivals in order, numbered from 1."""
    coming = plan.arrivals
    chance = random.Random(f"arrivals {seed}")
    journeys, weights = list(plan.mix), list(plan.mix.values())
    planned = [(at, chance.choices(journeys, weights)[0], None) for at in moments(coming, chance)]
    meetings = [
        (meeting.at - meeting.early * (1 - place / meeting.conferences), "conference", meeting.at)
        for meeting in coming.rendezvous
        for place in range(meeting.conferences)
    ]
    in_order = sorted([*planned, *meetings], key=lambda found: found[0])
    return [Arrival(number, *found) for number, found in enumerate(in_order, 1)]


def dealt(things: Sequence[T], worker: int, workers: int) -> list[T]:
    """The share of one of so many workers: in turn, so that each has its part of every second."""
    return list(things[worker::workers])


def moments(coming: Coming, chance: random.Random) -> Iterator[float]:
    """The moments of the arrivals, seconds since the beginning.

    With L(t), the number expected up to t, `constant` puts one wherever L passes a half more than a whole number;
    the others put one wherever L has grown by an exponential amount (a Poisson process of that intensity).
    """
    grown = _expected(coming)
    wanted = 0.5 if coming.kind == "constant" else chance.expovariate(1)
    while wanted < grown[-1]:
        step = bisect.bisect_right(grown, wanted) - 1
        yield (step + (wanted - grown[step]) / (grown[step + 1] - grown[step])) / _STEPS_A_SECOND
        wanted += 1 if coming.kind == "constant" else chance.expovariate(1)


def most_within(moments: Sequence[float], seconds: float) -> int:
    """The largest number of these moments, in order, that lie within so many seconds."""
    return max((place - bisect.bisect_right(moments, at - seconds) + 1 for place, at in enumerate(moments)), default=0)


def _expected(coming: Coming) -> list[float]:
    """How many are expected up to each quarter of a second."""
    steps = math.ceil(coming.seconds * _STEPS_A_SECOND)
    middles = ((step + 0.5) / _STEPS_A_SECOND for step in range(steps))
    return list(accumulate((_intensity(coming, at) / _STEPS_A_SECOND for at in middles), initial=0.0))


def _intensity(coming: Coming, at: float) -> float:
    """Conferences a second at this moment."""
    begins = 0.0
    for phase in coming.phases:
        if at < begins + phase.seconds:
            first, last = phase.rate
            rate = first + (last - first) * (at - begins) / phase.seconds
            return rate * (_peaks(coming.calendar, at) if coming.kind == "calendar" else 1.0)
        begins += phase.seconds
    return 0.0


def _peaks(calendar: Calendar, at: float) -> float:
    """How many times the mean of the hour; its own mean over an hour is 1."""
    place = (calendar.minute / 60 * calendar.hour + at) % calendar.hour
    share = 1 - calendar.at_the_hour - calendar.at_the_half
    for peak, of_all in ((0.0, calendar.at_the_hour), (calendar.hour / 2, calendar.at_the_half)):
        away = min(abs(place - peak), calendar.hour - abs(place - peak)) / calendar.spread
        share += of_all * calendar.hour * math.exp(-away * away / 2) / (calendar.spread * math.sqrt(2 * math.pi))
    return share
