"""Browsers on board: what they see is put beside the live journeys, judged, drawn; and none of them is left behind."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures import aboard as fixture
from fixtures import lifeline
from fixtures.lifeline import ROOT
from fixtures.waiting import until
from load import aboard, objectives
from load.assignment import Foreign
from load.target import Target
from load.world import Account
from reports import histograms, load_report
from reports.load_run import LoadRun
from tests.load_runs import a_run

RUN = a_run(conferences=400, seconds=60, warm_up=20)
ZERO = datetime.fromisoformat(RUN.started)


def left(folder: Path, *lines: tuple[str, str, float, float, bool]) -> Path:
    """What a browser has left: what, name, moment in the run, seconds, good."""
    (folder / "browser-1.log").touch()
    told = [
        {"what": what, "name": name, "at": (ZERO + timedelta(seconds=at)).timestamp(), "seconds": seconds, "good": good}
        for what, name, at, seconds, good in lines
    ]
    (folder / "browser-1.ndjson").write_text("".join(json.dumps(one) + "\n" for one in told), "utf-8")
    return folder


SOME = (
    ("LCP", "/planning", 12.0, 9.0, True),  # warms up
    ("LCP", "/planning", 31.0, 0.2, True),
    ("LCP", "/history", 41.0, 0.4, True),
    ("INP", "/planning", 32.0, 0.016, True),
    ("step", "planning.schedule", 33.0, 0.5, True),
    ("step", "planning.schedule", 43.0, 2.5, False),
    ("scenario", "test_x.py::test_y", 30.0, 4.0, True),
    ("scenario", "test_x.py::test_z", 42.0, 14.0, False),
)


def test_what_is_seen_is_put_beside_what_was_live(tmp_path: Path) -> None:
    """Each moment with the journeys that were live then; figures without the warm-up; read twice, no change."""
    run = aboard.joined(RUN, left(tmp_path, *SOME))
    assert aboard.joined(run, tmp_path) == run
    live = {one.begins: one.live for one in RUN.intervals}
    assert [(one.name, one.live) for one in run.seen if one.what == "LCP"] == [
        ("/planning", live[10.0]),
        ("/planning", live[30.0]),
        ("/history", live[40.0]),
    ]
    told = {one.name: (one.good, one.failed) for one in run.measured if one.kind == "browser"}
    assert told == {
        **{"LCP": (2, 0), "LCP /planning": (1, 0), "LCP /history": (1, 0), "INP": (1, 0), "INP /planning": (1, 0)},
        **{"planning.schedule": (1, 1), "scenario": (1, 1)},
    }
    (check,) = objectives.checks(run, [objectives.read("p75 of LCP < 300 ms", ("LCP",))])
    assert check.verdict == "failed" and check.value == pytest.approx(0.4, rel=0.002)


@pytest.mark.parametrize(
    ("some", "kind", "verdict", "says"),
    [
        (SOME, "objective", "failed", "2 scenarios walked by browsers on board, 1 failed; their pictures and traces"),
        (SOME[:-1], "objective", "passed", "1 scenario walked by browsers on board, 0 failed."),
        ((), "validity", "failed", "no browser on board has walked anything; browser-1.log beside this report"),
    ],
)
def test_whether_they_got_through(tmp_path: Path, some: object, kind: str, verdict: str, says: str) -> None:
    """A scenario that fails is a missed objective; nothing walked is nothing looked at."""
    left(tmp_path, *some)  # type: ignore[misc]  # lines of the table
    (check,) = aboard.checks(aboard.joined(RUN, tmp_path), tmp_path)
    assert (check.kind, check.verdict) == (kind, verdict)
    assert check.says.startswith(says)
    assert check.evidence == (("test_x.py::test_z, at 42 s",) if "1 failed" in says else ())


def test_without_browsers_nothing_is_checked_or_drawn(tmp_path: Path) -> None:
    assert aboard.joined(RUN, tmp_path) == RUN
    assert aboard.checks(RUN, tmp_path) == []
    assert "What a person sees" not in load_report.render(RUN)


def test_the_report_draws_them_over_time_and_over_live_journeys(tmp_path: Path) -> None:
    load_report.write(aboard.joined(RUN, left(tmp_path, *SOME)), tmp_path, tmp_path / "history.jsonl")
    page = (tmp_path / "report.html").read_text("utf-8")
    for title in ("What a person sees", "LCP over time", "LCP over live journeys", "a step of the memo over time"):
        assert title in page
    assert len((tmp_path / "browsers.csv").read_text("utf-8").splitlines()) == len(SOME) + 1
    assert LoadRun.read(tmp_path).seen[0].name == "/planning"


def test_a_visit_counts_once() -> None:
    """Of a page visit the latest LCP and the longest INP, when its scenario is over."""
    file = io.StringIO()
    book = fixture.Logbook(file)
    for what, seconds in (("LCP", 0.1), ("INP", 0.2), ("LCP", 0.3), ("INP", 0.1)):
        book.see(None, {"what": what, "seconds": seconds, "path": "/conferences/17/control", "visit": 5.5})
    assert not file.getvalue()
    book.close_visits()
    book.close_visits()
    told = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [(one["what"], one["name"], one["seconds"]) for one in told] == [
        ("LCP", "/conferences/N/control", 0.3),
        ("INP", "/conferences/N/control", 0.2),
    ]


DEAF = """
import signal, sys, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
threading.Event().wait()
"""


def test_one_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the browser does, the run goes on to its verdict."""
    monkeypatch.setattr(
        aboard, "_walk", lambda number, *told: [sys.executable, "-c", DEAF, str(tmp_path / str(number))]
    )
    monkeypatch.setattr(aboard, "_ENDS_WITHIN", 0.2)
    started: list[subprocess.Popen[bytes]] = []
    start = lifeline.start

    def noted(*command: Any, **told: Any) -> subprocess.Popen[bytes]:
        started.append(start(*command, **told))
        return started[-1]

    monkeypatch.setattr(lifeline, "start", noted)
    target = Target("http://127.0.0.1:9", ("http://127.0.0.1:9", "token"))
    with aboard.walking(2, 60, target, Namespace(), tmp_path):
        until(lambda: (tmp_path / "1").exists() and (tmp_path / "2").exists(), who="the test", what="both are deaf")
    assert [one.returncode for one in started] == [-signal.SIGKILL] * 2


