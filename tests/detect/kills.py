"""The kill table: which scenario noticed which defect, and how fast. The format of `kills.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Verdict = Literal["killed", "SURVIVED", "TIMEOUT", "ERROR", "not run"]
_TOLD: dict[Verdict, str] = {
    "SURVIVED": "survived",
    "TIMEOUT": "ran out of time",
    "ERROR": "in error",
    "not run": "not run",
}


@dataclass(frozen=True, slots=True)
class Kill:
    """What became of a defect. `seconds`: from the first of its scenarios to the verdict, portal start included.

    `why`: what the scenario found, to be read: it may be another thing than the defect.
    ERROR: nothing noticed it, and something went wrong that is no finding about the portal, as `why` says: the portal
    did not come up, a scenario broke off for a reason of its own, or there was no scenario to run.
    TIMEOUT: nothing noticed it, and a scenario, or all of them together, ran out of the time that this run gives them.
    That is no finding: a hang that people would meet is one when the scenario's own wait ends and says what for.
    not run: the run was ended before.
    """

    defect: str
    breaks: str
    says: str
    verdict: Verdict
    seconds: float
    test: str = ""
    why: str = ""


def write(kills: Sequence[Kill], path: Path) -> None:
    path.write_text(json.dumps([asdict(kill) for kill in kills], ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(path: Path) -> list[Kill]:
    return [Kill(**told) for told in json.loads(path.read_text("utf-8"))]


def headline(kills: Sequence[Kill]) -> str:
    """How many of how many, in a sentence."""
    count = Counter(kill.verdict for kill in kills)
    others = [f"{count[verdict]} {told}" for verdict, told in _TOLD.items() if count[verdict]]
    return ", ".join([f"{count['killed']} of {len(kills)} known defects killed", *others]) + "."


def line(kill: Kill) -> str:
    """One defect on the terminal."""
    by = kill.test.rpartition("/")[2] if kill.verdict == "killed" else kill.why or kill.says
    return f"{kill.verdict:<8}  {kill.breaks:<13}  {kill.defect:<38}  {kill.seconds:5.1f} s  {by}"


def markdown(kills: Sequence[Kill]) -> str:
    head = ["defect", "breaks", "verdict", "by", "seconds", "what it found", "what a user says"]
    lines = ["# Known defects", "", headline(kills), "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for kill in kills:
        by = f"`{kill.test}`" if kill.test else "–"
        cells = [f"`{kill.defect}`", kill.breaks, kill.verdict, by, f"{kill.seconds:.1f}", kill.why or "–", kill.says]
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"
