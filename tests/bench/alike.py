"""How often does `compare` cry wolf, and how surely does it tell a build that is a tenth slower?

Real short runs, in turn: in each block two of the portal as it is and two of the slower one (`tests.bench.slower`), in
an order drawn by lot. Then comparisons are drawn from this pool, each judged as `python -m load compare` would.
`python -m tests.bench.alike` takes most of an hour; with a folder it draws once more from the runs that are kept there.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from unittest import mock

from fixtures import folders
from fixtures.lifeline import ROOT
from load import compare, objectives, options
from load.compare import Together
from load.launch import ended_with
from load.objectives import Objective
from load.target import start_own
from load.verdict import decide
from load.whole_run import Wish, whole_run
from reports.load_run import LoadRun

PROFILE = "compare"
PORTALS = {"A": (), "B": ("-m", "tests.bench.slower", "serve")}
EACH, BLOCKS = 2, 30  # 60 runs a build
SEED, DRAWS = 20261126, 1000
WOLF, TOLD = 0.01, 0.95

Pool = list[dict[str, list[LoadRun]]]


def fill(folder: Path, blocks: int) -> None:
    """A folder for each block, in it one for each run: `A-1`, `A-2`, `B-1`, `B-2`."""
    chance = random.Random(SEED)
    asked = argparse.ArgumentParser()
    options.add_target(asked)
    wanted = Wish(PROFILE, 1.0, 1, 1, "", asked.parse_args([]))
    for number in range(1, blocks + 1):
        turns = chance.sample([f"{side}-{n}" for side in PORTALS for n in range(1, EACH + 1)], EACH * len(PORTALS))
        for turn in turns:
            print(f"block {number} of {blocks}: {turn}", flush=True)
            place = folder / f"{number:02d}" / turn
            place.mkdir(parents=True)
            with (place / "said").open("w", encoding="utf-8") as said, tempfile.TemporaryDirectory() as own:
                target = start_own(Path(own), wanted.plan, *PORTALS[turn[0]])
                with ended_with(target, place):
                    _, interrupted = whole_run(wanted, target, place, said)
            if interrupted:
                raise KeyboardInterrupt


def read(folder: Path) -> Pool:
    """The blocks that are whole, by build."""
    found: Pool = []
    for block in sorted(folder.iterdir()):
        files = {side: sorted(block.glob(f"{side}-*/run.json")) for side in PORTALS}
        if all(len(ones) == EACH for ones in files.values()):
            found.append({side: [LoadRun.read(one) for one in ones] for side, ones in files.items()})
    return found


def draw(pool: Pool) -> tuple[float, float]:
    """Shares of the comparisons that find a difference between A and A, and that tell B as slower."""
    known: dict[tuple[int, str], float | None] = {}
    read_out = objectives.value

    def value(run: LoadRun, objective: Objective) -> float | None:
        wanted = (id(run), objective.text)
        if wanted not in known:
            known[wanted] = read_out(run, objective)
        return known[wanted]

    # A run is drawn a thousand times: its histograms are merged once.
    with mock.patch.object(objectives, "value", value):
        return _shares(pool)


def _shares(pool: Pool) -> tuple[float, float]:
    chance = random.Random(SEED)
    asked = [objectives.read(text) for text in next(iter(pool))["A"][0].inputs["plan"]["objectives"]]
    wolf = told = 0
    for _ in range(DRAWS):
        blocks = []
        for block in chance.sample(pool, compare.BLOCKS):
            first, second = chance.sample(block["A"], 2)
            blocks.append(Together((first, second), chance.choice(block["B"])))
        checks = compare.interleaved(blocks, asked)
        wolf += any(one.name == "A against A" and one.verdict == "failed" for one in checks)
        told += decide(checks) == "slower"
    return wolf / DRAWS, told / DRAWS


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.alike", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="draws from the runs kept there, makes none")
    parser.add_argument("--blocks", type=int, default=BLOCKS, help=f"of two runs of each build ({BLOCKS})")
    chosen = parser.parse_args()
    if chosen.blocks < compare.BLOCKS:
        parser.error(f"--blocks is at least {compare.BLOCKS}: so many are drawn at a time")
    folder = chosen.folder or folders.make(folders.name(ROOT, "alike"))
    if chosen.folder is None:
        fill(folder, chosen.blocks)
    pool = read(folder)
    wolf, told = draw(pool)
    print(f"{len(pool)} blocks in {folder}, {DRAWS} comparisons of {compare.BLOCKS} drawn, seed {SEED}")
    print(f"A against A: {wolf:.1%} cry wolf (at most {WOLF:.0%})")
    print(f"a build slower by a tenth: {told:.1%} tell it (at least {TOLD:.0%})")
    return 0 if wolf <= WOLF and told >= TOLD else 1


if __name__ == "__main__":
    sys.exit(main())
