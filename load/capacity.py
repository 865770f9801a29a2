"""How many conferences does it carry? Doubling, bisection to 5 %, repeats at the edge, and a run that confirms.

A trial is a whole run at so many new conferences a second, judged like any other. The portal gives way when an
objective or the audit fails, when it leaves requests unanswered or refuses them by its limits. If the generator is out
of breath first, or more cannot be tried, the answer is "at least"; a rate with too few samples says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from load import validity
from load.verdict import GOOD
from reports.load_run import Check, LoadRun
from reports.quantities import number, things

CLOSE = 1.05
REPEATS = 3
"""So often at most each side of the edge is tried; what most of them say counts, so that two of one mind are enough."""

TRIALS = 24
AT_THE_EDGE = 9
"""So many trials at most, and of them after the doubling: with a fair guess 12 minutes of the profile `capacity`."""

HALVINGS = 6

Outcome = Literal["held", "gave way", "out of breath", "too few samples", "not tried"]


class NotTried(Exception):
    """Why so much cannot be tried at this target, in a sentence."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: `rate` is conferences begun a second, `live` how many there were at once in the mean. `why`: which check
    failed, in its own words, or nothing. `wrong`: which law of the audit failed, whatever else did."""

    rate: float
    outcome: Outcome
    live: float
    why: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """The answer, in conferences at the same time: `carried` in at least most of the trials at `rate`; at `low` it held
    every time, from `high` on mostly not. `high` is None if the portal never gave way: "at least". `verdict`: as a run
    has one (load.verdict)."""

    verdict: str
    rate: float
    carried: float
    low: float
    high: float | None
    sentence: str
    trials: tuple[Trial, ...]


class _Enough(Exception):
    """All trials that a search may take are made."""


@dataclass(slots=True)
class _Search:
    try_at: Callable[[float], LoadRun]
    heard: Callable[[Trial], None]
    trials: list[Trial] = field(default_factory=list)
    most: int = TRIALS

    def at(self, rate: float) -> Outcome:
        """Tries once more and answers with what most of the trials at this rate say.

        A generator out of breath is tried again at once: it may have been a neighbour on its machine.
        """
        for _ in range(2):
            if len(self.trials) >= self.most:
                raise _Enough
            self.trials.append(self._trial(rate))
            self.heard(self.trials[-1])
            if self.trials[-1].outcome != "out of breath":
                break
        return self.mostly(rate)

    def _trial(self, rate: float) -> Trial:
        try:
            return weigh(rate, self.try_at(rate))
        except NotTried as error:
            return Trial(rate, "not tried", 0.0, str(error).rstrip("."))

    def count(self, rate: float, outcome: str) -> int:
        return sum((one.rate, one.outcome) == (rate, outcome) for one in self.trials)

    def mostly(self, rate: float) -> Outcome:
        """A tie is no capacity to rely on; other outcomes say nothing of the portal."""
        held, gave = (self.count(rate, outcome) for outcome in ("held", "gave way"))
        if not held + gave:
            return next(one.outcome for one in reversed(self.trials) if one.rate == rate)
        return "held" if held > gave else "gave way"

    def rates(self, outcome: Outcome) -> list[float]:
        return sorted({one.rate for one in self.trials if self.mostly(one.rate) == outcome})


def search(
    try_at: Callable[[float], LoadRun], first: float, heard: Callable[[Trial], None] = lambda trial: None
) -> Capacity:
    """Begins at `first` conferences a second. `try_at` makes a run at a rate and judges it; `heard` is told of each.

    What `try_at` raises ends the search, but for NotTried.
    """
    found = _Search(try_at, heard)
    whole = True
    try:
        _double(found, first)
        found.most = min(TRIALS, len(found.trials) + AT_THE_EDGE)
        while not _edge_is_sure(found):
            pass
    except _Enough:
        whole = False
    return _answer(found, whole)


def weigh(rate: float, run: LoadRun) -> Trial:
    """What a judged run says of the rate: who gave way first, if somebody did."""
    failed = [one for one in run.checks if one.verdict == "failed"]
    breath = [one for one in failed if one.kind == "validity" and one.name in validity.GENERATOR]
    few = [one for one in failed if one.name.startswith(validity.SAMPLES)]
    first = next(iter([*breath, *_in_order([one for one in failed if one not in few]), *few]), None)
    outcome: Outcome = "gave way"
    if breath:
        outcome = "out of breath"
    elif first in few or not run.checks:
        outcome = "too few samples"
    elif first is None:
        outcome = "held"
    over = run.warm_up + run.seconds
    counted = [one for one in run.intervals if run.warm_up <= one.begins < over]  # not the drain, in which all go
    seconds = sum(one.seconds for one in counted)
    live = sum(one.live_mean * one.seconds for one in counted) / seconds if seconds else 0.0
    wrong = next((one.says.rstrip(".") for one in failed if one.kind == "audit"), "")
    return Trial(rate, outcome, live, first.says.rstrip(".") if first else "", wrong)


def _in_order(failed: list[Check]) -> Iterator[Check]:
    """The objectives first: an audit that fails under load, and a run that then is not valid, come of the same."""
    for kind in ("objective", "audit", "validity", "comparison"):
        yield from (one for one in failed if one.kind == kind)


def _double(found: _Search, first: float) -> None:
    """Up while it holds, or while it is too little to say something; else down until that is so."""
    more = ("held", "too few samples")
    rate = first
    if found.at(rate) in more:
        while found.at(rate := rate * 2) in more:
            pass
        return
    for _ in range(HALVINGS):
        if found.at(rate := rate / 2) in more:
            return


def _edge_is_sure(found: _Search) -> bool:
    """Goes one step: closes in on the edge, or tries its sides once more. True when nothing is left to do."""
    held, gave = found.rates("held"), [*found.rates("gave way"), *_beyond(found)]
    if not held:
        return True
    low = max((rate for rate in held if rate < min(gave, default=rate + 1)), default=0.0)
    high = min((rate for rate in gave if rate > low), default=0.0)
    if not low:
        return True
    if not high:
        found.at(low * 2)
        return False
    if high / low > CLOSE:
        found.at((low * high) ** 0.5)
        return False
    for rate in (low, high):
        yes, no = (found.count(rate, outcome) for outcome in ("held", "gave way"))
        more = rate == low  # one more: the run that confirms
        settled = yes + no >= REPEATS + more or abs(yes - no) >= REPEATS - 1 + more
        if not settled and found.mostly(rate) in ("held", "gave way"):
            found.at(rate)
            return False
    return True


def _beyond(found: _Search) -> list[float]:
    """Rates that are more than can be tried from here."""
    return [*found.rates("out of breath"), *found.rates("not tried")]


def _answer(found: _Search, whole: bool) -> Capacity:
    gave, beyond = found.rates("gave way"), _beyond(found)
    edge = min([*gave, *beyond], default=float("inf"))
    held = [rate for rate in found.rates("held") if rate < edge]
    trials = tuple(found.trials)
    wrong = [one.wrong for one in trials if one.wrong]
    said = f" The audit failed in {things(len(wrong), 'trial')}: {wrong[0]}." if wrong else ""
    if not held:
        return _nothing(trials, said)
    rate = held[-1]
    each = _live_a_rate(found, rate)
    always = [one for one in held if all(t.outcome != "gave way" for t in found.trials if t.rate == one)]
    low = max(always, default=0.0)
    first = next((one for one in found.trials if one.rate == edge and one.outcome == found.mostly(edge)), None)
    amount = f"{number(rate * each)} conferences"
    if not whole:
        said = f" The search ended after {found.most} trials, before the edge was sure.{said}"
    verdict = "audit failed" if wrong else GOOD
    if edge in beyond or first is None:
        high = None
        sentence = f"At least {amount} at the same time: {_at_least(first)}.{said}"
    else:
        high = edge * each
        interval = f"{number(low * each)}–{number(high)}"
        sentence = f"{amount} at the same time ({interval}). Gave way first: {first.why}.{said}"
    return Capacity(verdict, rate, rate * each, low * each, high, sentence, trials)


def _nothing(trials: tuple[Trial, ...], said: str) -> Capacity:
    """Nothing held: the portal carries not even the least, or the least has said nothing of it."""
    least = min(trials, key=lambda one: one.rate)
    gave = least.outcome == "gave way"
    opening = "Carries nothing that was tried, not even" if gave else "Nothing is known; at"
    sentence = f"{opening} {least.rate:.3g} new conferences a second: {least.why or 'nothing was checked'}.{said}"
    verdict = "audit failed" if said else "objective missed" if gave else "not valid"
    return Capacity(verdict, 0.0, 0.0, 0.0, None, sentence, trials)


def _at_least(first: Trial | None) -> str:
    if first is None:
        return "nothing gave way"
    return f"{'more cannot be tried' if first.outcome == 'not tried' else 'the generator gave way first'} ({first.why})"


def _live_a_rate(found: _Search, rate: float) -> float:
    """Conferences at once for each that begins a second, where it held: how long one lasts."""
    live = [one.live for one in found.trials if one.rate == rate and one.outcome == "held"]
    return sum(live) / len(live) / rate
