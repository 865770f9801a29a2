"""Bare Locust, with its web interface and without: its own users, host and run time, our conferences and exit code."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.waiting import until
from reports.load_run import LoadRun
from tests.load_processes import known_truth

SOON = 60_000.0


class Locust(NamedTuple):
    """`locust -f load/locustfile.py`, and a browser that looks at it."""

    process: subprocess.Popen[bytes]
    log: Path
    page: Page

    def record(self) -> LoadRun:
        """Of the run that has just been stopped: its report is the last thing that is written."""

        def folder() -> Path | None:
            found = re.search(r"(\S+)report\.html", self.log.read_text("utf-8"))
            return Path(found[1]) if found else None

        place = until(folder, who="Locust", what="the verdict of its run", timeout=90)
        return LoadRun.read(place / "run.json")


@pytest.fixture
def locust(browser: Browser, tmp_path: Path) -> Iterator[Locust]:
    port = free_port()
    log = tmp_path / "locust.log"
    command = [
        *(".venv/bin/locust", "-f", "load/locustfile.py", "--load-profile", "demo"),
        *("--web-host", "127.0.0.1", "--web-port", str(port)),
    ]
    context = browser.new_context()
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            until(lambda: "web interface" in log.read_text("utf-8"), who="Locust", what="its web interface", timeout=60)
            page = context.new_page()
            until(lambda: _answers(port), who="the web interface", what="an answer", timeout=60)
            page.goto(f"http://127.0.0.1:{port}/")
            yield Locust(process, log, page)
        finally:
            context.close()
            process.terminate()
            process.wait(60)


def free_port() -> int:
    """It was a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.mark.nightly
def test_its_web_interface_starts_and_stops_conferences_and_the_run_is_judged(locust: Locust) -> None:
    """Without a host it has a portal of its own. Stopped, nothing is cut; the exit code is that of the verdict."""
    page = locust.page
    expect(page.get_by_label("Host")).to_have_value(re.compile(r"^http://127\.0\.0\.1:\d+$"), timeout=SOON)
    page.get_by_label("Number of users (peak concurrency)").fill("3")
    page.get_by_role("button", name="Start", exact=True).click()
    planned = page.get_by_role("row").filter(has=page.get_by_role("cell", name="/conferences/{id}/control", exact=True))
    expect(planned.filter(has_text="GET")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("stopped", exact=True)).to_be_visible(timeout=SOON)
    run = locust.record()
    assert (run.in_flight_at_end, run.incomplete, run.harness_trouble) == (0, "", "")
    assert run.arrivals.begun == run.arrivals.planned >= 3
    assert run.ledger["plan"][0] >= 1
    assert not [check.says for check in run.checks if check.kind == "audit" and check.verdict == "failed"]
    locust.process.send_signal(signal.SIGINT)
    assert locust.process.wait(60) == run.code


FEW = """
name = "few"
about = "Short conferences, one after another."
objectives = ["failures < 1 %"]
[arrivals]
kind = "constant"
phases = [{ seconds = 10, rate = 1 }]
[mix]
conference = 1
[conference]
size = { distribution = "constant", mean = 3 }
lasts = { distribution = "constant", mean = 1 }
acts_every = { distribution = "constant", mean = 0.5 }
answers_after = { distribution = "constant", mean = 1 }
[think]
reading = { distribution = "constant", mean = 0.1 }
typing = { distribution = "constant", mean = 0.1 }
"""


@pytest.mark.nightly
def test_users_of_two_processes_hold_conferences_of_their_own(tmp_path: Path) -> None:
    """Four users who come one conference after another: each process has its half of them, and no two journeys of the
    run have the same number, account or telephone; the audit, which would see it, is clean."""
    profile = tmp_path / "few.toml"
    profile.write_text(FEW, "utf-8")
    port = str(free_port())
    command = [
        *(".venv/bin/locust", "-f", "load/locustfile.py", "--headless", "--only-summary", "-u", "4", "-r", "4"),
        *("-t", "12s", "--processes", "2", "--load-profile", str(profile)),
        *("--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--master-host", "127.0.0.1"),
        *("--master-port", port),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150)
    folder = Path(re.findall(r"(\S+)report\.html", done.stderr)[-1])
    run = LoadRun.read(folder / "run.json")
    assert (folder / "portal.log").read_text("utf-8").startswith('{"at"')
    assert done.returncode == run.code, done.stderr
    assert (run.in_flight_at_end, run.incomplete, run.harness_trouble) == (0, "", "")
    assert [one.says for one in run.checks if one.kind == "audit" and one.verdict == "failed"] == []
    assert [worker.lost for worker in run.workers] == [False, False]
    assert run.arrivals.begun == run.arrivals.planned >= 8
    assert max(one.live for one in run.intervals) == 4
    entries = [json.loads(line) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]
    whose = {(one["mark"], one["account"]) for one in entries}
    marks = {mark for mark, _ in whose}
    assert len(whose) == len(marks)
    assert 0 <= run.arrivals.begun - len(marks) <= 4, "more than those whom the end met before they had logged in"
    by_half: dict[int, set[str]] = {0: set(), 1: set()}
    for mark, account in whose:
        by_half[int(mark.rpartition("-")[2]) % 2].add(account)
    assert all(by_half.values()) and not by_half[0] & by_half[1]


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("demo", "conference: creates something, and {url} is only read"),
        (FEW.replace("conference = 1", "front_page = 1") + "[limits]\nlog_ins_a_minute = 9\n", "add --arrivals"),
    ],
    ids=["it creates", "its log-ins cannot be counted before"],
)
def test_what_a_strangers_portal_does_not_suffer_is_refused(tmp_path: Path, profile: str, told: str) -> None:
    """As with `python -m load run`: code 2 and a sentence, and nothing is sent but the look before."""
    if "\n" in profile:
        (tmp_path / "few.toml").write_text(profile, "utf-8")
        profile = str(tmp_path / "few.toml")
    command = [".venv/bin/locust", "-f", "load/locustfile.py", "--headless", "--only-summary", "-u", "1", "-t", "9s"]
    with known_truth(tmp_path) as url:
        done = subprocess.run(
            [*command, "--host", url, "--load-profile", profile], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 2, done.stderr
    assert told.format(url=url) in done.stderr
    assert len((tmp_path / "truth").read_text("utf-8").splitlines()) <= 2
