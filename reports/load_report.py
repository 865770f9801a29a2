"""The report of a load run as one HTML file that needs nothing else; beside it run.json, CSV and Allure results.

`python -m reports.load_report RUN` writes them again from the run.json in that folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import histograms, load_allure, load_browsers
from reports.histograms import Histogram
from reports.load_figures import PERCENTILES, rows, slices, times, write_csv
from reports.load_plots import Curve, Plot, plot
from reports.load_run import Check, CheckKind, Interval, LoadRun
from reports.past_runs import PastRun, last
from reports.quantities import duration, number, share

_KINDS: dict[CheckKind, tuple[str, str]] = {
    "comparison": ("Comparison", "comparison"),
    "objective": ("Objectives", "objective"),
    "validity": ("Was the run valid?", "validity check"),
    "audit": ("Audit", "audit law"),
}
_WORST_FIRST = {"failed": 0, "not checked": 1, "passed": 2}
_SHOWN_FIRST = 8
_COLOURS = tuple(f"c{n}" for n in range(1, 7))


def write(run: LoadRun, folder: Path, history: Path) -> Path:
    """Everything that a run leaves in its folder; `history` is the file of past runs. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    run.write(folder / "run.json")
    write_csv(run, folder)
    page = folder / "report.html"
    page.write_text(render(run, last(history, run)), "utf-8")
    load_allure.write(run, folder / "allure-results", folder)
    return page


def render(run: LoadRun, past: Sequence[PastRun] = ()) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("load_report.html.jinja").render(
        run=run,
        groups=[(*_KINDS[kind], found) for kind in _KINDS if (found := _sorted(run, kind))],
        counts=lambda found: Counter(one.verdict for one in found),
        tiles=list(_tiles(run)),
        plots=[one for one in _over_time(run) if one],
        browsers=[one for one in load_browsers.plots(run, _span(run)) if one],
        seen=load_browsers,
        targets=[one for one in _target(run) if one],
        idle=_idle(run),
        latencies=[one for one in _latencies(run) if one],
        shown_first=_SHOWN_FIRST,
        tables=[
            ("Journeys", rows(run, "journey")),
            ("Actions", rows(run, "action")),
            ("Requests", rows(run, "request")),
        ],
        percentiles=PERCENTILES,
        times=times,
        past=past,
        past_plot=_past(past),
        inputs=json.dumps(run.inputs, ensure_ascii=False, indent=1),
        duration=duration,
        number=number,
        share=share,
    )


def _sorted(run: LoadRun, kind: CheckKind) -> list[Check]:
    return sorted((one for one in run.checks if one.kind == kind), key=lambda one: _WORST_FIRST[one.verdict])


def _tiles(run: LoadRun) -> Iterator[tuple[str, str, str]]:
    """What a reader asks first: value, what it is, what else belongs to it."""
    yield (
        number(run.arrivals.begun),
        "journeys begun",
        f"{run.arrivals.late:,} late, {run.arrivals.skipped:,} skipped",
    )
    at_once = max((one.live for one in run.intervals), default=0)
    yield number(at_once), "at the same time, at most", f"over {duration(run.seconds)}"
    actions = rows(run, "action")
    failed, tried = sum(one.failed for one in actions), sum(one.failed + one.good for one in actions)
    yield share(failed / tried) if tried else "–", "of actions failed", f"{number(failed)} of {number(tried)}"
    for clock, of in (("service", "p95 of all actions"), ("intended", "p95 from intended start")):
        together = histograms.merged(getattr(one, clock) for one in run.measured if one.kind == "action")
        most = duration(together.get_max_value() / 1e6) if together.total_count else "–"
        yield duration(histograms.at(together, 95)), of, f"p99 {duration(histograms.at(together, 99))}, max {most}"


def _span(run: LoadRun) -> tuple[float, float]:
    ends = [one.begins + one.seconds for one in run.intervals]
    return 0.0, max([*ends, run.warm_up + run.seconds])


