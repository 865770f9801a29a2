"""Faults planted for real in short load runs: each is found by the check that it is for.

`pytest -s tests/test_load_faults.py` prints what each came to, as docs/load-judging.md has it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from fixtures.waiting import until
from load import verdict
from reports.load_run import LoadRun
from tests.load_processes import ROOT, folder_of, known_truth, outcome, progress, started, visits

PROFILE = """
name = "planted"
about = "Two dozen chairs who do everything."
drain = 60
objectives = ["p50 of plan < 900 ms", "p50 of join < 900 ms", "failures < 5 %"]
[arrivals]
kind = "constant"
phases = [{{ seconds = 1, rate = 3, warm_up = true }}, {{ seconds = 7, rate = 3 }}]
[mix]
conference = 1
[conference]
size = {{ distribution = "constant", mean = 4 }}
lasts = {{ distribution = "constant", mean = 3 }}
acts_every = {{ distribution = "constant", mean = 0.4 }}
answers_after = {{ distribution = "constant", mean = 1 }}
dials_in = 0.2
[think]
reading = {{ distribution = "constant", mean = 0.1 }}
typing = {{ distribution = "constant", mean = 0.1 }}
[needs]
legs = {legs}
"""
PLENTY = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """`checks`: those that are there for it; one of them is what the run's sentence tells."""

    says: str
    checks: tuple[str, ...]
    verdict: str

    @property
    def row(self) -> str:
        """As the table of docs/load-judging.md has it."""
        return f"| {self.says} | {' or '.join(self.checks)} | {self.verdict} | {verdict.CODES[self.verdict]} |"


DEFECTS = {
    "every-third-extension-lost": Fault(
        "a command is acknowledged and lost", ("extend: acknowledged ≤ portal ≤ attempted",), "audit failed"
    ),
    "called-twice-by-one-order": Fault(
        "a call is placed twice", ("an order calls each number once",), "audit failed"
    ),
    "logged-in-as-another": Fault(
        "a session leaks: who logs in is another", ("everything is done for the account that asked",), "audit failed"
    ),
    "few-passwords": Fault(
        "conferences have the same password",
        ("passwords are drawn, and the chair's is not the guest's",),
        "audit failed",
    ),
    "one-line-always-free": Fault(
        "more calls than the portal has lines", ("calls never exceed the portal's lines",), "audit failed"
    ),
    "planning-takes-a-second-more": Fault("a slow route", ("p50 of plan < 900 ms",), "objective missed"),
}  # fmt: skip
SATURATED = Fault(
    "a saturated generator",
    ("the generator had processor to spare", "the generator's loop was on time"),
    "not valid",
)
WORKER = Fault("a killed worker", ("no worker was lost",), "not valid")
PORTAL = Fault("a killed portal", ("came to its end",), "not valid")
FAULTS = (*DEFECTS.values(), SATURATED, WORKER, PORTAL)
LINES = {"one-line-always-free": 8}

Tell = Callable[[Fault, LoadRun, int], None]


@pytest.fixture(scope="module")
def tell() -> Iterator[Tell]:
    """Notes what a run with a fault came to, and asserts that it is what it should be; prints the table at the end."""
    rows: list[tuple[str, str, int, str]] = []

    def told(fault: Fault, run: LoadRun, code: int) -> None:
        failed = [one for one in run.checks if one.verdict == "failed"]
        found = [one for one in failed if one.name in fault.checks]
        rows.append((fault.says, run.verdict, code, found[0].says if found else run.sentence))
        assert found, run.sentence
        if fault.verdict == "objective missed" and run.verdict == "not valid":
            pytest.skip(run.sentence)  # the machine was so busy that nothing is said about the portal
        assert (run.verdict, code) == (fault.verdict, verdict.CODES[fault.verdict]), run.sentence
        assert any(one.says.rstrip(".") in run.sentence for one in found), run.sentence

    yield told
    widths = [max(len(str(row[place])) for row in rows) for place in range(3)] if rows else []
    print("\n\nplanted fault → verdict → exit code: found by")
    for row in rows:
        print("  →  ".join(f"{part:<{width}}" for part, width in zip(row, widths, strict=False)), row[3], sep=":  ")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> LoadRun:
    """The same run with nothing planted."""
    run, said, code = outcome(started("run", *chairs(tmp_path_factory.mktemp("sound"))))
    assert (run.verdict, code) in {("good", 0), ("not valid", 20)}, said
    if code:
        pytest.skip(run.sentence)
    return run


