"""What browsers on board saw, put beside the number of journeys that were live at that moment, and judged."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from load.aboard import PLACE
from reports import histograms
from reports.load_run import VITALS, Aboard, Check, Interval, LoadRun, Measured, Seen
from reports.quantities import share, things

WALKED = "browsers on board walked to the end"
GOT_THROUGH = "browsers on board got through the memo"
_TOLD = 10


def joined(run: LoadRun, folder: Path) -> LoadRun:
    """The run with what its browsers have left in `folder`; unchanged if it had none. Raises OSError, ValueError."""
    place = folder / PLACE
    zero = datetime.fromisoformat(run.started).timestamp()
    browsers, seen = [], []
    for log in sorted(place.glob("*.log")):
        browsers.append(_aboard(log, zero))
        lines = _whole_lines(log.with_suffix(".ndjson"))
        seen += [_seen(line, log.stem, zero, run.intervals) for line in lines]
    seen.sort(key=lambda one: one.moment)
    rest = tuple(one for one in run.measured if one.kind != "browser")
    return replace(run, browsers=tuple(browsers), seen=tuple(seen), measured=(*rest, *_measured(run, seen)))


def _whole_lines(file: Path) -> Iterator[dict[str, Any]]:
    """One that was killed has left half a line."""
    text = file.read_text("utf-8", "replace") if file.exists() else ""
    for line in text[: text.rfind("\n") + 1].splitlines():
        yield json.loads(line)


def _aboard(log: Path, zero: float) -> Aboard:
    """How it ended is not there if the run itself was killed."""
    end = log.with_suffix(".end.json")
    told: dict[str, Any] = {"trouble": "was not seen to end", "processor": []}
    if end.exists():
        told = json.loads(end.read_text("utf-8"))
    processor = tuple((round(at - zero, 3), round(taken, 4)) for at, taken in told["processor"])
    return Aboard(f"browser {log.stem}", told["trouble"], processor)


def _seen(line: dict[str, Any], number: str, zero: float, intervals: Sequence[Interval]) -> Seen:
    """`at` of a line is seconds since 1970; before the run's beginning nothing was live."""
    moment = line["at"] - zero
    live = max((one.live for one in intervals if one.begins <= moment < one.begins + one.seconds), default=0)
    evidence = f"{PLACE}/{number}/{line['evidence']}" if line.get("evidence") else ""
    return Seen(line["what"], line["name"], round(moment, 3), line["seconds"], line["good"], live, evidence)


def _measured(run: LoadRun, seen: Iterable[Seen]) -> Iterator[Measured]:
    """Vitals together and page by page, steps and scenarios, over the measured time."""
    kinds: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in run.in_time(seen):
        if one.what in VITALS:
            kinds[one.what].append(one)
        kinds[f"{one.what} {one.name}" if one.what in VITALS else one.name].append(one)
    for name, some in sorted(kinds.items()):
        good, failed = ([one.seconds for one in some if one.good is well] for well in (True, False))
        times = histograms.encoded(histograms.of(good))
        yield Measured("browser", name, len(good), len(failed), times, times, histograms.encoded(histograms.of(failed)))


def checks(run: LoadRun) -> list[Check]:
    """Did they walk to the end, if there were any? And did they get through: what fails for them fails for people."""
    if not run.browsers:
        return []
    walked = [one for one in run.in_time(run.seen) if one.what == "scenario"]
    return [_to_the_end(run, len(walked)), *([_got_through(walked)] if walked else [])]


def _to_the_end(run: LoadRun, walked: int) -> Check:
    troubles = tuple(f"{one.name} {one.trouble}" for one in run.browsers if one.trouble)
    taken = [taken for one in run.browsers for at, taken in one.processor if 0 <= at < run.warm_up + run.seconds]
    mean = f"; one took {share(sum(taken) / len(taken))} of a core in the mean, beside the generator" if taken else ""
    told = f"{things(len(run.browsers), 'browser')} on board walked {things(walked, 'scenario')} in the measured time"
    if not troubles and walked:
        return Check("validity", WALKED, "passed", f"{told}{mean}.", 0, 0)
    logs = tuple(
        f"{PLACE}/{one.name.removeprefix('browser ')}.log" for one in run.browsers if one.trouble or not walked
    )
    why = f": {', '.join(troubles)}" if troubles else ""
    says = f"{told}{why}; what a person would have seen is not known. What they said is beside this report."
    return Check("validity", WALKED, "failed", says, len(troubles), 0, logs)


def _got_through(walked: Sequence[Seen]) -> Check:
    broken = [one for one in walked if not one.good]
    told = f"{things(len(walked), 'scenario')} of the memo walked by browsers on board, {len(broken)} failed"
    if not broken:
        return Check("objective", GOT_THROUGH, "passed", f"{told}.", 0)
    times = Counter((one.name, one.evidence) for one in broken)
    evidence = [f"{count} × {name}" + (f": {where}/" if where else "") for (name, where), count in times.most_common()]
    says = f"{told}; their pictures and traces are beside this report."
    return Check("objective", GOT_THROUGH, "failed", says, len(broken), None, tuple(evidence[:_TOLD]))
