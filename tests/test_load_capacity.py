"""The capacity search: finds an edge that is there, repeats what is doubtful, and says who gave way first."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from load import commands, objectives, validity
from load.__main__ import main
from load.capacity import CLOSE, HALVINGS, REPEATS, TRIALS, NotTried, Trial, search, weigh
from load.launch import HarnessFailed
from load.verdict import judged
from reports.load_run import Check, Interval, LoadRun
from tests.load_runs import a_run, changed_worker, with_latency

LASTS = 30.0
GOOD = a_run(conferences=400, seconds=20, warm_up=10)
ASKED = [objectives.read("p95 of join < 300 ms"), objectives.read("failures < 1 %")]
SLOW = with_latency(GOOD, "join", 0.5)
BREATHLESS = changed_worker(SLOW, processor=tuple((float(second), 1.0) for second in range(30)))


def judge(run: LoadRun) -> LoadRun:
    return judged(run, [*validity.checks(run, ASKED), *objectives.checks(run, ASKED)])


LOST = Check("audit", "ends", "failed", "ends: 1 acknowledged is not there.")
JUDGED = {
    "held": judge(GOOD),
    "gave way": judge(SLOW),
    "out of breath": judge(BREATHLESS),
    "too few samples": judge(a_run(conferences=6, seconds=20, warm_up=10)),
    "wrong": judged(GOOD, [*judge(GOOD).checks, LOST]),
}


def at(rate: float, outcome: str) -> LoadRun:
    """A run of this outcome; conferences last 30 s, and there are more of them while they come in, and for moments."""
    live = round(rate * LASTS)
    rising = Interval(0.0, 10.0, True, 1, 1, 11 * live, 10.0 * live, 0, 1, 0)
    measured = Interval(10.0, 20.0, False, 1, 1, live + 9, float(live), 0, 1, 0)
    drain = Interval(30.0, 45.0, False, 0, 0, live // 5, live / 5, 0, 1, 0)
    return replace(JUDGED[outcome], intervals=(rising, measured, drain))


def portal(edge: float, breath: float = float("inf")) -> Callable[[float], LoadRun]:
    return lambda rate: at(rate, "out of breath" if rate > breath else "gave way" if rate > edge else "held")


@given(edge=st.floats(1.0, 4000.0))
def test_a_sharp_edge_is_found_to_5_percent(edge: float) -> None:
    heard: list[Trial] = []
    found = search(portal(edge), 1.0, heard.append)
    assert found.high is not None
    assert found.low == found.carried <= edge * LASTS + 1 < found.high + 2
    assert found.high / found.carried <= CLOSE + 0.01
    assert tuple(heard) == found.trials
    tried = [one.rate for one in found.trials]
    assert tried.count(found.rate) == REPEATS  # two of one mind, and the one that confirms
    assert tried.count(min(rate for rate in tried if rate > found.rate)) == REPEATS - 1


def test_the_answer_is_a_sentence_in_conferences() -> None:
    assert search(portal(20.4), 5).sentence == (
        "600 conferences at the same time (600–627). Gave way first: "
        "p95 of join: 517 ms, limit 300 ms, 72 % over; of 2,000."
    )


def test_a_search_with_a_good_guess_takes_little_time() -> None:
    """At 55 s a trial within 12 minutes, however the edge lies within four times the guess, and however luck has it."""
    sharp = [search(portal(edge / 7), 1) for edge in range(7, 28)]
    lucky = [search(fuzzy(3.0, random.Random(seed)), 1) for seed in range(50)]
    assert max(len(found.trials) for found in [*sharp, *lucky]) * 55 <= 12 * 60


@given(st.floats(1.0, 500.0))
def test_at_least_if_the_generator_gave_way_first(breath: float) -> None:
    found = search(portal(1e9, breath), 1.0)
    assert found.high is None
    assert found.sentence.startswith("At least ")
    assert "the generator gave way first (in its busiest 5 s a generator (worker-1) took 100 %" in found.sentence
    assert breath / CLOSE - 0.1 <= found.rate <= breath


def test_a_guess_that_is_too_high_is_taken_back() -> None:
    found = search(portal(3.0), 40.0)
    assert 3.0 / CLOSE <= found.rate <= 3.0


def test_nothing_is_carried() -> None:
    found = search(portal(0.0), 1.0)
    assert (found.carried, found.high) == (0.0, None)
    assert len(found.trials) == HALVINGS + 1
    assert found.sentence == (
        "Carries nothing that was tried, not even 0.0156 new conferences a second: "
        "p95 of join: 517 ms, limit 300 ms, 72 % over; of 2,000."
    )


def test_a_rate_with_too_few_samples_says_nothing() -> None:
    """A small portal is not called one that carries nothing: the search goes up from there, and down no farther."""

    def small(edge: float, enough: float) -> Callable[[float], LoadRun]:
        return lambda rate: at(rate, "gave way" if rate > edge else "held" if rate >= enough else "too few samples")

    assert 2.0 / CLOSE <= search(small(2.0, 0.9), 0.1).rate <= 2.0
    nothing = search(small(0.7, 0.9), 8.0)
    assert (nothing.verdict, nothing.carried) == ("not valid", 0.0)
    assert nothing.sentence == "Nothing is known; at 0.5 new conferences a second: 6 samples of join, a p95 needs 59."


def test_what_cannot_be_tried_is_beyond_at_least() -> None:
    """The file has accounts for so many, and the portal carries them."""

    def few(rate: float) -> LoadRun:
        if rate > 20.4:
            raise NotTried("41 accounts are given, and 60 are needed.")
        return at(rate, "held")

    found = search(few, 5)
    assert (found.verdict, found.high) == ("good", None)
    assert found.sentence == (
        "At least 600 conferences at the same time: more cannot be tried (41 accounts are given, and 60 are needed)."
    )


def test_a_lost_command_is_worse_than_a_small_capacity() -> None:
    """Under too much load, too."""
    found = search(lambda rate: at(rate, "wrong" if rate > 20.4 else "held"), 5)
    assert found.verdict == "audit failed"
    assert " The audit failed in 6 trials: ends: 1 acknowledged is not there." in found.sentence
    nothing = search(lambda rate: at(rate, "wrong"), 5)
    assert nothing.verdict == "audit failed"


def test_a_generator_out_of_breath_for_once_is_tried_again() -> None:
    """A neighbour on the machine is no limit of the generator's."""
    hiccups = iter([False, False, True, False, False, False, True] + [False] * TRIALS)
    found = search(lambda rate: at(rate, "out of breath") if next(hiccups) else portal(20.4)(rate), 5)
    assert [one.outcome for one in found.trials].count("out of breath") == 2
    assert found.sentence.startswith("600 conferences at the same time (600–627). Gave way first: p95 of join")


