"""What a person saw in the browsers on board of a load run, for its report: curves, and tables of pages and steps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.load_plots import Curve, Plot, plot
from reports.load_run import VITALS, Aboard, LoadRun, Seen
from reports.quantities import number

_GROUPS = 30
_TITLES = {"LCP": "LCP", "INP": "INP", "step": "A step of the memo"}
_LOOKS = ("c1", "c2", "c3")


@dataclass(frozen=True, slots=True)
class Sights:
    """How long one thing took, of the measured time: seconds, of what succeeded; nought where nothing did."""

    good: int
    failed: int
    median: float
    p75: float
    most: float


Table = list[tuple[str, list[Sights]]]
"""By name; of a page the sights of each vital."""


def plots(run: LoadRun, span: tuple[float, float]) -> Iterator[Plot | None]:
    """Of vitals and steps over time, and over the number of journeys that were live then; what the browsers took."""
    for what, title in _TITLES.items():
        some = [one for one in run.seen if one.what == what and one.good and one.moment >= 0]
        over_time = _grouped([(one.moment, one.seconds) for one in some], span[1])
        yield plot(f"{title} over time", over_time, span, says="duration", warm_up=run.warm_up)
        most = max((one.live for one in some), default=0)
        if most:
            over_live = _grouped([(one.live, one.seconds) for one in some], most)
            ticks = sorted({round(most * n / 4) for n in range(5)})
            across = [(live, number(live)) for live in ticks]
            yield plot(f"{title} over live journeys", over_live, (0, most), says="duration", across=across)
    processors = [
        Curve(one.name, [(at, taken) for at, taken in one.processor if at >= 0], look)
        for one, look in zip(run.browsers, _LOOKS, strict=False)
    ]
    yield plot("The browsers' processor, share of a core", processors, span, says="share", warm_up=run.warm_up)


def pages(run: LoadRun) -> Table:
    """Each page of the portal, with its LCP and INP."""
    found = {what: _by_name(run, what) for what in VITALS}
    names = sorted({name for some in found.values() for name in some})
    return [(name, [_sights(found[what].get(name, [])) for what in VITALS]) for name in names]


def steps(run: LoadRun) -> Table:
    return _table(run, "step")


def scenarios(run: LoadRun) -> Table:
    """By name, without the file."""
    return [(name.rpartition("::")[2], sights) for name, sights in _table(run, "scenario")]


def troubles(run: LoadRun) -> list[Aboard]:
    """The browsers that did not walk to the end."""
    return [one for one in run.browsers if one.trouble]


def _table(run: LoadRun, what: str) -> Table:
    return [(name, [_sights(some)]) for name, some in sorted(_by_name(run, what).items())]


def _by_name(run: LoadRun, what: str) -> dict[str, list[Seen]]:
    found: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in run.in_time(run.seen):
        if one.what == what:
            found[one.name].append(one)
    return found


def _sights(some: Iterable[Seen]) -> Sights:
    all_ = list(some)
    took = sorted(one.seconds for one in all_ if one.good)
    if not took:
        return Sights(0, len(all_), 0.0, 0.0, 0.0)
    return Sights(len(took), len(all_) - len(took), _at(took, 50), _at(took, 75), took[-1])


def _at(ordered: Sequence[float], percentile: int) -> float:
    """The nearest rank."""
    return ordered[math.ceil(percentile * len(ordered) / 100) - 1]


def _grouped(points: Sequence[tuple[float, float]], most: float) -> list[Curve]:
    """Median and 75th percentile, the one that web vitals are judged by, of thirty groups side by side at most."""
    wide = most / _GROUPS or 1.0
    groups: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for at, value in points:
        groups[int(at / wide)].append((at, value))
    each = [
        (sum(at for at, _ in groups[place]) / len(groups[place]), sorted(value for _, value in groups[place]))
        for place in sorted(groups)
    ]
    return [
        Curve(f"p{percentile}", [(at, _at(some, percentile)) for at, some in each], look)
        for percentile, look in ((50, "c6"), (75, "c1"))
    ]
