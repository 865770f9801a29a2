"""What `compare` is given as A and B: an address, stored runs, or a git ref of this portal, which is then built."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fixtures.lifeline import ROOT
from load.launch import ended_with
from load.plan import Plan
from load.target import Target, Unusable, start_own
from reports.load_run import LoadRun


@dataclass(frozen=True, slots=True)
class Build:
    """Something that can be run: an address, or the portal in a folder with its sources."""

    name: str
    target: Target | None = None
    sources: Path | None = None

    @contextmanager
    def up(self, plan: Plan, folder: Path) -> Iterator[Target]:
        """The target for one run; one that is built from sources is a fresh one each time."""
        if self.target is not None:
            yield self.target
            return
        with tempfile.TemporaryDirectory() as place:
            command = ("-c", _FROM_SOURCES, str(self.sources)) if self.sources else ()
            with ended_with(start_own(Path(place), plan, *command), folder) as target:
                yield target


_FROM_SOURCES = """
import runpy, sys
sys.path[:] = [sys.argv.pop(1), *sys.path]
sys.argv.insert(1, "serve")
runpy.run_module("portal", run_name="__main__", alter_sys=True)
"""


def stored(text: str, profile: str) -> list[LoadRun]:
    """The runs of this profile in a folder, or in the folders in it. Raises Unusable."""
    folder = Path(text)
    inside = sorted(file for file in folder.glob("*/run.json") if not file.parent.is_symlink())  # `latest` is one
    files = [folder / "run.json"] if (folder / "run.json").exists() else inside
    try:
        found = [LoadRun.read(file) for file in files]
    except ValueError as error:
        raise Unusable(str(error)) from error
    return [run for run in found if run.inputs.get("profile") == profile]


def check_alike(runs: Sequence[LoadRun]) -> None:
    """Raises Unusable if the runs were not made with the same load: they would differ by that."""
    for what, told in _LOADS.items():
        if len({repr(told(run)) for run in runs}) > 1:
            raise Unusable(f"the stored runs differ in {what}, not only in the build: give folders of runs made alike.")


_LOADS: dict[str, Callable[[LoadRun], object]] = {
    "their profile's text, or --times": lambda run: run.inputs.get("plan"),
    "how conferences came": lambda run: run.inputs.get("arrivals"),
    "their number of workers": lambda run: run.inputs.get("workers"),
    "their number of browsers on board": lambda run: len(run.browsers),
}


@contextmanager
def checked_out(ref: str) -> Iterator[Build]:
    """The portal at a commit of this repository. Raises Unusable."""
    with tempfile.TemporaryDirectory(prefix="build-") as place:
        tree = Path(place) / "tree"
        _git("worktree", "add", "--detach", str(tree), ref)
        try:
            yield Build(ref, sources=tree)
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*told: str) -> None:
    done = subprocess.run(["git", *told], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Unusable(f"git {told[0]} {told[1]}: {last.removeprefix('fatal: ')}")
