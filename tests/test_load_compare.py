"""Comparing builds: how often it cries wolf, how often it finds a slower build, and what it says of either."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata  # type: ignore[import-untyped]  # it ships no types

from load import aboard_seen, compare, objectives, plan
from load.compare import BLOCKS, LEAST_BLOCKS, Together, judge
from load.journeys import ACTIONS
from load.ranks import Block, interval, p_value, shift
from load.verdict import decide
from reports import histograms
from reports.load_run import Check, LoadRun, Measured
from tests.load_runs import a_run

SEED = 20261126
POOL, DRAWS = 60, 400
P50, P95 = compare.MEASURES

Pool = dict[str, np.ndarray[tuple[int, int], np.dtype[np.float64]]]


def pool(chance: np.random.Generator, slower: float = 1.0) -> Pool:
    """60 blocks of three short runs each, A, A and B; logarithms of p50 and p95 by measure.

    Like a shared machine: it drifts by some 8 % from block to block (the neighbours come and go), runs of one block
    differ by 4 % in the median and 6 % in the p95, and one in twenty runs is hit by something, 30 % slower.
    """
    drift, at = [], 0.0
    for _ in range(POOL):
        at = 0.8 * at + chance.normal(0, 0.08 * math.sqrt(1 - 0.8**2))
        drift.append(at)
    hit = math.log(1.3) * (chance.random((POOL, 3)) < 0.05)
    build = np.array([0.0, 0.0, math.log(slower)])
    return {
        text: np.array(drift)[:, None] + chance.normal(0, noise, (POOL, 3)) + hit + build
        for text, noise in (("p50", 0.04), ("p95", 0.06))
    }


def told(values: Pool, chance: np.random.Generator, sides: tuple[Sequence[int], Sequence[int]]) -> bool:
    """Whether 20 blocks drawn from the pool say that there is a difference worth telling, towards slower."""
    drawn = chance.choice(POOL, BLOCKS, replace=False)
    a, b = sides
    measured = [
        (measure, [Block(row[list(a)].tolist(), row[list(b)].tolist()) for row in values[text][drawn]])
        for measure, text in ((P50, "p50"), (P95, "p95"))
    ]
    return any(one.worth_telling for one in judge(measured))


@pytest.mark.parametrize(
    "sides", [((0,), (1,)), ((0, 1), (2,))], ids=["A against A", "A against a build that is alike"]
)
def test_it_cries_wolf_in_at_most_one_draw_of_a_hundred(sides: tuple[Sequence[int], Sequence[int]]) -> None:
    chance = np.random.default_rng(SEED)
    alarms = sum(told(pool(chance), chance, sides) for _ in range(DRAWS))
    assert alarms <= DRAWS / 100


def test_a_build_slower_by_a_tenth_is_told_in_at_least_95_draws_of_a_hundred() -> None:
    chance = np.random.default_rng(SEED)
    found = sum(told(pool(chance, 1.10), chance, ((0, 1), (2,))) for _ in range(DRAWS))
    assert found >= 0.95 * DRAWS


def test_a_difference_not_worth_telling_is_not_told() -> None:
    """2 % are real and found with enough runs, and still no reason to stop anybody."""
    chance = np.random.default_rng(SEED)
    many = [Block([x, y], [z + math.log(1.02)]) for x, y, z in chance.normal(0, 0.01, (60, 3))]
    [one] = judge([(P95, many)])
    assert one.sure
    assert not one.worth_telling


def by_hand(blocks: Sequence[Block]) -> float:
    """Every way to call runs of each block B, counted one by one."""
    values = [[*block.a, *block.b] for block in blocks]
    aligned = [value - sum(block) / len(block) for block in values for value in block]
    ranks = iter(rankdata([round(value, 12) for value in aligned]).tolist())
    own = [[next(ranks) for _ in block] for block in values]
    sums = [0.0]
    observed = 0.0
    for block, ranked in zip(blocks, own, strict=True):
        observed += sum(ranked[len(block.a) :])
        sums = [one + sum(chosen) for one in sums for chosen in combinations(ranked, len(block.b))]
    low, high = (sum(one <= observed for one in sums), sum(one >= observed for one in sums))
    return min(1.0, 2 * min(low, high) / len(sums))


VALUES = st.integers(-3, 3).map(float)


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=2, max_size=5))
def test_p_is_the_share_of_all_ways_to_deal_out_the_names(rows: list[tuple[float, float, float]]) -> None:
    blocks = [Block(row[:2], row[2:]) for row in rows]
    assert p_value(blocks) == pytest.approx(by_hand(blocks))


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=2, max_size=8), st.lists(VALUES, min_size=8, max_size=8))
def test_what_hits_a_whole_block_changes_nothing(rows: list[tuple[float, ...]], drift: list[float]) -> None:
    """A neighbour that slows all three runs of a block is no difference between builds."""
    blocks = [Block(row[:2], row[2:]) for row in rows]
    moved = [Block([v + d for v in b.a], [v + d for v in b.b]) for b, d in zip(blocks, drift, strict=False)]
    assert p_value(moved) == pytest.approx(p_value(blocks))
    assert shift(moved) == pytest.approx(shift(blocks), abs=1e-9)


@pytest.mark.parametrize("blocks", [1, 20])
def test_the_size_of_a_difference_is_found_and_lies_in_its_interval(blocks: int) -> None:
    chance = np.random.default_rng(SEED)
    each = 40 // (2 * blocks) or 1
    made = [
        Block(chance.normal(0, 0.03, each).tolist(), chance.normal(0.1, 0.03, each).tolist()) for _ in range(blocks)
    ]
    low, high = interval(made)
    assert low < shift(made) < high
    assert shift(made) == pytest.approx(0.1, abs=0.03)
    assert (low, high) == interval(made)  # seeded
    assert p_value(made) < 0.001


RUN = replace(a_run(conferences=50, seconds=10, warm_up=5), code=0)


def run(factor: float, chance: np.random.Generator, code: int = 0) -> LoadRun:
    times = 0.03 * factor * chance.lognormal(0, 0.4, 400)
    join = histograms.encoded(histograms.of(times.tolist()))
    return replace(RUN, measured=(Measured("action", "join", 400, 0, join, join, ""),), code=code)


def blocks(factor: float, *, restless: float = 1.0, count: int = BLOCKS) -> list[Together]:
    chance = np.random.default_rng(SEED)
    return [Together((run(1, chance), run(restless, chance)), run(factor, chance)) for _ in range(count)]


ASKED = [objectives.read("p95 of join < 300 ms")]
LOST = Check("audit", "ends", "failed", "ends: 1 acknowledged is not there.")
FAILING = Check("objective", "failures < 1 %", "failed", "3 % failed.")
UNWALKED = Check("objective", aboard_seen.GOT_THROUGH, "failed", "1 of 9 scenarios failed.")
BUSY = Check("validity", "the generator had processor to spare", "failed", "it had none.")


def with_b(made: list[Together], **changes: Any) -> list[Together]:
    """The runs of B are different."""
    return [block._replace(b=replace(block.b, **changes)) for block in made]


def interleaved(made: list[Together]) -> tuple[list[Check], str, str]:
    checks = compare.interleaved(made, ASKED, "build 41")
    verdict = decide(checks)
    return checks, verdict, compare.sentence(checks, verdict)


def test_runs_are_judged_and_the_difference_is_said() -> None:
    checks, verdict, said = interleaved(blocks(1.15))
    assert verdict == "slower"
    assert said.startswith(("Slower: p50 of actions: 1", "Slower: p95 of actions: 1", "Slower: p95 of join: 1"))
    assert " % slower than build 41 (between +" in said
    assert ", sure (p = " in said
    assert [one.name for one in checks] == [
        "runs enough to compare", "A against A", "p50 of actions", "p95 of actions", "p95 of join",
    ]  # fmt: skip
    assert checks[1].verdict == "passed"


@pytest.mark.parametrize(
    ("made", "verdict", "told"),
    [
        (blocks(1.0), "good", "Not slower: p"),
        (blocks(0.8), "good", "faster than build 41"),
        (blocks(1.0, restless=1.3), "not valid", "Not comparable: A against A: "),
        (blocks(1.0, restless=1.3, count=LEAST_BLOCKS), "not valid", "Not comparable: A against A: "),
        (blocks(1.3, count=10), "not valid", "Not comparable: 10 blocks compared, 12 are needed."),
        ([], "not valid", "0 blocks compared"),
        (with_b(blocks(1.0), measured=()), "not valid", "A and B have nothing in common that every run has measured."),
        (
            with_b(blocks(1.0), checks=(LOST,)),
            "audit failed",
            "Not right, whether slower or not: in 20 runs",
        ),
        (with_b(blocks(1.0), checks=(FAILING,)), "objective missed", "in 20 runs of 20 of B: 3 % failed."),
        (with_b(blocks(1.0), checks=(UNWALKED,)), "objective missed", "20 runs of 20 of B: 1 of 9 scenarios failed."),
        (with_b(blocks(1.0), checks=(LOST, BUSY)), "audit failed", "Not right"),
    ],
    ids=[
        *("alike", "faster", "restless", "restless and few", "few", "none", "no samples"),
        *("audit", "failures", "browsers", "both"),
    ],
)
def test_what_is_said_otherwise(made: list[Together], verdict: str, told: str) -> None:
    _, found, said = interleaved(made)
    assert (found, told in said) == (verdict, True), said


def test_too_much_noise_to_see_a_tenth_is_not_called_no_difference() -> None:
    chance = np.random.default_rng(SEED)
    noisy = [
        Together((run(chance.lognormal(0, 0.5), chance), run(chance.lognormal(0, 0.5), chance)), run(1, chance))
        for _ in range(LEAST_BLOCKS)
    ]
    checks, verdict, said = interleaved(noisy)
    assert verdict == "good"
    assert said.startswith("Not sure: ")
    assert {one.verdict for one in checks if one.kind == "comparison"} == {"not checked"}


def test_a_sure_difference_that_may_be_a_tenth_is_not_called_little() -> None:
    """The estimate is under 5 %, but 10 % is not excluded."""
    made = [Block([0.0, 0.001], [0.02 if n % 4 else 0.3]) for n in range(BLOCKS)]
    (found,) = judge([(P50, made)])
    assert found.sure and not found.worth_telling
    assert math.expm1(interval(made)[1]) >= compare.MUST_BE_SEEN
    assert compare._check(found, "A", "").verdict == "not checked"


def test_enough_blocks_are_asked_that_a_against_a_can_fail() -> None:
    """With the least number of blocks, and with as many measures as a profile of ours has."""
    profiles = [plan.read(path.stem, ACTIONS) for path in plan.PROFILES.glob("*.toml")]
    measures = len(compare.MEASURES) + max(
        sum(objectives.read(text).percentile is not None for text in one.objectives) for one in profiles
    )
    apart = [Block([0.0], [1.0])] * LEAST_BLOCKS
    assert all(one.sure for one in judge([(P50, apart)] * measures))
    assert not any(one.sure for one in judge([(P50, apart[1:])] * measures))


def test_runs_that_were_not_valid_are_left_out_and_that_is_said() -> None:
    """Also where the code tells of something worse."""
    made = blocks(1.3, count=15)
    spoilt = [*with_b(made[:1], checks=(BUSY,)), *with_b(made[1:2], checks=(BUSY, LOST), code=12), *made[2:]]
    assert compare.interleaved(spoilt, ASKED)[0].says == "13 blocks compared, 12 are needed; 2 left out, not valid."


def test_stored_runs_are_compared_and_told_as_weaker() -> None:
    chance = np.random.default_rng(SEED)
    a, b = ([run(factor, chance) for _ in range(16)] for factor in (1.0, 1.2))
    checks = compare.stored(a, b, ASKED, "build 41")
    assert decide(checks) == "slower"
    few = compare.stored(a[:13], b, ASKED, "build 41")
    assert [one.says for one in few] == ["13 runs compared, 14 are needed."]
    assert all("the machine may have changed since" in one.says for one in checks if one.kind == "comparison")


def test_what_not_every_run_has_measured_is_not_compared() -> None:
    made = blocks(1.3)
    asked = [objectives.read("p95 of dial_in < 1 s"), objectives.read("failures < 1 %")]
    assert [one.name for one in compare.interleaved(made, asked)][2:] == ["p50 of actions", "p95 of actions"]


def test_the_order_is_drawn_by_lot_and_the_lot_is_seeded() -> None:
    drawn = compare.order(200, SEED)
    assert drawn == compare.order(200, SEED)
    assert all(sorted(block) == ["A", "A", "B"] for block in drawn)
    first = sum(block[0] == "B" for block in drawn)
    assert 40 < first < 95