def test_at_a_strangers_portal_each_has_an_account_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of those that are given, from a file for its owner's eyes that is gone afterwards."""
    seen: list[tuple[list[str], str]] = []

    def start(command: list[str], **told: object) -> subprocess.Popen[bytes]:
        file = Path(command[command.index("--accounts") + 1])
        assert file.stat().st_mode & 0o077 == 0
        seen.append((command, file.read_text("utf-8")))
        return subprocess.Popen([sys.executable, "-c", ""])

    monkeypatch.setattr(lifeline, "start", start)
    given = [Account(f"37525999150{n}", "geheim") for n in range(3)]
    foreign = Target("http://127.0.0.1:9", given=given, foreign=Foreign(True, (), (), {}, "12345"))
    with aboard.walking(2, 60, foreign, Namespace(target_profile=Path("p.toml"), code="12345"), tmp_path):
        pass
    assert ["375259991502" in text for _, text in seen] == [True, False]
    assert ["375259991501" in text for _, text in seen] == [False, True]
    assert all("--captcha fixed:12345" in " ".join(command) for command, _ in seen)
    assert not list(tmp_path.glob("*.toml"))


@pytest.mark.nightly
@pytest.mark.timeout(300)
def test_a_run_with_a_browser_on_board() -> None:
    """What a person sees is in the record of a real run, and scenarios got through."""
    ran = subprocess.run(
        [sys.executable, "-m", "load", "run", "--profile", "demo", "--browsers", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    report = Path(next(line for line in ran.stdout.splitlines() if line.endswith("report.html")))
    run = LoadRun.read(report.parent)
    assert {one.what for one in run.seen} == {"LCP", "INP", "step", "scenario"}, ran.stdout + ran.stderr
    assert all(one.good for one in run.seen)
    assert max(one.live for one in run.seen) > 0
    lcp = next(one for one in run.measured if (one.kind, one.name) == ("browser", "LCP"))
    assert 0.01 < histograms.at(histograms.decode(lcp.service), 75) < 30
