"""Load runs from end to end, as processes: what they measure is true, and what goes wrong is told and not lost."""

from __future__ import annotations

import io
import math
import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import psutil
import pytest

from fixtures import lifeline
from fixtures.waiting import until
from load import launch, plan, whole_run
from load.__main__ import main
from load.arrivals import schedule
from load.journeys import ACTIONS
from load.target import Target, Unusable
from load.whole_run import Wish
from reports import histograms
from reports.load_run import LoadRun
from tests.load_processes import folder_of, known_truth, outcome, progress, started, visits


def measured(run: LoadRun, clock: str = "intended") -> histograms.Histogram:
    return histograms.decode(getattr(next(one for one in run.measured if one.kind == "request"), clock))


@pytest.mark.nightly
@pytest.mark.parametrize(
    "portal",
    [
        pytest.param(("--mean", "1", "--deviation", "0.5"), id="a known distribution"),
        pytest.param(
            ("--mean", "0.2", "--deviation", "0.1", "--stall-at", "100", "--stall-for", "5"), id="a stall of 5 s"
        ),
    ],
)
def test_percentiles_are_the_truth_within_two_percent_or_a_millisecond(tmp_path: Path, portal: tuple[str, ...]) -> None:
    """On the intended clock, against what the portal itself did to each visitor; nobody is left out in the stall.

    A machine so busy that the run itself says it is not valid proves nothing here.
    """
    with known_truth(tmp_path, *portal) as url:
        run, said, _ = outcome(started("run", "--target", url, *visits(tmp_path, rate=20, seconds=14)))
    if run.verdict == "not valid":
        pytest.skip(run.sentence)
    lines = (tmp_path / "truth").read_text().splitlines()
    visitors = sorted((asked, answered) for asked, answered in (map(float, line.split()) for line in lines))
    assert len(visitors) == 2 + 15 * 20, said  # two looked before the run, to see whether it is a portal
    truth = sorted(answered - asked for asked, answered in visitors[2 + 20 :])  # another 20 warmed up
    found = measured(run)
    assert found.total_count == 14 * 20
    true = {p: truth[math.ceil(p / 100 * len(truth)) - 1] for p in (50, 75, 90, 95, 99)}
    told = {p: histograms.at(found, p) for p in true}
    assert told == pytest.approx(true, rel=0.02, abs=0.001), said


def test_ctrl_c_ends_a_run_in_order_with_its_record_marked_incomplete(tmp_path: Path) -> None:
    """Whoever waits for an answer still gets it (it takes a second here), so that nothing is cut or forgotten."""
    with known_truth(tmp_path, "--deviation", "0.1") as url:
        process = started("run", "--target", url, *visits(tmp_path, rate=10, seconds=60))
        folder, said = folder_of(process)
        until(lambda: len(progress(folder)) > 6, who="the run", what="its first seconds", timeout=60)
        process.send_signal(signal.SIGINT)
        run, said, code = outcome(process, said)
    assert code == 130, said
    assert run.incomplete.startswith("it was stopped after")
    assert run.in_flight_at_end == 0
    assert said.rstrip().endswith("code=130")
    assert measured(run).total_count > 20
    assert "Traceback" not in said


def test_a_full_disk_is_told_and_the_harness_has_failed(tmp_path: Path) -> None:
    """What the run measures goes to /dev/full, which is always full."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full on this system")
    record = tmp_path / "record"
    record.mkdir()
    (record / "progress.jsonl").symlink_to("/dev/full")
    with known_truth(tmp_path) as url:
        said = _locust(url, record, *visits(tmp_path, rate=10, seconds=60))
    assert "Traceback" not in said
    assert main(["judge", str(record)]) == 30
    run = LoadRun.read(record / "run.json")
    assert run.verdict == "harness failed"
    assert "No space left" in run.sentence


def _locust(url: str, record: Path, profile_option: str, profile: str, *rest: str) -> str:
    """Locust as `python -m load run` calls it."""
    command = [
        *(".venv/bin/locust", "-f", "load/locustfile.py", "--headless", "--only-summary", "--arrivals", "-u", "1"),
        *("--host", url, "--load-folder", str(record), "--load-profile", profile, *rest),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    return done.stdout + done.stderr


def test_locust_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it is given no time at all."""
    monkeypatch.setattr(launch, "_SPARE", 0.0)
    with known_truth(tmp_path) as url:
        order = launch.Order(visits(tmp_path, rate=1, seconds=600)[1], 1.0, 1, 1, within=0.0)
        with pytest.raises(launch.HarnessFailed, match=r"Locust did not end within 0 s; its log: .*locust\.log"):
            launch.run(order, Target(url), tmp_path, sys.stderr)
    assert not [child for child in psutil.Process().children() if "locust" in child.cmdline()]


