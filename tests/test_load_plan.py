"""Profiles of load: what may stand in one, and the sentence for what may not."""

from __future__ import annotations

import random
import re
import statistics
from argparse import Namespace
from pathlib import Path

import pytest

from load import plan, whole_run
from load.__main__ import main
from load.arrivals import schedule
from load.draws import Draw
from load.journeys import ACTIONS
from load.journeys.conference import hurried

WHOLE = """
name = "mine"
about = "of this test"
[arrivals]
phases = [{ seconds = 5, rate = 1 }]
[mix]
conference = 1
[conference]
size = { distribution = "constant", mean = 5 }
lasts = { distribution = "exponential", mean = 60 }
acts_every = { distribution = "constant", mean = 10 }
[think]
reading = { distribution = "constant", mean = 1 }
typing = { distribution = "constant", mean = 1 }
"""


@pytest.mark.parametrize("name", sorted(path.stem for path in plan.PROFILES.glob("*.toml")))
def test_each_profile_of_ours_is_one(name: str) -> None:
    """Each bears the name of its file and says what it is about."""
    read = plan.read(name, ACTIONS)
    assert read.name == name
    assert read.about and read.objectives


@pytest.mark.parametrize("name", sorted(path.stem for path in plan.PROFILES.glob("*.toml")))
def test_everybody_is_gone_when_the_drain_of_a_profile_of_ours_is_over(name: str) -> None:
    """Who is left then is cut off, and the run is not valid; a fifth of the drain is kept for a slow portal."""
    read = plan.read(name, ACTIONS)
    over = read.arrivals.seconds + 0.8 * read.drain
    for seed in range(1, 6):
        chance = random.Random(seed)
        assert max(arrival.at + _length(read, arrival.at, chance) for arrival in schedule(read, seed)) < over


@pytest.mark.parametrize("name", ["capacity", "peak"])
def test_as_many_end_as_begin_while_it_is_measured(name: str) -> None:
    """Otherwise the portal is judged without what an end costs it, and carries the ends of all in the drain."""
    read = plan.read(name, ACTIONS)
    coming = read.arrivals
    for seed in range(1, 6):
        chance = random.Random(seed)
        times = plan.times(read, 20.0 if name == "capacity" else 1.0)
        life = [(arrival.at, arrival.at + _length(read, arrival.at, chance)) for arrival in schedule(times, seed)]
        begun, ended = (sum(coming.warm_up <= one[n] < coming.seconds for one in life) for n in (0, 1))
        assert ended == pytest.approx(begun, rel=0.2)


