"""The history of load runs, a line of JSON each. A report draws the last of its profile against its target."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from reports.load_run import LoadRun

DRAWN = 30


@dataclass(frozen=True, slots=True)
class PastRun:
    """`values`: of each objective, by its text, what was measured and its limit: seconds, or a share of failures."""

    started: str
    profile: str
    target: str
    version: str
    verdict: str
    conferences: int
    values: dict[str, tuple[float, float]]


def line_of(run: LoadRun) -> PastRun:
    told = {name: str(run.inputs.get(name, "")) for name in ("profile", "target", "target version")}
    asked = (one for one in run.checks if one.kind == "objective")
    values = {one.name: (one.value, one.limit) for one in asked if one.value is not None and one.limit is not None}
    begun = run.arrivals.begun
    return PastRun(run.started, told["profile"], told["target"], told["target version"], run.verdict, begun, values)


def note(file: Path, run: LoadRun) -> None:
    """Adds the run, in one piece, so that two runs that end together both stand there. Raises OSError.

    A run that is judged once more stands there already.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if any(one.started == run.started for one in last(file, run)):
        return
    with file.open("a", encoding="utf-8") as history:
        history.write(json.dumps(asdict(line_of(run)), ensure_ascii=False) + "\n")


def last(file: Path, run: LoadRun) -> list[PastRun]:
    """The last 30 like this run, the oldest first. A line that is none is passed over: a full disk may have cut it."""
    if not file.exists():
        return []
    like = line_of(run)
    found = (_read(line) for line in file.read_text("utf-8").splitlines())
    same = [one for one in found if one and (one.profile, one.target) == (like.profile, like.target)]
    return same[-DRAWN:]


def _read(line: str) -> PastRun | None:
    try:
        return PastRun(**json.loads(line))
    except (ValueError, TypeError):
        return None