def fuzzy(edge: float, chance: random.Random) -> Callable[[float], LoadRun]:
    """Near the edge luck decides: within some 5 % of it a run holds or not as it comes."""
    return lambda rate: at(rate, "held" if rate * chance.lognormvariate(0, 0.03) < edge else "gave way")


def test_luck_at_the_edge_is_answered_by_repeats() -> None:
    """Of a hundred searches nine in ten come within a tenth of where half of the runs hold."""
    found = [search(fuzzy(20.0, random.Random(seed)), 1.0) for seed in range(100)]
    assert sum(0.9 < one.rate / 20.0 < 1.1 for one in found) >= 90
    doubted = [one for one in found if one.low < one.carried]
    assert doubted, "in none of them was a rate held only mostly: the interval has had no work"
    assert all(one.high is None or one.low <= one.carried < one.high for one in found)


def test_a_portal_without_an_edge_ends_the_search_and_that_is_said() -> None:
    chance = random.Random(5)
    found = search(lambda rate: at(rate, chance.choice(["held", "gave way"])), 1.0)
    assert len(found.trials) <= TRIALS
    endless = search(portal(1e9), 1.0)
    assert len(endless.trials) == TRIALS
    assert "nothing gave way" in endless.sentence
    assert endless.sentence.endswith("before the edge was sure.")


def test_ctrl_c_ends_the_search() -> None:
    def interrupted(rate: float) -> LoadRun:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search(interrupted, 1.0)


