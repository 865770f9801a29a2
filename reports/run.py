"""What one run of pytest found out, test by test: `run.json`. The summary, the soak and the shards read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from reports.verdicts import VERDICTS

Outcome = Literal["failed", "flaky", "quarantined", "differs", "skipped", "passed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One test, all its attempts together.

    `sentence`: the first line of its docstring. `about`: its statements or its area. `leg`: which browser. `seconds`:
    of all attempts. `verdict`, `why`, `broke` and `again` (the line that runs it again) tell of the failure that
    decided; they are empty for a test that passed at once. `quarantine`: owner, reason and date, if it is in there.
    """

    test: str
    outcome: Outcome
    sentence: str = ""
    about: str = ""
    leg: str = ""
    seconds: float = 0.0
    attempts: int = 1
    verdict: str = ""
    why: str = ""
    broke: str = ""
    again: str = ""
    evidence: tuple[str, ...] = ()
    quarantine: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run, or several as one. `facts`: portal, browsers, seed and the like, as people read them. `notes`: sentences
    about the run as a whole, an expired quarantine for instance; `good` is what the exit code said."""

    started: str
    seconds: float
    facts: dict[str, str]
    tests: tuple[Case, ...]
    good: bool = True
    notes: tuple[str, ...] = ()

    def of(self, *outcomes: Outcome) -> list[Case]:
        return [tested for tested in self.tests if tested.outcome in outcomes]

    def counts(self) -> dict[Outcome, int]:
        """How many tests of each outcome that there is, the worst first."""
        found = Counter(tested.outcome for tested in self.tests)
        return {outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}

    def headline(self) -> str:
        """`3 failed (2 product, 1 data), 1 flaky, 40 passed`."""
        told = []
        for outcome, count in self.counts().items():
            faults = Counter(tested.verdict for tested in self.of(outcome)) if outcome == "failed" else Counter()
            shares = ", ".join(f"{faults[verdict]} {verdict}" for verdict in VERDICTS if faults[verdict])
            told.append(f"{count} {outcome}" + (f" ({shares})" if shares else ""))
        return ", ".join(told) or "no test ran"

    def to_json(self, folder: Path) -> str:
        """Evidence inside the run's folder is named from there, so that the folder can go to another machine."""
        tests = tuple(
            replace(one, evidence=tuple(_inside(path, folder) for path in one.evidence)) for one in self.tests
        )
        return json.dumps({"schema": SCHEMA, **asdict(replace(self, tests=tests))}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str, folder: Path) -> Run:
        """Of the run in this folder. Raises ValueError for a file of another kind or schema."""
        told = json.loads(text)
        if not isinstance(told, dict) or told.pop("schema", None) != SCHEMA:
            raise ValueError(f"this is no run file of schema {SCHEMA}")
        tests = tuple(
            Case(**{**case, "evidence": tuple(str(folder / path) for path in case["evidence"])})
            for case in told.pop("tests")
        )
        return cls(tests=tests, notes=tuple(told.pop("notes")), **told)


def together(runs: Sequence[Run]) -> Run:
    """Shards as one run: a fact that differs is told with all its values; the longest shard is how long it took."""
    facts = {name: ", ".join(_values(runs, name)) for run in runs for name in run.facts}
    return Run(
        started=min(run.started for run in runs),
        seconds=max(run.seconds for run in runs),
        facts=facts,
        tests=tuple(tested for run in runs for tested in run.tests),
        good=all(run.good for run in runs),
        notes=tuple(dict.fromkeys(note for run in runs for note in run.notes)),
    )


def read(paths: Iterable[Path]) -> list[Run]:
    """The runs of these files or folders. Raises OSError, and ValueError with the path, for what is none."""
    runs = []
    for path in paths:
        file = path / "run.json" if path.is_dir() else path
        try:
            runs.append(Run.from_json(file.read_text("utf-8"), file.parent))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{file}: {error}") from error
    return runs


def _inside(path: str, folder: Path) -> str:
    place = Path(path)
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else path


def _values(runs: Sequence[Run], name: str) -> list[str]:
    found = (value for run in runs if name in run.facts for value in run.facts[name].split(", "))
    return list(dict.fromkeys(found))
