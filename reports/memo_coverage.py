"""The coverage table: each statement of the memo, the tests that check it, and the verdict in each browser.

`python -m reports.memo_coverage FILE…` prints the table of one or several runs (their `coverage.json`) as one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Source = Literal["memo", "ours"]
Outcome = Literal["passed", "failed", "skipped"]
Verdict = Literal["holds", "broken", "differs from our decision", "not checked"]

SCHEMA = 1
NO_BROWSER = "no browser"
WITHOUT_JAVASCRIPT = " without JavaScript"
_SHORTCOMINGS: tuple[Verdict, ...] = ("broken", "differs from our decision", "not checked")
NOT_DRIVEN = ("Opera 75", "Internet Explorer 8", "Internet Explorer 11", "Edge in IE mode")


@dataclass(frozen=True, slots=True)
class Statement:
    """One checkable statement of memo.toml. `source` is ours where the memo says nothing of the kind."""

    number: str
    source: Source
    words: str
    english: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One test that checked one statement in one leg (`chromium`, `firefox without JavaScript`, `no browser`).

    `ours`: it checked our decision, not the memo's words. `reason` says why it was skipped.
    """

    statement: str
    ours: bool
    test: str
    leg: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one statement in one leg; `why` says why it was not checked."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one run, or several together, found out about the portal at `target`."""

    statements: tuple[Statement, ...]
    checks: tuple[Check, ...]
    target: str

    def legs(self) -> list[str]:
        """Browsers first, then browsers without JavaScript; a run that opened no browser has one leg of its own."""
        driven = {check.leg for check in self.checks if check.outcome != "skipped"}
        browsers = sorted(driven - {NO_BROWSER}, key=lambda leg: (WITHOUT_JAVASCRIPT in leg, leg))
        return browsers or sorted(driven)

    def browsers(self) -> list[str]:
        """The legs that must know every statement: a browser without JavaScript is told as what it is."""
        return [leg for leg in self.legs() if WITHOUT_JAVASCRIPT not in leg]

    def finding(self, statement: Statement, leg: str) -> Finding:
        """A check without a browser counts in every browser."""
        checks = [c for c in self.checks if c.statement == statement.number and c.leg in {leg, NO_BROWSER}]
        for check in sorted((c for c in checks if c.outcome == "failed"), key=lambda c: c.ours):
            return Finding("differs from our decision" if check.ours else "broken")
        passed = [c for c in checks if c.outcome == "passed"]
        if any(statement.source == "ours" or not c.ours for c in passed):
            return Finding("holds")
        if passed:
            return Finding("not checked", "our decision holds, the memo's words were not checked")
        skipped = [c.reason for c in checks if c.reason]
        return Finding("not checked", skipped[0] if skipped else "no test of it ran here")

    def missing(self) -> list[tuple[str, str, Finding]]:
        """Statement, browser and finding wherever a driven browser has no passing check."""
        return [
            (statement.number, leg, finding)
            for leg in self.browsers()
            for statement in self.statements
            if (finding := self.finding(statement, leg)).verdict != "holds"
        ]

    @property
    def partial(self) -> bool:
        """Not every statement was checked in every browser that was driven."""
        return not self.browsers() or any(finding.verdict == "not checked" for _, _, finding in self.missing())

    def tests(self, statement: Statement) -> list[str]:
        """The tests that checked it, each once, without the browser in their names."""
        return list(dict.fromkeys(c.test for c in self.checks if c.statement == statement.number))

    def headline(self) -> str:
        """How much of the memo was checked, leg by leg."""
        told = []
        for leg in self.legs():
            found = [self.finding(statement, leg).verdict for statement in self.statements]
            parts = [f"{found.count('holds')} of {len(found)} hold"]
            parts += [f"{found.count(verdict)} {verdict}" for verdict in _SHORTCOMINGS if verdict in found]
            told.append(f"{leg}: {', '.join(parts)}")
        state = "partial" if self.partial else "complete"
        return f"The memo's statements, {state}. " + "; ".join(told or ["nothing was checked"]) + "."

    def lines(self, *, everything: bool) -> list[str]:
        """The table for a terminal; without `everything` only the statements that some test of the run checks."""
        checked = {check.statement for check in self.checks}
        rows = [["no.", "statement", "tests", *self.legs()]]
        for statement in self.statements:
            if everything or statement.number in checked:
                found = [self.finding(statement, leg).verdict for leg in self.legs()]
                rows.append([statement.number, _short(statement.english), str(len(self.tests(statement))), *found])
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return [*table, *_notes(self), "", self.headline()]

    def markdown(self) -> str:
        legs = self.legs()
        head = ["no.", "source", "statement", "tests", *legs]
        lines = ["# The memo's statements", "", f"Portal: {self.target}", "", self.headline(), "", *_notes(self), ""]
        lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
        for statement in self.statements:
            tests = "<br>".join(f"`{test}`" for test in self.tests(statement)) or "none"
            found = [self.finding(statement, leg) for leg in legs]
            told = [f.verdict + (f" ({f.why})" if f.why else "") for f in found]
            cells = [statement.number, statement.source, statement.english, tests, *told]
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
        return "\n".join(lines) + "\n"

    def to_json(self) -> str:
        verdicts = {s.number: {leg: asdict(self.finding(s, leg)) for leg in self.legs()} for s in self.statements}
        return json.dumps(
            {
                "schema": SCHEMA,
                "target": self.target,
                "partial": self.partial,
                "not_driven": NOT_DRIVEN,
                "verdicts": verdicts,
                "statements": [asdict(statement) for statement in self.statements],
                "checks": [asdict(check) for check in self.checks],
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Coverage:
        """Raises ValueError for a file of another kind or schema."""
        told = json.loads(text)
        if not isinstance(told, dict) or told.get("schema") != SCHEMA:
            raise ValueError(f"this is no coverage file of schema {SCHEMA}")
        statements = tuple(Statement(**statement) for statement in told["statements"])
        return cls(statements, tuple(Check(**check) for check in told["checks"]), told["target"])


def read_statements(path: Path) -> dict[str, Statement]:
    """The statements of a memo.toml by number, in its order. Raises ValueError when a number comes twice."""
    statements: dict[str, Statement] = {}
    for entry in tomllib.loads(path.read_text("utf-8"))["statement"]:
        statement = Statement(**entry)
        if statement.number in statements:
            raise ValueError(f"{path}: statement {statement.number} stands there twice")
        statements[statement.number] = statement
    return statements


def together(runs: Iterable[Coverage]) -> Coverage:
    """Several runs as one; the statements are those of the last."""
    found = list(runs)
    targets = dict.fromkeys(run.target for run in found)
    return Coverage(found[-1].statements, tuple(c for run in found for c in run.checks), ", ".join(targets))


def _notes(coverage: Coverage) -> list[str]:
    notes = ["", f"Not driven (statement 1.3): {', '.join(NOT_DRIVEN)}."]
    for leg in coverage.legs():
        if WITHOUT_JAVASCRIPT in leg:
            tests = {check.test for check in coverage.checks if check.leg == leg}
            browser = leg.removesuffix(WITHOUT_JAVASCRIPT)
            notes.append(f"«{leg}» is a {browser} of today with scripts off, not an old browser; tests: {len(tests)}.")
    return notes


def _short(text: str, limit: int = 70) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.memo_coverage", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="coverage.json of a run")
    parser.add_argument("--require", action="store_true", help="a statement without a passing check is a failure")
    options = parser.parse_args(arguments)
    try:
        coverage = together(Coverage.from_json(path.read_text("utf-8")) for path in options.files)
    except (OSError, ValueError) as error:
        print(f"memo_coverage: {error}", file=sys.stderr)
        return 2
    print("\n".join(coverage.lines(everything=True)))
    return 1 if options.require and (coverage.missing() or not coverage.browsers()) else 0


if __name__ == "__main__":
    sys.exit(main())