def test_a_trial_in_which_the_harness_fails_ends_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such a run says nothing of the portal: the search ends with code 30 and names the trial's folder, whether the
    run has a record that says what broke or has none at all."""

    def has_a_record(*told: object) -> LoadRun:
        broke = "a journey of ours broke: conference: KeyError: 'rows'"
        return judged(replace(GOOD, harness_trouble=broke), [], broke)

    def has_none(*told: object) -> LoadRun:
        raise HarnessFailed(f"Locust ended with code 1 and left no record ({tmp_path / '01'})")

    monkeypatch.setattr(commands, "_folder", lambda kind: tmp_path)
    for trial, said in ((has_a_record, "The harness failed: a journey of ours broke"), (has_none, "left no record")):
        monkeypatch.setattr(commands, "_one", trial)
        assert main(["capacity"]) == 30
        told = capsys.readouterr()
        assert said in told.err and f"({tmp_path / '01'})" in told.err
        assert told.err.endswith("verdict=harness failed code=30\n")
        assert "conferences at the same time" not in told.out
        (tmp_path / "01").rmdir()


@pytest.mark.parametrize(
    ("ends", "code", "why"),
    [(HarnessFailed("no record"), 30, "no record"), (KeyboardInterrupt(), 130, "it was ended from outside")],
    ids=["by the harness", "by Ctrl-C"],
)
def test_a_search_that_is_broken_off_leaves_the_trials_that_there_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: BaseException, code: int, why: str
) -> None:
    """What there was, marked as not finished; no capacity stands in it."""
    runs: Iterator[LoadRun | BaseException] = iter([at(2.0, "held"), ends])

    def trial(*told: object) -> LoadRun:
        run = next(runs)
        if isinstance(run, BaseException):
            raise run
        return run

    monkeypatch.setattr(commands, "_folder", lambda kind: tmp_path)
    monkeypatch.setattr(commands, "_one", trial)
    assert main(["capacity"]) == code
    left = json.loads((tmp_path / "capacity.json").read_text("utf-8"))
    assert left == {
        "finished": False,
        "sentence": f"The search is not finished: {why}",
        "trials": [{"rate": 8.0, "outcome": "held", "live": 60.0, "why": "", "wrong": ""}],
    }


@pytest.mark.parametrize(
    ("edge", "verdict", "code"), [(20.4, "good", 0), (0.0, "objective missed", 10)], ids=["some", "none"]
)
def test_a_search_ends_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], edge: float, verdict: str,
    code: int,
) -> None:  # fmt: skip
    """The last lines are the sentence, the file, verdict and code, and the file says the same."""
    monkeypatch.setattr(commands, "_folder", lambda kind: tmp_path)
    monkeypatch.setattr(commands, "_one", lambda wanted, place, build: portal(edge)(wanted.times))
    assert main(["capacity", "--first", "5"]) == code
    left = json.loads((tmp_path / "capacity.json").read_text("utf-8"))
    assert (left["finished"], left["verdict"], left["code"]) == (True, verdict, code)
    said, file, last = capsys.readouterr().out.splitlines()[-3:]
    assert said == left["sentence"]
    assert (file, last) == (str(tmp_path / "capacity.json"), f"verdict={verdict} code={code}")


def test_what_a_run_says() -> None:
    """A generator out of breath comes before all else, then the objective; a run without checks has not held."""
    assert weigh(2.0, at(2.0, "held")) == Trial(2.0, "held", 60.0, "")
    assert weigh(2.0, at(2.0, "gave way")).why.startswith("p95 of join: 517 ms")
    assert weigh(2.0, at(2.0, "out of breath")).outcome == "out of breath"
    assert weigh(2.0, GOOD).outcome == "too few samples"
    assert weigh(2.0, at(2.0, "too few samples")).why == "6 samples of join, a p95 needs 59"
    assert weigh(2.0, judge(replace(GOOD, refused_by_rate_limit=3))).outcome == "gave way"
    lost = weigh(2.0, at(2.0, "wrong"))
    assert (lost.outcome, lost.why, lost.wrong) == ("gave way", "ends: 1 acknowledged is not there", lost.why)
    in_flight = judge(replace(SLOW, in_flight_at_end=3))
    assert weigh(2.0, in_flight).why.startswith("p95 of join")
