"""Browsers on board: what they see is put beside the live journeys, judged, drawn; and none of them is left behind."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from fixtures import lifeline
from fixtures.aboard import _Walk
from fixtures.waiting import until
from load import aboard, aboard_seen, objectives
from load.__main__ import main
from load.assignment import Foreign
from load.target import Target
from load.world import Account
from reports import histograms, load_browsers, load_report, past_runs
from reports.load_run import LoadRun
from tests.load_processes import folder_of, outcome, progress, started
from tests.load_runs import a_run

RUN = a_run(conferences=400, seconds=60, warm_up=20)
ZERO = datetime.fromisoformat(RUN.started)
OWN = Target("http://127.0.0.1:9", ("http://127.0.0.1:9", "token"))

Line = tuple[str, str, float, float, bool]
SOME: tuple[Line, ...] = (
    ("LCP", "/planning", 12.0, 9.0, True),  # warms up
    ("LCP", "/planning", 31.0, 0.2, True),
    ("LCP", "/history", 41.0, 0.4, True),
    ("INP", "/planning", 32.0, 0.016, True),
    ("step", "planning.schedule", 33.0, 0.5, True),
    ("step", "planning.schedule", 43.0, 2.5, False),
    ("scenario", "test_x.py::test_y", 30.0, 4.0, True),
    ("scenario", "test_x.py::test_z", 42.0, 14.0, False),
)


def left(folder: Path, *lines: Line, trouble: str = "", cut: str = "") -> Path:
    """What a browser has left: what, name, moment in the run, seconds, good; it took half a core all the time."""
    place = folder / "browsers"
    place.mkdir()
    (place / "1.log").touch()
    told: list[dict[str, Any]] = [
        {"what": what, "name": name, "at": at_(at), "seconds": seconds, "good": good}
        for what, name, at, seconds, good in lines
    ]
    for one in told:
        one |= {} if one["good"] else {"evidence": "test-z"}
    (place / "1.ndjson").write_text("".join(json.dumps(one) + "\n" for one in told) + cut, "utf-8")
    processor = [(at_(float(moment)), 0.5) for moment in range(-5, 90)]
    (place / "1.end.json").write_text(json.dumps({"trouble": trouble, "processor": processor}), "utf-8")
    return folder


def at_(moment: float) -> float:
    return (ZERO + timedelta(seconds=moment)).timestamp()


def test_what_is_seen_is_put_beside_what_was_live(tmp_path: Path) -> None:
    """Each moment with the journeys that were live then; figures without the warm-up; read twice, no change.

    The half line that a killed browser leaves is passed over.
    """
    run = aboard_seen.joined(RUN, left(tmp_path, *SOME, cut='{"what": "LC'))
    assert aboard_seen.joined(run, tmp_path) == run
    live = {one.begins: one.live for one in RUN.intervals}
    assert [(one.name, one.live) for one in run.seen if one.what == "LCP"] == [
        ("/planning", live[10.0]),
        ("/planning", live[30.0]),
        ("/history", live[40.0]),
    ]
    told = {one.name: (one.good, one.failed) for one in run.measured if one.kind == "browser"}
    assert told == {
        **{"LCP": (2, 0), "LCP /planning": (1, 0), "LCP /history": (1, 0), "INP": (1, 0), "INP /planning": (1, 0)},
        **{"planning.schedule": (1, 1), "test_x.py::test_y": (1, 0), "test_x.py::test_z": (0, 1)},
    }
    (check,) = objectives.checks(run, [objectives.read("p75 of LCP < 300 ms", ("LCP",))])
    assert check.verdict == "failed"
    assert check.value == pytest.approx(0.4, rel=0.002)


@pytest.mark.parametrize(
    ("some", "trouble", "told"),
    [
        (
            SOME,
            "",
            [
                ("validity", "passed", "1 browser on board walked 2 scenarios in the measured time; one took 50 %", ()),
                ("objective", "failed", "2 scenarios of the memo walked by browsers on board, 1 failed;",
                 ("1 × test_x.py::test_z: browsers/1/test-z/",)),
            ],
        ),
        (
            SOME[:-1],
            "ended by itself with code -9",
            [
                ("validity", "failed", "1 browser on board walked 1 scenario in the measured time: "
                 "browser 1 ended by itself with code -9; what", ("browsers/1.log",)),
                ("objective", "passed", "1 scenario of the memo walked by browsers on board, 0 failed.", ()),
            ],
        ),
        ((), "", [("validity", "failed", "1 browser on board walked 0 scenarios", ("browsers/1.log",))]),
    ],
)  # fmt: skip
def test_whether_they_walked_and_got_through(
    tmp_path: Path, some: Sequence[Line], trouble: str, told: list[tuple[str, str, str, tuple[str, ...]]]
) -> None:
    """A scenario that fails is a missed objective; a browser that is gone, or walked nothing, is no valid run."""
    checks = aboard_seen.checks(aboard_seen.joined(RUN, left(tmp_path, *some, trouble=trouble)))
    assert [(one.kind, one.verdict, one.evidence) for one in checks] == [(k, v, e) for k, v, _, e in told]
    for check, (_, _, says, _) in zip(checks, told, strict=True):
        assert check.says.startswith(says)


def test_without_browsers_nothing_is_checked_or_drawn(tmp_path: Path) -> None:
    assert aboard_seen.joined(RUN, tmp_path) == RUN
    assert aboard_seen.checks(RUN) == []
    assert "What a person sees" not in load_report.render(RUN)


def test_the_report_draws_them_over_time_and_over_live_journeys(tmp_path: Path) -> None:
    """Also when runs before it missed the same objective, and with tables of the measured time."""
    run = aboard_seen.joined(RUN, left(tmp_path, *SOME))
    run = LoadRun(**{name: getattr(run, name) for name in run.__slots__} | {"checks": tuple(aboard_seen.checks(run))})
    history = tmp_path / "history.jsonl"
    for day in (1, 2):
        past_runs.note(history, LoadRun(**{n: getattr(run, n) for n in run.__slots__} | {"started": f"2026-11-0{day}"}))
    load_report.write(run, tmp_path, history)
    page = (tmp_path / "report.html").read_text("utf-8")
    for title in ("What a person sees", "LCP over time", "LCP over live journeys", "A step of the memo over time"):
        assert title in page
    assert len((tmp_path / "browsers.csv").read_text("utf-8").splitlines()) == len(SOME) + 1
    assert LoadRun.read(tmp_path) == run
    assert [(name, lcp.good, lcp.p75, inp.good) for name, (lcp, inp) in load_browsers.pages(run)] == [
        ("/history", 1, 0.4, 0),
        ("/planning", 1, 0.2, 1),
    ]
    ((name, (schedule,)),) = load_browsers.steps(run)
    assert (name, schedule.good, schedule.failed, schedule.median) == ("planning.schedule", 1, 1, 0.5)


DEAF = """
import signal, subprocess, sys, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"], start_new_session=True)
print(below.pid, file=open(sys.argv[1] + ".part", "w"))
import os; os.rename(sys.argv[1] + ".part", sys.argv[1])
threading.Event().wait()
"""


def test_one_that_does_not_end_is_killed_with_all_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the browser does, the run goes on to its verdict, and says so."""
    noted = tmp_path / "below"
    monkeypatch.setattr(aboard, "_walk", lambda *told: [sys.executable, "-c", DEAF, str(noted)])
    monkeypatch.setattr(aboard, "_ENDS_WITHIN", 0.2)
    with aboard.walking(1, 60, OWN, Namespace(), tmp_path, tmp_path, io.StringIO()):
        until(noted.exists, who="the test", what="it is deaf")
    below = int(noted.read_text())
    until(lambda: not psutil.pid_exists(below) or psutil.Process(below).status() == "zombie", who="it", what="gone")
    told = json.loads((tmp_path / "browsers" / "1.end.json").read_text("utf-8"))
    assert told["trouble"] == "did not end within 0.2 s and was killed"