def _over_time(run: LoadRun) -> Iterator[Plot | None]:
    some = slices(run.intervals)
    draw = partial(plot, span=_span(run), warm_up=run.warm_up)
    yield draw(
        "Journeys at the same time", [Curve("live", [(_middle(one), one.live) for one in some], "c1", filled=True)]
    )
    starts = [
        Curve("planned", [(_middle(one), 60 * one.planned / one.seconds) for one in some], "c6 dashed"),
        Curve("begun", [(_middle(one), 60 * one.begun / one.seconds) for one in some], "c1"),
    ]
    yield draw("Journeys begun a minute", starts)
    requests = [
        Curve("good", [(_middle(one), one.good / one.seconds) for one in some], "c3"),
        Curve("failed", [(_middle(one), one.failed / one.seconds) for one in some], "bad"),
    ]
    yield draw("Requests a second", requests, says="rate")
    flight = [Curve("in flight", [(_middle(one), one.in_flight) for one in some], "c4")]
    yield draw("Requests in flight, at most", flight)
    processors = [
        Curve(worker.name, _thin(worker.processor), look)
        for worker, look in zip(run.workers, _COLOURS * len(run.workers), strict=False)
    ]
    yield draw("The generator's processor, share of a core", processors, says="share", most=1.0)


def _target(run: LoadRun) -> Iterator[Plot | None]:
    for name, series in run.target.items():
        if any(value for _, value in series):
            curve = Curve(_title(name), _thin(series), "c2")
            yield plot(_title(name), [curve], _span(run), says="rate", warm_up=run.warm_up)


def _title(name: str) -> str:
    """`/portal_mail/waiting` → `portal mail/waiting`."""
    return name.strip("/").replace("_", " ")


def _idle(run: LoadRun) -> list[str]:
    return [_title(name) for name, series in run.target.items() if not any(value for _, value in series)]


def _latencies(run: LoadRun) -> Iterator[Plot | None]:
    """A plot for each action: three percentiles on the honest clock, and on the other one to see the difference.

    Those that an objective names come first, then those that were done most.
    """
    some = slices(run.intervals)
    good = {one.name: one.good for one in run.measured if one.kind == "action"}
    names = {name for one in some for name in one.latency}
    for name in sorted(names, key=lambda name: (_limit(run, name) is None, -good.get(name, 0), name)):
        wanted = ((50, 1, "c6"), (95, 1, "c1"), (99, 1, "c2"), (95, 0, "c1 dashed"))
        decoded = [tuple(map(histograms.decode, one.latency.get(name, ("", "")))) for one in some]
        curves = [
            Curve(f"p{p}" if clock else f"p{p} service", _percentile(some, [one[clock] for one in decoded], p), look)
            for p, clock, look in wanted
        ]
        limit = _limit(run, name)
        yield plot(_title(name), curves, _span(run), says="duration", warm_up=run.warm_up, limit=limit)


def _percentile(some: Sequence[Interval], each: Sequence[Histogram], p: float) -> list[tuple[float, float | None]]:
    at = (histograms.at(histogram, p) if histogram.total_count else None for histogram in each)
    return list(zip(map(_middle, some), at, strict=True))


def _limit(run: LoadRun, action: str) -> float | None:
    """Of the tightest objective that names this action."""
    said = (action, action.replace("_", " "))
    named = (one for one in run.checks if one.kind == "objective" and "failures" not in one.name)
    return min(
        (one.limit for one in named if one.limit and any(f" {word} " in f" {one.name} " for word in said)), default=None
    )


def _middle(one: Interval) -> float:
    return one.begins + one.seconds / 2


def _thin(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most 240 points, each the highest of its part: peaks are what a reader looks for."""
    each = max(1, -(-len(points) // 240))
    parts = (points[n : n + each] for n in range(0, len(points), each))
    return [(part[0][0], max(value for _, value in part)) for part in parts]


def _past(past: Sequence[PastRun]) -> Plot | None:
    """How much of its limit each objective has used, a point a run, so that all are on one scale."""
    if len(past) < 2:
        return None
    names = list(dict.fromkeys(name for one in past for name in one.values))
    curves = []
    for name, look in zip(names, _COLOURS * len(names), strict=False):
        used = [(n, one.values[name][0] / one.values[name][1]) for n, one in enumerate(past) if name in one.values]
        curves.append(Curve(name, used, look))
    days = [(n, past[n].started[:10]) for n in (0, len(past) - 1)]
    title = "Objectives over these runs: measured, as a share of the limit"
    return plot(title, curves, (0, len(past) - 1), says="share", limit=1.0, across=days)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.load_report", description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a load run, as out/load/latest")
    parser.add_argument("--history", type=Path, metavar="FILE", help="past runs (default: history.jsonl beside RUN)")
    options = parser.parse_args(arguments)
    try:
        run = LoadRun.read(options.run)
        page = write(run, options.run, options.history or options.run.resolve().parent / "history.jsonl")
    except (OSError, ValueError) as error:
        print(f"report: {error}", file=sys.stderr)
        return 2
    print(f"{run.sentence or 'this run was not judged.'}\n{page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
