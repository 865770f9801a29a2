"""Arrivals: as many as the profile says, when it says, the same for the same seed."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import pytest

from load import arrivals
from load.arrivals import moments, most_within, schedule
from load.plan import Calendar, Coming, Phase, Plan, Rendezvous

STILL: dict[str, Any] = {"distribution": "constant", "mean": 1}


def plan(coming: Coming, mix: dict[str, float] | None = None) -> Plan:
    return Plan.model_validate(
        {
            "name": "mine",
            "about": "of this test",
            "arrivals": coming,
            "mix": mix or {"conference": 1},
            "conference": {"size": STILL, "lasts": STILL, "acts_every": STILL},
            "think": {"reading": STILL, "typing": STILL},
        }
    )


def test_constant_arrivals_are_even_and_exactly_as_many_as_expected() -> None:
    coming = Coming(kind="constant", phases=(Phase(seconds=4, rate=(5, 5)),))
    assert list(moments(coming, random.Random(1))) == pytest.approx([0.1 + 0.2 * n for n in range(20)])


def test_a_ramp_grows_with_the_square_of_time() -> None:
    """From 0 to 4 a second within 10 s: 20 in all, a quarter of them in the first half."""
    coming = Coming(kind="constant", phases=(Phase(seconds=10, rate=(0, 4)),))
    found = list(moments(coming, random.Random(1)))
    assert len(found) == 20
    assert sum(at < 5 for at in found) == 5


def test_poisson_arrivals_have_the_rate_and_exponential_gaps() -> None:
    """The gaps of a Poisson process deviate as much as they last; even ones would not deviate at all."""
    coming = Coming(kind="poisson", phases=(Phase(seconds=2000, rate=(5, 5)),))
    found = list(moments(coming, random.Random(7)))
    assert len(found) == pytest.approx(10_000, abs=4 * math.sqrt(10_000))
    gaps = [later - sooner for sooner, later in itertools.pairwise(found)]
    mean = sum(gaps) / len(gaps)
    deviation = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    assert mean == pytest.approx(0.2, rel=0.05)
    assert deviation == pytest.approx(mean, rel=0.05)


def test_a_calendar_keeps_the_mean_and_has_its_shares_at_its_peaks() -> None:
    """Forty hours: of 36,000, a normal peak's 95 % lie within two deviations of it, on top of the even rest."""
    calendar = Calendar(at_the_hour=0.4, at_the_half=0.2, spread=60, minute=45)
    coming = Coming(kind="calendar", phases=(Phase(seconds=40 * 3600, rate=(0.25, 0.25)),), calendar=calendar)
    found = list(moments(coming, random.Random(7)))
    assert len(found) == pytest.approx(36_000, rel=0.02)
    minutes = [(45 + at / 60) % 60 for at in found]
    at_the_hour = sum(minute < 2 or minute > 58 for minute in minutes) / len(found)
    at_the_half = sum(28 < minute < 32 for minute in minutes) / len(found)
    even = 0.4 * 4 / 60
    assert at_the_hour == pytest.approx(0.4 * 0.954 + even, abs=0.01)
    assert at_the_half == pytest.approx(0.2 * 0.954 + even, abs=0.01)


def test_the_mix_is_drawn_by_its_weights() -> None:
    coming = Coming(kind="constant", phases=(Phase(seconds=1000, rate=(5, 5)),))
    found = schedule(plan(coming, {"conference": 3, "keeping": 1}), seed=3)
    assert sum(one.journey == "keeping" for one in found) == pytest.approx(1250, abs=4 * math.sqrt(5000 * 0.75 * 0.25))


def test_the_seed_decides() -> None:
    coming = Coming(phases=(Phase(seconds=50, rate=(5, 5)),))
    assert schedule(plan(coming), seed=3) == schedule(plan(coming), seed=3)
    assert schedule(plan(coming), seed=3) != schedule(plan(coming), seed=4)


def test_a_rendezvous_adds_conferences_that_begin_early_enough() -> None:
    """All of them within the time before it, none at the moment itself, and numbered among the others in order."""
    coming = Coming(
        kind="constant",
        phases=(Phase(seconds=40, rate=(1, 1)),),
        rendezvous=(Rendezvous(at=30, conferences=8, early=10),),
    )
    found = schedule(plan(coming, {"keeping": 1}), seed=3)
    meeting = [one for one in found if one.meets_at is not None]
    assert [one.number for one in found] == list(range(1, 49))
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert {(one.meets_at, one.journey) for one in meeting} == {(30, "conference")}
    assert len(meeting) == 8
    assert all(20 <= one.at < 30 for one in meeting)


def test_dealt_out_to_workers_each_arrival_has_exactly_one() -> None:
    found = schedule(plan(Coming(phases=(Phase(seconds=50, rate=(5, 5)),))), seed=3)
    shares = [arrivals.dealt(found, worker, 3) for worker in range(3)]
    assert sorted(one.number for share in shares for one in share) == [one.number for one in found]
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.mark.parametrize(
    ("at", "most"), [([], 0), ([0, 30, 59.9, 60], 3), ([0, 61, 62, 121], 2), ([1, 1, 1], 3)], ids=str
)
def test_the_most_within_a_minute(at: list[float], most: int) -> None:
    """The window is half open: what is a minute apart is not within a minute."""
    assert most_within(at, 60) == most
