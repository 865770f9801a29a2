"""Is build B slower than build A? Judged from interleaved runs, by per-run values of the profile's objectives.

Each block has two runs of A and one of B, in an order drawn by lot. A against A is judged first, by the same test: if
that finds a difference, the machine is too restless and nothing is said of B. B is slower if the difference is sure
(0.005 for all measures together, Holm) and worth telling (5 %); it is not slower only if 10 % would have been seen.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from load import objectives
from load.objectives import Objective
from load.ranks import Block, interval, p_value, shift
from load.verdict import CODES
from reports.load_run import Check, CheckVerdict, LoadRun
from reports.quantities import things

SIGNIFICANCE = 0.005
WORTH_TELLING = 0.05
MUST_BE_SEEN = 0.10
BLOCKS = 20
"""So many make a 10 % slower build certain to be told where runs of one build differ by some 5 %."""

LEAST_BLOCKS, LEAST_STORED = 12, 14
"""With fewer blocks, or stored runs a side, not even the clearest difference between A and A reaches the significance
among as many measures as our profiles have: the comparison could not fail."""

MEASURES = tuple(map(objectives.read, ("p50 of actions < 1 min", "p95 of actions < 1 min")))
"""What is compared besides the profile's own percentiles; their limits are not."""

Side = Literal["A", "B"]


class Together(NamedTuple):
    """The runs of one block: two of A, one of B."""

    a: tuple[LoadRun, LoadRun]
    b: LoadRun


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one measure: `change` +0.08 is 8 % slower."""

    measure: Objective
    blocks: Sequence[Block]
    p: float
    sure: bool

    @property
    def change(self) -> float:
        return math.expm1(shift(self.blocks))

    @property
    def worth_telling(self) -> bool:
        return self.sure and abs(self.change) >= WORTH_TELLING


def order(blocks: int, seed: int) -> list[tuple[Side, Side, Side]]:
    """In which order the runs of each block are to be made."""
    chance = random.Random(seed)
    return [tuple(chance.sample(["A", "A", "B"], 3)) for _ in range(blocks)]  # type: ignore[misc]  # three of three are three


def interleaved(blocks: Sequence[Together], asked: Sequence[Objective], baseline: str = "A") -> list[Check]:
    """Judges builds that were run in turn. Blocks with a run that was not valid are left out, and that is said."""
    good = [block for block in blocks if all(map(_valid, (*block.a, block.b)))]
    wrong = _wrong([block.b for block in blocks])
    enough = _enough("block", len(blocks), len(good), LEAST_BLOCKS)
    if enough.verdict == "failed":
        return [enough, *wrong]
    a_a = [([first], [second]) for (first, second), _ in good]
    a_b = [([*both], [b]) for both, b in good]
    return [enough, *_first_a_against_a(a_a, asked), *_compared(a_b, asked, baseline, ""), *wrong]


def stored(a: Sequence[LoadRun], b: Sequence[LoadRun], asked: Sequence[Objective], baseline: str = "A") -> list[Check]:
    """Judges runs that were made at other times. Weaker: what changed may as well be the machine, and that is said."""
    good_a, good_b = ([run for run in side if _valid(run)] for side in (a, b))
    wrong = _wrong(b)
    enough = _enough("run", min(len(a), len(b)), min(len(good_a), len(good_b)), LEAST_STORED)
    if enough.verdict == "failed":
        return [enough, *wrong]
    weaker = " Stored runs: the machine may have changed since."
    a_a = [(good_a[::2], good_a[1::2])]
    return [
        enough, *_first_a_against_a(a_a, asked), *_compared([(good_a, good_b)], asked, baseline, weaker), *wrong
    ]  # fmt: skip


def sentence(checks: Sequence[Check], verdict: str) -> str:
    """What `checks` come to, the clearest difference first; `verdict` is that of load.verdict."""
    failed = [one for one in checks if one.verdict == "failed"]
    if verdict == "not valid":
        return f"Not comparable: {next(one.says for one in failed if one.kind == 'validity')}"
    if broken := next((one for kind in ("audit", "objective") for one in failed if one.kind == kind), None):
        return f"Not right, whether slower or not: {broken.says}"
    told = sorted((one for one in checks if one.kind == "comparison"), key=lambda one: -abs(one.value or 0))
    slower = [one for one in told if one.verdict == "failed"]
    unseen = [one for one in told if one.verdict == "not checked"]
    first = [*slower, *unseen, *told][0]
    opening = "Slower" if slower else "Not sure" if unseen else "Not slower"
    return f"{opening}: {first.says}"


Sides = tuple[list[LoadRun], list[LoadRun]]


def differences(blocks: Sequence[Sides], asked: Sequence[Objective]) -> list[Difference]:
    """Of each percentile among the objectives and of all actions; of those that every run has measured."""
    measures = {one.text.partition(" <")[0]: one for one in (*MEASURES, *asked) if one.percentile is not None}
    found = []
    for measure in measures.values():
        values = [tuple([objectives.value(run, measure) for run in side] for side in block) for block in blocks]
        if all(value for block in values for side in block for value in side):
            found.append((measure, [Block(*([math.log(v) for v in side if v] for side in block)) for block in values]))
    return judge(found)


def judge(measured: Sequence[tuple[Objective, Sequence[Block]]]) -> list[Difference]:
    """Sure is what Holm's procedure leaves: all measures together cry wolf no more often than the significance."""
    p_values = [p_value(blocks) for _, blocks in measured]
    sure: set[int] = set()
    for tried, n in enumerate(sorted(range(len(measured)), key=p_values.__getitem__)):
        if p_values[n] >= SIGNIFICANCE / (len(measured) - tried):
            break
        sure.add(n)
    return [Difference(measure, blocks, p_values[n], n in sure) for n, (measure, blocks) in enumerate(measured)]