def chairs(folder: Path, legs: int = PLENTY) -> tuple[str, str]:
    profile = folder / "planted.toml"
    profile.write_text(PROFILE.format(legs=legs), "utf-8")
    return "--profile", str(profile)


@pytest.mark.nightly
@pytest.mark.timeout(300)
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_of_the_portal_is_found_by_its_check(defect: str, sound: LoadRun, tell: Tell, tmp_path: Path) -> None:
    """And only where it is: without the defect that check passes. A slow route leaves the objectives of others met."""
    fault = DEFECTS[defect]
    options = chairs(tmp_path, LINES.get(defect, PLENTY))
    run, _, code = outcome(started(defect, "run", *options, module="tests.planted"))
    tell(fault, run, code)
    assert [one.verdict for one in sound.checks if one.name in fault.checks] == ["passed"]
    if fault.verdict == "objective missed":
        assert [one.name for one in run.checks if one.verdict == "failed"] == list(fault.checks)


@pytest.mark.nightly
def test_a_saturated_generator_says_nothing_of_the_portal(tell: Tell, tmp_path: Path) -> None:
    """More visitors than one process can send: that the objective is missed too does not count."""
    with known_truth(tmp_path, "--mean", "0.001", "--deviation", "0.0005") as url:
        many = visits(tmp_path, rate=2000, seconds=5, drain=60, accounts=12_000)
        run, _, code = outcome(started("run", "--target", url, *many))
    tell(SATURATED, run, code)


@pytest.mark.nightly
def test_a_killed_worker_is_reported_and_its_unfinished_work_is_unknown(tell: Tell, tmp_path: Path) -> None:
    """One of two processes is killed: what it had not begun is skipped, not forgotten.

    Workers are told passwords, so nobody on another machine can come as one.
    """
    with known_truth(tmp_path) as url:
        process = started("run", "--target", url, "--workers", "2", *visits(tmp_path, rate=10, seconds=14))
        folder, said = folder_of(process)
        until(lambda: len(progress(folder)) > 4, who="the run", what="its first seconds", timeout=60)
        assert _bound_by(process) == {"127.0.0.1"}
        _a_worker_of(process).kill()
        run, said, code = outcome(process, said)
    tell(WORKER, run, code)
    lost, alive = sorted(run.workers, key=lambda worker: not worker.lost)
    assert (lost.lost, alive.lost) == (True, False)
    assert lost.unknown >= 1
    arrivals = run.arrivals
    assert arrivals.planned == 140 == arrivals.begun + arrivals.skipped
    assert arrivals.skipped >= 1
    assert run.ledger == {"plan": (0, 0, lost.unknown)}


def _master_of(process: subprocess.Popen[str]) -> psutil.Process:
    (master,) = [child for child in psutil.Process(process.pid).children() if "locust" in " ".join(child.cmdline())]
    return master


def _a_worker_of(process: subprocess.Popen[str]) -> psutil.Process:
    return _master_of(process).children()[0]


def _bound_by(process: subprocess.Popen[str]) -> set[str]:
    """Where the master waits for its workers."""
    return {one.laddr.ip for one in _master_of(process).net_connections() if one.status == psutil.CONN_LISTEN}


@pytest.mark.nightly
def test_a_portal_that_dies_in_the_middle_is_told_and_there_is_a_report_of_what_there_was(
    tell: Tell, tmp_path: Path
) -> None:
    """Killed as by a power cut: the run ends at once and says so; nobody can look behind it any more."""
    process = started("run", *chairs(tmp_path))
    folder, said = folder_of(process)
    until(lambda: len(progress(folder)) > 4, who="the run", what="its first seconds", timeout=60)
    (portal,) = [child for child in psutil.Process(process.pid).children() if "portal" in child.cmdline()]
    portal.kill()
    run, said, code = outcome(process, said)
    tell(PORTAL, run, code)
    assert "The portal has ended by itself with code -9" in said
    assert "the portal ended by itself with code -9" in run.sentence
    assert run.arrivals.begun > 0
    assert (folder / "report.html").exists()


def test_the_table_of_the_docs_has_every_fault() -> None:
    """Fault, check, verdict and code stand there as the runs above must bring them."""
    page = (ROOT / "docs/load-judging.md").read_text("utf-8")
    assert [fault.row for fault in FAULTS if fault.row not in page] == []
