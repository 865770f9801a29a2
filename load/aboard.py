"""Browsers on board: one to three real ones walk the memo beside the load, each in a pytest process of its own.

What a person sees is put beside the number of journeys that were live at that moment (docs/load.md).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from fixtures import lifeline
from load.target import Target
from reports import histograms
from reports.load_run import VITALS, Check, CheckVerdict, Interval, LoadRun, Measured, Seen
from reports.quantities import things

SCENARIOS = "scenarios/memo/test_any_portal.py"
"""The memo's words where others are at work: no clock is steered there, no telephone and no mailbox looked into."""
_ENDS_WITHIN = 60.0  # seconds for the scenario that is being walked, and for the browser to close
_NAME = "browsers on board walked the memo"


@contextmanager
def walking(count: int, seconds: float, target: Target, chosen: argparse.Namespace, folder: Path) -> Iterator[None]:
    """So many browsers walk while the block goes on, `seconds` at most; logs and what they saw are in `folder`.

    At a portal that is not ours they take the last of its accounts, one each. `chosen`: the options of the target.
    """
    started: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
    try:
        for number in range(1, count + 1):
            log: IO[bytes] = (folder / f"browser-{number}.log").open("wb")
            command = [*_walk(number, seconds, folder), *_of_target(number, target, chosen, folder)]
            environment = {**os.environ, "PYTEST_ADDOPTS": _secret(target)}
            started.append((lifeline.start(command, stdout=log, stderr=log, environment=environment), log))
        yield
    finally:
        for process, _ in started:
            process.terminate()
        for process, log in started:
            try:
                process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()
        for file in folder.glob("browser-*.accounts.toml"):
            file.unlink()


def _walk(number: int, seconds: float, folder: Path) -> list[str]:
    place = folder / f"browser-{number}"
    return [
        *(sys.executable, "-m", "pytest", SCENARIOS, "--browser", "chromium", "-p", "no:cacheprovider"),
        *("--aboard", f"{place}.ndjson", "--aboard-seconds", str(seconds), "--out-folder", str(place)),
    ]


def _of_target(number: int, target: Target, chosen: argparse.Namespace, folder: Path) -> list[str]:
    told = ["--base-url", target.url]
    if target.own:
        return [*told, "--backstage-url", target.backstage[0]]
    accounts = folder / f"browser-{number}.accounts.toml"
    Target(target.url, given=[target.given[-number]]).hand_on(accounts)
    profile = ["--profile", str(chosen.target_profile)] if chosen.target_profile else []
    return [*told, *profile, "--accounts", str(accounts), "--captcha", f"fixed:{chosen.code}" if chosen.code else "off"]


def _secret(target: Target) -> str:
    """The token of test controls stands on no command line."""
    return f"--backstage-token={target.backstage[1]}" if target.own else ""


def joined(run: LoadRun, folder: Path) -> LoadRun:
    """The run with what its browsers saw, as far as they have left it in `folder`. Raises OSError."""
    files = sorted(folder.glob("browser-*.ndjson"))
    if not files:
        return run
    zero = datetime.fromisoformat(run.started).timestamp()
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    seen = tuple(sorted((_seen(line, zero, run.intervals) for line in lines), key=lambda one: one.moment))
    rest = tuple(one for one in run.measured if one.kind != "browser")
    return replace(run, seen=seen, measured=(*rest, *_measured(run, seen)))


def _seen(line: dict[str, Any], zero: float, intervals: Sequence[Interval]) -> Seen:
    moment = line["at"] - zero
    live = max((one.live for one in intervals if one.begins <= moment < one.begins + one.seconds), default=0)
    return Seen(line["what"], line["name"], round(moment, 3), line["seconds"], line["good"], live)


def _measured(run: LoadRun, seen: Iterable[Seen]) -> Iterator[Measured]:
    """Vitals together and page by page, steps and scenarios, over the measured time."""
    kinds: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        if run.warm_up <= one.moment < run.warm_up + run.seconds:
            names = (one.what, f"{one.what} {one.name}") if one.what in VITALS else (_short(one),)
            for name in names:
                kinds[name].append(one)
    for name, some in sorted(kinds.items()):
        good, failed = ([one.seconds for one in some if one.good is well] for well in (True, False))
        times = histograms.encoded(histograms.of(good))
        yield Measured("browser", name, len(good), len(failed), times, times, histograms.encoded(histograms.of(failed)))


def _short(one: Seen) -> str:
    return "scenario" if one.what == "scenario" else one.name


def checks(run: LoadRun, folder: Path) -> list[Check]:
    """Did they walk, if there were any? And did they get through: what fails under load fails for people too."""
    if not list(folder.glob("browser-*.log")):
        return []
    walked = [one for one in run.seen if one.what == "scenario"]
    broken = [one for one in walked if not one.good]
    if not walked:
        told = "no browser on board has walked anything; browser-1.log beside this report says why."
        return [Check("validity", _NAME, "failed", told, 0, 1)]
    told = f"{things(len(walked), 'scenario')} walked by browsers on board, {len(broken)} failed"
    evidence = tuple(dict.fromkeys(f"{one.name}, at {math.floor(one.moment)} s" for one in broken[:10]))
    where = "; their pictures and traces: browser-1/ and so on beside this report" if broken else ""
    verdict: CheckVerdict = "failed" if broken else "passed"
    return [Check("objective", _NAME, verdict, f"{told}{where}.", len(broken), 0, evidence)]
