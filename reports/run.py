"""What one run of pytest found out, test by test: `run.json`. The summary, the soak and the shards read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
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
    folders: tuple[str, ...] = field(default=())

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

    def to_json(self) -> str:
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Run:
        """Raises ValueError for a file of another kind or schema."""
        told = json.loads(text)
        if not isinstance(told, dict) or told.pop("schema", None) != SCHEMA:
            raise ValueError(f"this is no run file of schema {SCHEMA}")
        tests = tuple(Case(**{**tested, "evidence": tuple(tested["evidence"])}) for tested in told.pop("tests"))
        notes, folders = tuple(told.pop("notes")), tuple(told.pop("folders"))
        return cls(tests=tests, notes=notes, folders=folders, **told)


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
        folders=tuple(folder for run in runs for folder in run.folders),
    )


def read(paths: Iterable[Path]) -> list[Run]:
    """The runs of these files or folders. Raises OSError, and ValueError with the path, for what is none."""
    runs = []
    for path in paths:
        file = path / "run.json" if path.is_dir() else path
        try:
            runs.append(Run.from_json(file.read_text("utf-8")))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{file}: {error}") from error
    return runs


def _values(runs: Sequence[Run], name: str) -> list[str]:
    return list(dict.fromkeys(run.facts[name] for run in runs if name in run.facts))