def test_a_profile_with_a_proxy_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody speaks with one here, and that is known before anything is started."""
    profile = tmp_path / "portal.toml"
    profile.write_text('name = "theirs"\n[transport]\nproxy = "http://127.0.0.1:3128"\n', "utf-8")
    assert main(["run", "--target", "http://127.0.0.1:9", "--target-profile", str(profile)]) == 2
    assert "not through transport.proxy" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--profile", "smoek"], "there is no profile of load «smoek»; did you mean «smoke»?"),
        (["--target", "portal.example"], "portal.example is no address: write it as https://name"),
        (["--target", "http://192.0.2.1"], "is not this machine, and load may stop others from working"),
        (["--target", "http://no-such-name.invalid"], "the name no-such-name.invalid is not known here"),
        (["--target", "http://127.0.0.1:9"], "cannot be reached: nobody answers at 127.0.0.1, port 9"),
        (["--target", "http://127.0.0.1:9", "--accounts", "no-such-file"], "No such file"),
    ],
)
def test_what_cannot_begin_is_told_in_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code 2, before anything is started."""
    assert main(["run", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert not said.out


@pytest.mark.parametrize("option", [["--backstage-url", "http://127.0.0.1:9"], ["--target-pid", "1"]])
def test_two_portals_do_not_share_what_one_has(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither test controls nor a process: the audit of B would read the records of A."""
    assert main(["compare", "http://127.0.0.1:7", "http://127.0.0.1:8", *option]) == 2
    assert "are of one portal, and these are two" in capsys.readouterr().err


def test_more_log_ins_than_the_target_suffers(tmp_path: Path) -> None:
    """Somebody forgetful asks three times to be let in, a visitor of the front page never."""
    options = visits(tmp_path, rate=1, seconds=30)
    profile = Path(options[1])
    profile.write_text(profile.read_text("utf-8") + "[limits]\nlog_ins_a_minute = 90\n", "utf-8")
    planned = plan.read(str(profile), ACTIONS)
    whole_run.check_log_ins(planned, schedule(planned, 1))
    forgetful = planned.model_copy(update={"mix": {"forgetful": 1.0}})
    with pytest.raises(Unusable, match=r"logs in 93 times within a minute, and limits.log_ins_a_minute is 90"):
        whole_run.check_log_ins(forgetful, schedule(forgetful, 1))


def test_the_log_ins_of_browsers_on_board_count(tmp_path: Path) -> None:
    """Each may log in every three seconds: 11 times in 30 s, three of them 33 times, which is refused."""
    options = visits(tmp_path, rate=1, seconds=30)
    profile = Path(options[1])
    profile.write_text(profile.read_text("utf-8") + "[limits]\nlog_ins_a_minute = 22\n", "utf-8")
    planned = plan.read(str(profile), ACTIONS)
    whole_run.check_log_ins(planned, schedule(planned, 1), browsers=2)
    wanted = Wish(str(profile), 1, 1, 1, "", Namespace(), browsers=3)
    with pytest.raises(Unusable, match=r"33 times within a minute, its 3 browsers on board included, and .* is 22"):
        whole_run.whole_run(wanted, Target("http://127.0.0.1:9"), tmp_path, io.StringIO())


def test_ctrl_c_before_anything_has_begun_is_no_fault_of_the_harness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Locust is still starting there is nothing to record: code 130, not 30."""
    nothing = subprocess.Popen([sys.executable, "-c", ""])
    monkeypatch.setattr(lifeline, "start", lambda *told, **more: nothing)
    monkeypatch.setattr(launch, "_follow", lambda *told: True)
    with pytest.raises(KeyboardInterrupt):
        launch.run(launch.Order("smoke", 1, 1, 1, 1.0), Target("http://127.0.0.1:9"), tmp_path, io.StringIO())