@pytest.mark.parametrize(("asked", "said"), [(False, "Browser 1 on board ended by itself with code"), (True, "")])
def test_one_that_dies_is_told_at_once_unless_it_was_asked_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: bool, said: str
) -> None:
    """Asked to end at the end of the measured time, not before it."""
    sleeper = "import threading; threading.Event().wait()"
    monkeypatch.setattr(aboard, "_walk", lambda *told: [sys.executable, "-c", sleeper])
    screen = io.StringIO()
    with aboard.walking(1, 60, OWN, Namespace(), tmp_path, tmp_path, screen) as walkers:
        (process,) = [one for one in psutil.Process().children() if sleeper in one.cmdline()]
        walkers.look(59)
        assert process.status() != "zombie"
        if not asked:
            process.kill()

        def ended() -> bool:
            walkers.look(60 if asked else 59)
            return not psutil.pid_exists(process.pid) or process.status() == "zombie" or bool(screen.getvalue())

        until(ended, who="the browser", what="its end")
        walkers.look(60 if asked else 59)
    assert screen.getvalue().strip().startswith(said)
    assert bool(screen.getvalue()) is not asked
    told = json.loads((tmp_path / "browsers" / "1.end.json").read_text("utf-8"))
    assert bool(told["trouble"]) is not asked


