"""`python -m load compare` from its command line to its verdict: who is run when, and what is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fixtures.lifeline import ROOT
from load import builds, commands, compare, plan
from load.__main__ import main
from load.builds import Build
from load.journeys import ACTIONS
from load.launch import HarnessFailed
from load.target import Unusable
from reports import histograms
from reports.load_run import LoadRun, Measured
from tests.load_runs import a_run

BLOCKS = compare.LEAST_BLOCKS
RUN = replace(a_run(conferences=50, seconds=10, warm_up=5), code=0)


def lasting(seconds: float) -> LoadRun:
    """A valid run in which every action took so long."""
    times = histograms.encoded(histograms.of([seconds] * 100))
    return replace(RUN, measured=(Measured("action", "join", 100, 0, times, times, ""),))


class Bench:
    """Runs are made here: `took` of each build, seconds; `made` tells which, in order, and where."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, ends: BaseException | None = None) -> None:
        self.took = {"old": 0.1, "new": 0.1}
        self.made: list[tuple[str, str]] = []
        self._folder, self._ends = folder, ends
        monkeypatch.setattr(commands, "_folder", lambda kind: folder)
        monkeypatch.setattr(commands, "_one", self._one)
        monkeypatch.setattr(builds, "checked_out", self._checked_out)

    @contextmanager
    def _checked_out(self, ref: str) -> Iterator[Build]:
        yield Build(ref)

    def _one(self, wanted: object, place: Path, build: Build) -> LoadRun:
        if self._ends is not None and len(self.made) == 4:
            raise self._ends
        self.made.append((build.name, place.relative_to(self._folder).as_posix()))
        return lasting(self.took[build.name] * (1 + 0.001 * len(self.made)))

    def left(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self._folder / "comparison.json").read_text("utf-8"))
        return told


@pytest.mark.parametrize(("factor", "code", "opening"), [(1.3, 11, "Slower: "), (1.0, 0, "Not slower: ")])
def test_builds_are_run_in_turn_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], factor: float, code: int,
    opening: str,
) -> None:  # fmt: skip
    """In the order that the lot has drawn; the last lines are the sentence, the file, verdict and code."""
    bench = Bench(monkeypatch, tmp_path)
    bench.took["new"] *= factor
    assert main(["compare", "old", "new", "--blocks", str(BLOCKS), "--seed", "7"]) == code
    drawn = [{"A": "old", "B": "new"}[side] for block in compare.order(BLOCKS, 7) for side in block]
    assert [name for name, _ in bench.made] == drawn
    places = {place for _, place in bench.made}
    assert {"a/01-1", "a/01-2", "b/01-1", f"b/{BLOCKS}-1"} <= places and len(places) == 3 * BLOCKS
    told = bench.left()
    assert (told["finished"], told["code"]) == (True, code)
    said, file, last = capsys.readouterr().out.splitlines()[-3:]
    assert said == told["sentence"] and said.startswith(opening)
    assert (file, last) == (str(tmp_path / "comparison.json"), f"verdict={told['verdict']} code={code}")


@pytest.mark.parametrize(
    ("ends", "code", "why"),
    [(HarnessFailed("no record"), 30, "no record"), (KeyboardInterrupt(), 130, "it was ended from outside")],
    ids=["by the harness", "by Ctrl-C"],
)
def test_a_comparison_that_is_broken_off_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: BaseException, code: int, why: str
) -> None:
    """No verdict of half the runs."""
    bench = Bench(monkeypatch, tmp_path, ends)
    assert main(["compare", "old", "new"]) == code
    said = f"The comparison is not finished: {why}"
    assert bench.left() == {"finished": False, "sentence": said, "a": "old", "b": "new"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a checkout without its history has no refs to build")
def test_a_ref_is_built_and_it_is_its_sources_that_run(tmp_path: Path) -> None:
    """Not those of the working tree: a portal of another version answers, and nothing of it is left."""
    with builds.checked_out("HEAD") as build:
        assert build.sources is not None
        package = build.sources / "portal/__init__.py"
        package.write_text(package.read_text("utf-8").replace('__version__ = "', '__version__ = "9.9.'), "utf-8")
        with build.up(plan.read("compare", ACTIONS), tmp_path) as target:
            assert target.version.startswith("9.9.")
    assert not build.sources.exists()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a checkout without its history has no refs to build")
def test_a_ref_that_is_not_there_is_told() -> None:
    with pytest.raises(Unusable, match=r"^git worktree add: .*no-such-build"), builds.checked_out("no-such-build"):
        pass
