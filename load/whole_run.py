"""One run from its announcement to its verdict, as every command needs it."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from load import aboard, launch, options, suitable
from load.arrivals import Arrival, most_within, schedule
from load.journeys import ACTIONS, CREATE, LOG_INS
from load.judging import SHOWN_TO, judge
from load.plan import Plan, PlanError, read, times
from load.target import Target, Unusable
from reports.load_run import LoadRun
from reports.quantities import things


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be run: `profile` with its rates times `times`. `chosen`: the options of the target as they came.

    `browsers`: real ones that walk the memo beside the load.
    """

    profile: str
    times: float
    seed: int
    workers: int
    listen: str
    chosen: argparse.Namespace
    browsers: int = 0

    @property
    def plan(self) -> Plan:
        """Raises PlanError."""
        return times(read(self.profile, ACTIONS), self.times)


def wish(chosen: argparse.Namespace) -> Wish:
    """As the command line has it."""
    return Wish(chosen.profile, chosen.times, chosen.seed, chosen.workers, chosen.listen, chosen)


def at(one: Wish, rate: float) -> Wish:
    """The same with so many conferences a second at its end. Raises PlanError."""
    last = read(one.profile, ACTIONS).arrivals.phases[-1].rate[1]
    if not last:
        raise PlanError(f"{one.profile}: its last phase ends with a rate of 0, which no factor makes {rate:g}")
    return replace(one, times=rate / last)


def whole_run(one: Wish, target: Target, folder: Path, screen: IO[str]) -> tuple[LoadRun, bool]:
    """Announces, runs and judges; `folder` has everything then. Also whether Ctrl-C has ended it before its time.

    Raises Unusable, PlanError, HarnessFailed.
    """
    plan = one.plan
    planned = schedule(plan, one.seed)
    check_log_ins(plan, planned, one.browsers)
    suitable.check(plan, target)
    print(_announced(one, plan, planned, target, folder), file=screen, flush=True)
    with tempfile.TemporaryDirectory() as secret:
        target.accounts((plan.needs.accounts or len(planned)) + (0 if target.own else one.browsers))
        told = options.given(one.chosen, target, target.hand_on(Path(secret) / "accounts.toml"))
        within = plan.arrivals.seconds + plan.drain
        order = launch.Order(one.profile, one.times, one.seed, one.workers, within, one.listen, tuple(told))
        until = plan.arrivals.seconds
        with aboard.walking(one.browsers, until, target, one.chosen, folder, Path(secret), screen) as walkers:
            interrupted = launch.run(order, target, folder, screen, walkers.look)
    return judged(folder, target), interrupted


def judged(folder: Path, target: Target | None) -> LoadRun:
    """Raises HarnessFailed if there is nothing to judge."""
    try:
        return judge(folder, target)
    except (OSError, ValueError) as error:
        raise launch.HarnessFailed(f"{folder} holds no run that can be judged: {error}") from error


def _announced(one: Wish, plan: Plan, planned: Sequence[Arrival], target: Target, folder: Path) -> str:
    coming = plan.arrivals
    where = f"{one.workers} workers that come to {one.listen}" if one.listen else f"{one.workers} here"
    rates = f", rates times {one.times:.3g}" if one.times != 1 else ""
    aboard = f", {things(one.browsers, 'browser')} on board" if one.browsers else ""
    return (
        f"{plan.name}: {plan.about}\n"
        f"{len(planned)} journeys within {coming.seconds:g} s ({coming.warm_up:g} s of them to warm up, not measured), "
        f"then up to {plan.drain:g} s to end; seed {one.seed}{rates}, generator processes: {where}{aboard}\n"
        f"target: {target.name}; files: {folder}"
        + (f"\nnot our portal: {target.foreign.says}" if target.foreign else "")
    )


def check_log_ins(plan: Plan, planned: Sequence[Arrival], browsers: int = 0) -> None:
    """Raises Unusable if its journeys, the browsers on board and the audit after them might log in more often than the
    profile's limit."""
    limit = plan.limits.log_ins_a_minute
    moments = [one.at for one in planned for _ in range(LOG_INS[one.journey])]
    if any(one.journey in CREATE for one in planned):
        moments += [plan.arrivals.seconds] * (2 * SHOWN_TO)  # at the soonest
    moments += aboard.log_ins(browsers, plan.arrivals.seconds)
    most = most_within(sorted(moments), 60)
    if limit is not None and most > limit:
        on_board = f", its {things(browsers, 'browser')} on board included" if browsers else ""
        raise Unusable(
            f"the profile logs in {most} times within a minute{on_board}, and limits.log_ins_a_minute is {limit}."
        )
