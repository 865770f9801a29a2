"""What many repetitions of the same tests on an unchanged portal say: which are flaky or broken, how times spread."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from reports.run import Case, Run


@dataclass(frozen=True, slots=True)
class Endurance:
    """One test over all repetitions. `median` and `p95` are seconds of the attempts that counted."""

    test: str
    ran: int
    failed: int
    median: float
    p95: float
    verdicts: tuple[str, ...] = ()
    broke: str = ""
    again: str = ""

    @property
    def flaky(self) -> bool:
        """It failed and passed, and nothing had been changed."""
        return 0 < self.failed < self.ran


@dataclass(frozen=True, slots=True)
class Soak:
    """All tests, those that failed most first. `changed`: files that were edited meanwhile, which spoils it."""

    repetitions: int
    conditions: str
    tests: tuple[Endurance, ...]
    changed: tuple[str, ...] = field(default=())

    @property
    def good(self) -> bool:
        return bool(self.tests) and not self.changed and not any(one.failed for one in self.tests)

    def lines(self) -> list[str]:
        """For a terminal: the ranking of what failed, then how the times of the slowest spread."""
        failing = [one for one in self.tests if one.failed]
        told = []
        for one in failing:
            word = "FLAKY" if one.flaky else "BROKEN"
            told.append(f"{word:<7} {one.failed} of {one.ran}  {one.test}  ({', '.join(one.verdicts)})")
            told += [f"{'':<7} {one.broke}", f"{'':<7} again: {one.again}"]
        told += ["", "seconds  median    p95  ratio"]
        for one in sorted(self.tests, key=lambda one: -one.p95)[:10]:
            told.append(f"{'':<7} {one.median:7.2f} {one.p95:6.2f} {one.p95 / max(one.median, 0.01):6.1f}  {one.test}")
        told += ["", *(f"changed meanwhile: {name}; start it again" for name in self.changed), self.headline()]
        return told

    def headline(self) -> str:
        """`30 repetitions of 12 tests, quiet: no failure.`"""
        flaky, broken = sum(one.flaky for one in self.tests), sum(one.failed == one.ran for one in self.tests)
        found = [f"{flaky} flaky"] if flaky else []
        found += [f"{broken} always failing"] if broken else []
        outcome = ", ".join(found) or ("no failure" if self.tests else "no test ran")
        return f"{self.repetitions} repetitions of {len(self.tests)} tests, {self.conditions}: {outcome}."

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def ranked(runs: Sequence[Run], conditions: str, changed: Sequence[str] = ()) -> Soak:
    """Repetitions as one soak; a pass at a second try counts as a failure, and skipped tests are left out."""
    seen: dict[str, list[Case]] = {}
    for run in runs:
        for tested in run.of("failed", "flaky", "quarantined", "passed"):
            seen.setdefault(tested.test, []).append(tested)
    tests = sorted((_endured(found) for found in seen.values()), key=lambda one: (-one.failed, one.test))
    return Soak(len(runs), conditions, tuple(tests), tuple(changed))


def _endured(found: list[Case]) -> Endurance:
    failures = [tested for tested in found if tested.outcome != "passed"]
    seconds = sorted(tested.seconds for tested in found)
    return Endurance(
        test=found[0].test,
        ran=len(found),
        failed=len(failures),
        median=round(statistics.median(seconds), 3),
        p95=seconds[min(len(seconds) - 1, round(0.95 * (len(seconds) - 1)))],
        verdicts=tuple(dict.fromkeys(tested.verdict for tested in failures)),
        broke=failures[0].broke if failures else "",
        again=failures[0].again if failures else "",
    )