def _valid(run: LoadRun) -> bool:
    """Whether the run says something of its build. Asked of its checks: an audit that failed hides it in the code."""
    return run.code != CODES["harness failed"] and not any(
        one.kind == "validity" and one.verdict == "failed" for one in run.checks
    )


def _wrong(runs: Sequence[LoadRun]) -> list[Check]:
    """What B did wrong in some of its runs, each once: laws of the audit, shares of failures, scenarios of browsers
    on board. No speed outweighs it."""
    found: dict[str, list[Check]] = {}
    for check in (one for run in runs for one in run.checks if one.verdict == "failed"):
        if check.kind == "audit" or (check.kind == "objective" and not _of_speed(check.name)):
            found.setdefault(check.name, []).append(check)
    return [
        replace(same[0], says=f"in {things(len(same), 'run')} of {len(runs)} of B: {same[0].says}")
        for same in found.values()
    ]


def _of_speed(objective: str) -> bool:
    """Not so are shares of failures, and whether browsers on board got through the memo, which no profile writes."""
    try:
        return objectives.read(objective).percentile is not None
    except ValueError:
        return False


def _enough(what: str, made: int, good: int, needed: int) -> Check:
    left_out = f"; {made - good} left out, not valid" if made > good else ""
    told = f"{things(good, what)} compared, {needed} are needed{left_out}."
    return Check("validity", "runs enough to compare", "passed" if good >= needed else "failed", told, good, needed)


def _first_a_against_a(blocks: Sequence[Sides], asked: Sequence[Objective]) -> list[Check]:
    found = differences(blocks, asked)
    if not found:
        return [Check("validity", "A against A", "failed", "the runs of A have nothing in common that was measured.")]
    restless = [one for one in found if one.worth_telling]
    worst = max(restless or found, key=lambda one: abs(one.change))
    said = f"A against A: {_percent(worst.change)} ({_name(worst)}, p = {worst.p:.2g})"
    told = (
        f"{said}: the machine is too restless to compare builds."
        if restless
        else f"{said}, no difference, as it must be."
    )
    return [
        Check("validity", "A against A", "failed" if restless else "passed", told, abs(worst.change), WORTH_TELLING)
    ]


def _compared(blocks: Sequence[Sides], asked: Sequence[Objective], baseline: str, weaker: str) -> list[Check]:
    found = differences(blocks, asked)
    if not found:
        told = "A and B have nothing in common that every run has measured."
        return [Check("validity", "B against A", "failed", told)]
    return [_check(one, baseline, weaker) for one in found]


def _check(found: Difference, baseline: str, weaker: str) -> Check:
    change = found.change
    low, high = (math.expm1(one) for one in interval(found.blocks))
    between = f"(between {_bare(low)} and {_bare(high)})"
    compared = f"{_percent(change)} than {baseline} {between}"
    verdict: CheckVerdict = "passed"
    if found.worth_telling:
        verdict = "failed" if change > 0 else "passed"
        told = f"{compared}, sure (p = {found.p:.2g})"
    elif high < MUST_BE_SEEN:
        no_difference = f"no difference from {baseline}: {_bare(change)} {between}"
        told = f"{compared}: sure, and too little to matter" if found.sure else no_difference
    else:
        verdict = "not checked"
        told = f"{compared}, not sure: {_bare(MUST_BE_SEEN)} might go unseen among so few or so unequal runs"
    return Check("comparison", _name(found), verdict, f"{_name(found)}: {told}.{weaker}", change, WORTH_TELLING)


def _name(found: Difference) -> str:
    return f"p{found.measure.percentile:g} of {objectives.spoken(found.measure)}"


def _percent(change: float) -> str:
    return f"{abs(change):.0%} {'slower' if change >= 0 else 'faster'}".replace("%", " %")


def _bare(change: float) -> str:
    return f"{change:+.0%}".replace("%", " %").replace("-", "−")
