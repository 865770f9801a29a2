"""What a run comes to: one sentence in plain words, a verdict, an exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.load_run import Check, LoadRun
from reports.quantities import duration, number, things

GOOD = "good"
CODES = {
    "harness failed": 30,
    "audit failed": 12,
    "not valid": 20,
    "objective missed": 10,
    "slower": 11,
    GOOD: 0,
}
"""Verdicts and their exit codes, the one that counts first where several hold."""

_FAILED = {"audit": "audit failed", "validity": "not valid", "objective": "objective missed", "comparison": "slower"}


def judged(run: LoadRun, checks: Iterable[Check], harness_trouble: str = "") -> LoadRun:
    """The run with its checks, sentence, verdict and code. `harness_trouble`: a sentence, if the harness broke."""
    found = tuple(checks)
    verdict = decide(found, harness_trouble)
    said = sentence(run, found, verdict, harness_trouble)
    return replace(run, checks=found, sentence=said, verdict=verdict, code=CODES[verdict])


def decide(checks: Sequence[Check], harness_trouble: str = "") -> str:
    """The verdict that counts. Nothing checked is no good run, it is one that says nothing."""
    held = {_FAILED[check.kind] for check in checks if check.verdict == "failed"}
    if harness_trouble:
        held.add("harness failed")
    if not checks:
        held.add("not valid")
    return next((verdict for verdict in CODES if verdict in held), GOOD)


def sentence(run: LoadRun, checks: Sequence[Check], verdict: str, harness_trouble: str = "") -> str:
    """What happened, the worst first; then what else failed; then how much there was."""
    failed = [check for check in checks if check.verdict == "failed"]
    if verdict == "harness failed":
        told = f"The harness failed: {harness_trouble.rstrip('.')}"
    elif verdict == GOOD:
        told = f"Good: {_closest(checks)}"
    else:
        first = next((check for check in failed if _FAILED[check.kind] == verdict), None)
        told = f"{_OPENING[verdict]}: {first.says.rstrip('.') if first else 'nothing was checked'}"
        failed = [check for check in failed if check is not first]
    others = f" Also: {_counts(failed)}." if failed else ""
    return f"{told}.{others} {_amount(run)}{_outside(run)}{_unchecked(checks)}"


_OPENING = {
    "audit failed": "Audit failed",
    "not valid": "Not valid, so nothing is said about the portal",
    "objective missed": "Objective missed",
    "slower": "Slower",
}
_WORDS = {"audit": "audit law", "validity": "validity check", "objective": "objective", "comparison": "comparison"}


def _closest(checks: Sequence[Check]) -> str:
    """The objective with the least margin is what a reader of a good run wants to know."""
    measured = [(c.value / c.limit, c) for c in checks if c.kind == "objective" and c.value is not None and c.limit]
    if not measured:
        return "the run was valid; the profile has no objective"
    _, closest = max(measured, key=lambda one: one[0])
    others = f" (closest of {len(measured)} objectives)" if len(measured) > 1 else ""
    return f"{closest.says.rstrip('.')}{others}"


def _counts(failed: Sequence[Check]) -> str:
    kinds = dict.fromkeys(check.kind for check in failed)
    return ", ".join(f"{things(sum(c.kind == kind for c in failed), _WORDS[kind])} failed" for kind in kinds)


def _amount(run: LoadRun) -> str:
    at_once = max((interval.live for interval in run.intervals), default=0)
    counted = f"{things(run.arrivals.begun, 'journey')} in {duration(run.seconds)}, at most {number(at_once)} at once."
    return counted if not run.incomplete else f"Incomplete: {counted}"


def _outside(run: LoadRun) -> str:
    """A run may be good in its measured time and break down in its drain; nobody should have to find that out."""
    failed = run.failed_outside
    return f" Outside the measured time {things(failed, 'more action')} failed." if failed else ""


def _unchecked(checks: Sequence[Check]) -> str:
    left = [check for check in checks if check.verdict == "not checked"]
    if len(left) > 2:
        kinds = dict.fromkeys(check.kind for check in left)
        counts = (things(sum(check.kind == kind for check in left), _WORDS[kind]) for kind in kinds)
        return f" Not checked: {', '.join(counts)}."
    return f" Not checked: {', '.join(check.name for check in left)}." if left else ""
