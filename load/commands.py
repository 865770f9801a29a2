"""What `python -m load …` does: one run, one judged again, how many, is it slower."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from fixtures import folders
from fixtures.lifeline import ROOT
from load import builds, compare, objectives, options, verdict
from load.builds import Build
from load.capacity import NotTried, Trial, search
from load.launch import HarnessFailed, ended_with
from load.target import Target, Unusable, start_own
from load.whole_run import Wish, at, judged, whole_run, wish
from reports.load_run import LoadRun


def run(chosen: argparse.Namespace) -> int:
    """Was it good?"""
    wanted = replace(wish(chosen), browsers=chosen.browsers)
    folder = _folder("load")
    with tempfile.TemporaryDirectory() as place, ended_with(_target(wanted, Path(place)), folder) as target:
        found, interrupted = whole_run(wanted, target, folder, sys.stdout)
    return _tell(found, folder, 130 if interrupted else found.code)


def judge(chosen: argparse.Namespace) -> int:
    """The same once more, from what is stored."""
    target = options.target(chosen, chosen.target) if chosen.target else None
    found = judged(chosen.folder, target)
    return _tell(found, chosen.folder, found.code)


def capacity(chosen: argparse.Namespace) -> int:
    """How many?"""
    folder = _folder("capacity")
    made = 0

    def try_at(rate: float) -> LoadRun:
        nonlocal made
        made += 1
        place = folder / f"{made:02d}"
        place.mkdir()
        try:
            tried = _one(at(wish(chosen), rate), place, Build("", _running(chosen)))
        except Unusable as error:
            if made == 1:
                raise
            raise NotTried(str(error)) from error
        if tried.harness_trouble:
            raise HarnessFailed(f"{tried.sentence} ({place})")
        return tried

    trials: list[Trial] = []

    def heard(trial: Trial) -> None:
        trials.append(trial)
        why = f" ({trial.why})" if trial.why else ""
        told = f"{trial.rate:.3g} a second, {trial.live:.0f} at once: {trial.outcome}{why}"
        print(f"\n--- trial {made}: {told}\n", flush=True)

    try:
        found = search(try_at, chosen.first, heard)
    except (HarnessFailed, OSError, KeyboardInterrupt) as ended:
        _unfinished(folder / "capacity.json", "search", ended, trials=[asdict(one) for one in trials])
        raise
    code = verdict.CODES[found.verdict]
    _write(folder / "capacity.json", {"finished": True, **asdict(found), "code": code})
    print(f"\n{found.sentence}\n{folder / 'capacity.json'}\nverdict={found.verdict} code={code}", flush=True)
    return code


def comparison(chosen: argparse.Namespace) -> int:
    """Is B slower than A?"""
    wanted = wish(chosen)
    asked = [objectives.read(text) for text in wanted.plan.objectives]
    if all(Path(text).is_dir() for text in (chosen.a, chosen.b)):
        old, new = (builds.stored(text, wanted.plan.name) for text in (chosen.a, chosen.b))
        builds.check_alike([*old, *new])
        folder = _folder("compare")
        checks = compare.stored(old, new, asked, chosen.a)
    else:
        _check_controls(chosen)
        folder = _folder("compare")
        try:
            with ExitStack() as stack:
                a, b = (_build(text, chosen, stack) for text in (chosen.a, chosen.b))
                checks = compare.interleaved(_blocks(wanted, a, b, chosen, folder), asked, chosen.a)
        except (HarnessFailed, OSError, KeyboardInterrupt) as ended:
            _unfinished(folder / "comparison.json", "comparison", ended, a=chosen.a, b=chosen.b)
            raise
    decided = verdict.decide(checks)
    said, code = compare.sentence(checks, decided), verdict.CODES[decided]
    told = {"finished": True, "a": chosen.a, "b": chosen.b, "sentence": said, "verdict": decided, "code": code}
    _write(folder / "comparison.json", {**told, "checks": [asdict(one) for one in checks]})
    print("", *(f"{one.verdict:<12} {one.says}" for one in checks), sep="\n")
    print(f"\n{said}\n{folder / 'comparison.json'}\nverdict={decided} code={code}", flush=True)
    return code


def _blocks(wanted: Wish, a: Build, b: Build, chosen: argparse.Namespace, folder: Path) -> list[compare.Together]:
    blocks = []
    for number, turns in enumerate(compare.order(chosen.blocks, chosen.seed), 1):
        runs: dict[str, list[LoadRun]] = {"A": [], "B": []}
        for side in turns:
            print(f"\n--- block {number} of {chosen.blocks}: {side}", flush=True)
            place = folder / side.lower() / f"{number:02d}-{len(runs[side]) + 1}"
            place.mkdir(parents=True)
            runs[side].append(_one(wanted, place, a if side == "A" else b))
        blocks.append(compare.Together((runs["A"][0], runs["A"][1]), runs["B"][0]))
    return blocks


def _one(wanted: Wish, folder: Path, build: Build) -> LoadRun:
    """One of several runs. Ctrl-C in it ends them all."""
    with build.up(wanted.plan, folder) as target:
        found, interrupted = whole_run(wanted, target, folder, sys.stdout)
    if interrupted:
        raise KeyboardInterrupt
    return found


def _check_controls(chosen: argparse.Namespace) -> None:
    if _address(chosen.a) and _address(chosen.b) and (chosen.backstage_url or chosen.target_pid):
        raise Unusable("--backstage-url and --target-pid are of one portal, and these are two: leave them out.")


def _address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _build(text: str, chosen: argparse.Namespace, stack: ExitStack) -> Build:
    if _address(text):
        return Build(text, options.target(chosen, text))
    if Path(text).is_dir():
        raise Unusable(f"{text} holds runs; then the other side must be stored runs too.")
    return stack.enter_context(builds.checked_out(text))


def _running(chosen: argparse.Namespace) -> Target | None:
    return options.target(chosen, chosen.target) if chosen.target else None


def _target(wanted: Wish, place: Path) -> Target:
    return _running(wanted.chosen) or start_own(place, wanted.plan)


def _folder(kind: str) -> Path:
    return folders.make(folders.name(ROOT, kind))


def _unfinished(file: Path, what: str, ended: BaseException, **told: Any) -> None:
    """What there was when it was broken off; whoever broke it off hears where that is."""
    said = f"The {what} is not finished: {str(ended) or 'it was ended from outside'}"
    _write(file, {"finished": False, "sentence": said, **told})
    if isinstance(ended, KeyboardInterrupt):
        print(f"\n{said}\n{file}\nverdict=not valid code=130", flush=True)


def _write(file: Path, told: dict[str, Any]) -> None:
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _tell(found: LoadRun, folder: Path, code: int) -> int:
    print(f"\n{found.sentence}\n{folder / 'report.html'}\nverdict={found.verdict} code={code}", flush=True)
    return code