def _length(read: plan.Plan, at: float, chance: random.Random) -> float:
    """Seconds that a conference takes at a portal that answers at once (load/journeys/conference.py)."""
    think, about = read.think, read.conference
    late = sum(chance.random() < about.late for _ in range(round(about.size.draw(chance))))
    called = 3.0  # until the chair's own telephone has answered
    reading = sum(think.reading.draw(chance) for _ in range(6 + late))
    around = reading + sum(think.typing.draw(chance) for _ in range(3)) + called
    return around + hurried(about.lasts.draw(chance), read.arrivals.seconds - at - around, read.hurry)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("seconds = 5", "second = 5", r"arrivals.phases.0.second: there is no such key; did you mean «seconds»\?"),
        ("about", "abuot", r"abuot: there is no such key; did you mean «about»\?"),
        ("mean = 5 }", "maen = 5 }", r"conference.size.maen: there is no such key; did you mean «mean»\?"),
        ("reading", "raeding", r"think.raeding: there is no such key; did you mean «reading»\?"),
        ("conference = 1", "conferense = 1", r"mix.conferense: there is no such journey; did you mean «conference»\?"),
        ("conference = 1", "conference = 0", r"mix.conference: Input should be greater than 0"),
        ("rate = 1", "rate = -1", r"arrivals.phases.0.rate.0: Input should be greater than or equal to 0"),
        ("rate = 1", "rate = 1, warm_up = true", r"one that is measured must follow"),
        ("mean = 60", "mean = 60, deviation = 2", r"exponential is told by mean, not by mean and deviation"),
        ('"exponential", mean = 60', '"uniform", low = 3, high = 2', r"low is not more than high"),
        ("[mix]", "rendezvous = [{ at = 9, conferences = 2, early = 1 }]\n[mix]", r"at 9 s does not fit into the 5 s"),
        ("phases =", "calendar = { at_the_hour = 0.8, at_the_half = 0.3 }\nphases =", r"together are at most 1"),
        ("[mix]", "[mix", r"is no TOML"),
        ("mean = 10", "mean = 0", r"acts_every is 0 seconds"),
        ("mean = 10", "mean = 10, most = 0", r"acts_every is 0 seconds"),
        ("mean = 60", "mean = inf", r"conference.lasts.mean: Input should be a finite number"),
        ("mean = 60", "mean = 60, most = nan", r"least is not more than most"),
        ("rate = 1", "rate = inf", r"arrivals.phases.0.rate.0: Input should be a finite number"),
        ("seconds = 5", "seconds = nan", r"arrivals.phases.0.seconds: Input should be a"),
        ("[arrivals]", 'objectives = ["p95 of join"]\n[arrivals]', r"the objective “p95 of join” is not understood"),
        ("[arrivals]", 'objectives = ["p95 of jion < 1 s"]\n[arrivals]', r"no “jion”. Did you mean “join”\?"),
        ("[arrivals]", 'objectives = ["p95 of cancel < 1 s"]\n[arrivals]', r"this profile measures no “cancel”"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    """Unknown keys and journeys are refused with the nearest, values with what they may be."""
    assert before in WHOLE
    file = tmp_path / "mine.toml"
    file.write_text(WHOLE.replace(before, after, 1), "utf-8")
    with pytest.raises(plan.PlanError, match=sentence):
        plan.read(str(file), ACTIONS)


def test_no_factor_makes_a_rate_of_nothing(tmp_path: Path) -> None:
    """A search for a capacity needs a rate at its profile's end."""
    file = tmp_path / "mine.toml"
    file.write_text(WHOLE.replace("rate = 1", "rate = [1, 0]"), "utf-8")
    wish = whole_run.Wish(str(file), 1.0, 1, 1, "", Namespace())
    with pytest.raises(plan.PlanError, match="its last phase ends with a rate of 0"):
        whole_run.at(wish, 2.0)


@pytest.mark.parametrize("told", ["run --times -1", "run --times nan", "capacity --first 0", "compare --blocks 10 a b"])
def test_numbers_that_mean_nothing_are_refused(told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is begun."""
    with pytest.raises(SystemExit) as ended:
        main(told.split())
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "is no number above 0" in said or "--blocks is at least 12" in said


def test_a_profile_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(plan.PlanError, match=re.escape("there is no profile of load «smoek»; did you mean «smoke»?")):
        plan.read("smoek", ACTIONS)


@pytest.mark.parametrize(
    ("draw", "mean"),
    [
        (Draw(distribution="constant", mean=3), 3),
        (Draw(distribution="uniform", low=1, high=5), 3),
        (Draw(distribution="exponential", mean=3), 3),
        (Draw(distribution="normal", mean=30, deviation=2), 30),
        (Draw(distribution="lognormal", mean=3, deviation=2), 3),
    ],
    ids=["constant", "uniform", "exponential", "normal", "lognormal"],
)
def test_a_distribution_has_the_mean_and_deviation_it_states(draw: Draw, mean: float) -> None:
    """Also the lognormal one, whose parameters are those of the logarithm. 20,000 seeded values: about 1 % off."""
    chance = random.Random(5)
    drawn = [draw.draw(chance) for _ in range(20_000)]
    assert statistics.fmean(drawn) == pytest.approx(mean, rel=0.03)
    if draw.deviation is not None:
        assert statistics.stdev(drawn) == pytest.approx(draw.deviation, rel=0.05)


def test_what_is_drawn_outside_the_bounds_is_brought_to_them() -> None:
    draw = Draw(distribution="exponential", mean=3, least=2, most=4)
    chance = random.Random(5)
    drawn = [draw.draw(chance) for _ in range(200)]
    assert (min(drawn), max(drawn)) == (2, 4)
