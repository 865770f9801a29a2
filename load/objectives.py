"""Objectives: what a run must stay below, written in the profile as people say it, and judged.

    p95 of join < 300 ms
    p95 of join from intended start < 400 ms
    first participant connected p99 < 2 s after answer
    p95 of chair actions < 300 ms
    failures < 0.1 %
    failures of conference < 1 %

What is measured is an action (`join`, `log in`), a journey (`conference`), a request (`POST /planning`) or a group of
actions; `failures` alone is that of all actions. Times are of successes only, from sending to answer unless
`from intended start` is said. An objective without samples has not been met.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from reports import histograms
from reports.load_run import Check, LoadRun, Measured
from reports.quantities import duration, number, share

GROUPS: dict[str, tuple[str, ...] | None] = {
    "actions": None,
    "chair actions": ("join", "add", "invite", "extend", "block", "unblock", "end"),
}
"""Actions that are judged together; None: all that there are."""

SURE = 0.95

_ALIASES = {"first participant connected": "connected"}
_SHAPE = re.compile(r"(?P<measure>.+?)\s*<\s*(?P<number>[\d.]+)\s*(?P<unit>ms|s|min|%)(?P<after>\s+after answer)?")
_MEASURES = (
    re.compile(r"p(?P<percentile>[\d.]+)\s+of\s+(?P<what>.+)"),
    re.compile(r"(?P<what>.+?)\s+p(?P<percentile>[\d.]+)"),
    re.compile(r"failures(?:\s+of\s+(?P<what>.+))?"),
)
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "%": 0.01}
_EXAMPLES = "“p95 of join < 300 ms” or “failures of conference < 1 %”"


@dataclass(frozen=True, slots=True)
class Objective:
    """`percentile` is None for a share of failures; `limit` is seconds or a share."""

    text: str
    what: str
    percentile: float | None
    clock: Literal["service", "intended"]
    limit: float

    @property
    def samples(self) -> int:
        """So many are needed that the slowest of them is, with 95 % certainty, beyond the percentile (Wilks).

        With fewer nothing at all is said about it. For failures: that none among so many shows the limit to be kept.
        """
        kept = self.percentile / 100 if self.percentile else 1 - self.limit
        return math.ceil(math.log(1 - SURE) / math.log(kept))


def read(text: str, names: Collection[str] = ()) -> Objective:
    """Reads one. `names`: the journeys and actions that there will be; unknown ones are then refused.

    Raises ValueError with a sentence that says what to write instead.
    """
    spoken = " ".join(text.split())
    shape = _SHAPE.fullmatch(spoken)
    if shape is None:
        raise ValueError(f"the objective “{text}” is not understood: write it like {_EXAMPLES}.")
    measure, intended = re.subn(r"\s+from intended start$", "", shape["measure"])
    found = next((match for pattern in _MEASURES if (match := pattern.fullmatch(measure))), None)
    if found is None:
        raise ValueError(f"the objective “{text}” does not say what to measure: write it like {_EXAMPLES}.")
    told = found.groupdict()
    percentile = _number(text, told["percentile"]) if told.get("percentile") else None
    limit = _number(text, shape["number"]) * _UNITS[shape["unit"]]
    what = _ALIASES.get(told["what"] or "actions", told["what"] or "actions")
    _check(text, percentile, limit, shape["unit"])
    if shape["after"] and what != "connected":
        raise ValueError(f"the objective “{text}”: “after answer” goes with “first participant connected” only.")
    if intended and percentile is None:
        raise ValueError(f"the objective “{text}”: failures have no clock, leave out “from intended start”.")
    if names:
        _check_name(text, what, names)
    return Objective(spoken, what, percentile, "intended" if intended else "service", limit)


def checks(run: LoadRun, objectives: Iterable[Objective]) -> list[Check]:
    """Each read aloud: value, limit and margin."""
    return [_failures(run, one) if one.percentile is None else _percentile(run, one) for one in objectives]


def found(run: LoadRun, what: str) -> list[Measured]:
    """What the run measured of it: the members of a group, or an action, a journey or a request of this name."""
    if what in GROUPS:
        members = GROUPS[what]
        return [m for m in run.measured if m.kind == "action" and (members is None or m.name in members)]
    for kind in ("action", "journey", "request", "browser"):
        same = [m for m in run.measured if m.kind == kind and m.name in (what, what.replace(" ", "_"))]
        if same:
            return same
    return []


def value(run: LoadRun, objective: Objective) -> float | None:
    """What was measured, in seconds, or as a share of failures; None without a sample."""
    measured = found(run, objective.what)
    if objective.percentile is None:
        tried = sum(one.failed + one.good for one in measured)
        return sum(one.failed for one in measured) / tried if tried else None
    histogram = histograms.merged(getattr(one, objective.clock) for one in measured)
    return histograms.at(histogram, objective.percentile) if histogram.total_count else None


def _percentile(run: LoadRun, objective: Objective) -> Check:
    said = f"p{objective.percentile:g} of {spoken(objective)}"
    measured, limit = value(run, objective), objective.limit
    if measured is None:
        return _nothing(objective, said)
    count = histograms.merged(getattr(one, objective.clock) for one in found(run, objective.what)).total_count
    told = f"{said}: {duration(measured)}, limit {duration(limit)}, {_margin(measured, limit)}; of {number(count)}."
    return Check("objective", objective.text, "passed" if measured < limit else "failed", told, measured, limit)


def _failures(run: LoadRun, objective: Objective) -> Check:
    said = "failures" if objective.what == "actions" else f"failures of {objective.what}"
    measured, limit = value(run, objective), objective.limit
    if measured is None:
        return _nothing(objective, said)
    failed, good = (sum(getattr(one, name) for one in found(run, objective.what)) for name in ("failed", "good"))
    tried = failed + good
    of = f"{number(failed)} of {number(tried)}"
    told = f"{said}: {share(measured)} ({of}), limit {share(limit)}, {_margin(measured, limit)}"
    if not failed and tried < objective.samples:
        told += f"; among so few, up to {share(1 - (1 - SURE) ** (1 / tried))} could go unseen"
    return Check("objective", objective.text, "passed" if measured < limit else "failed", f"{told}.", measured, limit)


def _nothing(objective: Objective, said: str) -> Check:
    told = f"{said}: nothing of it succeeded or was tried, and nothing to look at has not passed."
    return Check("objective", objective.text, "failed", told, None, objective.limit)


def spoken(objective: Objective) -> str:
    """What is measured, as people say it: `log in from intended start`."""
    name = objective.what if "/" in objective.what else objective.what.replace("_", " ")
    return f"{name} from intended start" if objective.clock == "intended" else name


def _margin(value: float, limit: float) -> str:
    if value < limit:
        return f"{int(100 * (1 - value / limit))} % to spare"
    return f"{100 * (value / limit - 1):.0f} % over" if value > limit else "and it must stay below"


def _number(text: str, digits: str | None) -> float:
    try:
        return float(digits or "")
    except ValueError:
        raise ValueError(f"the objective “{text}”: {digits} is no number.") from None


def _check(text: str, percentile: float | None, limit: float, unit: str) -> None:
    if percentile is not None and not 0 < percentile < 100:
        raise ValueError(f"the objective “{text}”: a percentile lies between 0 and 100, as p95 or p99.9.")
    if (unit == "%") != (percentile is None):
        wanted = "a share, as < 0.1 %" if percentile is None else "a time, as < 300 ms"
        raise ValueError(f"the objective “{text}”: its limit must be {wanted}.")
    if limit <= 0:
        raise ValueError(f"the objective “{text}” is impossible: its limit must be above 0.")
    if percentile is None and limit >= 1:
        raise ValueError(f"the objective “{text}” asks for nothing: its limit must be under 100 %.")


def _check_name(text: str, what: str, names: Collection[str]) -> None:
    known = {*names, *GROUPS, *(name.replace("_", " ") for name in names)}
    if what in known or "/" in what:  # a request's route is known only once it is sent
        return
    nearest = difflib.get_close_matches(what, known, n=1, cutoff=0.0)
    raise ValueError(f"the objective “{text}”: this profile measures no “{what}”. Did you mean “{nearest[0]}”?")