def test_at_a_strangers_portal_each_has_an_account_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of those that are given, from a file for its owner's eyes, nothing of it in the run's folder."""
    seen: list[tuple[list[str], str]] = []

    def start(command: list[str], **told: object) -> subprocess.Popen[bytes]:
        file = Path(command[command.index("--accounts") + 1])
        assert file.stat().st_mode & 0o077 == 0
        seen.append((command, file.read_text("utf-8")))
        return subprocess.Popen([sys.executable, "-c", ""])

    monkeypatch.setattr(lifeline, "start", start)
    run, secret = tmp_path / "run", tmp_path / "secret"
    run.mkdir()
    secret.mkdir()
    given = [Account(f"37525999150{n}", "geheim") for n in range(3)]
    foreign = Target("http://127.0.0.1:9", given=given, foreign=Foreign(True, (), (), {}, "12345"))
    with aboard.walking(
        2, 60, foreign, Namespace(target_profile=Path("p.toml"), code="12345"), run, secret, io.StringIO()
    ):
        pass
    assert ["375259991502" in text for _, text in seen] == [True, False]
    assert ["375259991501" in text for _, text in seen] == [False, True]
    assert all("--captcha fixed:12345" in " ".join(command) for command, _ in seen)
    assert not any("geheim" in file.read_text("utf-8") for file in run.rglob("*") if file.is_file())


def test_scenarios_begin_as_far_apart_as_is_promised(tmp_path: Path) -> None:
    """load.aboard.APART: by the beginnings of its scenarios a browser's log-ins are counted before the run."""
    begun: list[float] = []

    def walked(**told: object) -> None:
        begun.append(monotonic())
        if len(begun) == 3:
            walk._end(signal.SIGTERM, None)

    walk = _Walk(tmp_path / "seen", 0.2)
    config = SimpleNamespace(hook=SimpleNamespace(pytest_runtest_protocol=walked))
    walk.pytest_runtestloop(cast(pytest.Session, SimpleNamespace(items=["one", "another"], config=config)))
    assert len(begun) == 3
    assert all(after - before >= 0.2 for before, after in pairwise(begun))


@pytest.mark.parametrize("wanted", ["4", "-1", "many"])
def test_more_than_three_are_refused(wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", "--browsers", wanted])
    assert "--browsers" in capsys.readouterr().err


@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_a_run_with_a_browser_on_board() -> None:
    """What a person sees is in the record of a real run; the portal is as the load made it, for the audit is clean.

    A scenario logs in once at most: by that a browser's log-ins are counted before the run.
    """
    process = started("run", "--profile", "demo", "--browsers", "1")
    folder, said = folder_of(process)
    run, said, _ = outcome(process, said)
    asked = [json.loads(line) for line in (folder / "portal.log").read_text("utf-8").splitlines()]
    before_the_audit = takewhile(lambda one: one.get("route") != "/events", asked)  # which logs in to look at pages
    log_ins = sum((one.get("method"), one.get("route")) == ("POST", "/login") for one in before_the_audit)
    by_browser = log_ins - run.arrivals.begun
    walked = sum(one.what == "scenario" for one in run.seen)
    assert 0 < by_browser <= walked + 1, "the last one may have been cut off"
    assert {one.what for one in run.seen} == {"LCP", "INP", "step", "scenario"}, said
    assert all(one.good for one in run.seen), said
    assert max(one.live for one in run.seen) > 0
    control = [one.name for one in run.seen if one.what == "LCP" and one.name.endswith("control")]
    assert control and not [one for one in run.seen if one.name == "blank"]  # a pop-up begins as a blank page
    assert [one.trouble for one in run.browsers] == [""]
    assert max(taken for _, taken in run.browsers[0].processor) > 0.05
    assert [one.says for one in run.checks if one.kind == "audit" and one.verdict != "passed"] == []
    lcp = next(one for one in run.measured if (one.kind, one.name) == ("browser", "LCP"))
    assert 0.01 < histograms.at(histograms.decode(lcp.service), 75) < 30


@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_a_browser_that_is_killed_is_told_and_the_run_goes_on() -> None:
    """And nothing of it is left: no driver, no browser."""
    process = started("run", "--profile", "demo", "--browsers", "1")
    folder, said = folder_of(process)
    until(lambda: len(progress(folder)) > 6, who="the run", what="its first seconds", timeout=60)
    (walker,) = [one for one in psutil.Process(process.pid).children() if "pytest" in one.cmdline()]
    below = walker.children(recursive=True)
    walker.kill()
    run, said, code = outcome(process, said)
    assert "Browser 1 on board ended by itself with code -9; the run goes on." in said
    assert (run.incomplete, run.arrivals.begun) == ("", 20), said
    assert code in (12, 20), said
    assert [one.verdict for one in run.checks if one.name == aboard_seen.WALKED] == ["failed"]
    assert not [one for one in below if one.is_running() and one.status() != "zombie"]
