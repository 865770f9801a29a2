"""Browsers on board: one to three real ones walk the memo beside the load, each in a pytest process of its own.

They begin with the run, are asked to end when the measured time is over, and finish the scenario that they are at. One
that ends by itself or does not end is told and does not stop the run. All that they leave is under `browsers/` of the
run's folder; what it says of them is read by `load.aboard_seen`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import psutil

from fixtures import lifeline
from load.target import Target

SCENARIOS = "scenarios/memo/test_any_portal.py"
"""The memo's words where others are at work: no clock is steered there, no telephone and no mailbox looked into."""
PLACE = "browsers"
"""Under the run's folder. Of browser N: `N.log`, what it saw `N.ndjson`, how it ended `N.end.json`, evidence `N/`."""
_ENDS_WITHIN = 30.0  # seconds for the scenario that is being walked, and for the browser to close
_SAMPLED = 1.0
APART = 3.0
"""Seconds between the beginnings of a browser's scenarios, at least: each logs in once at most, which is promised."""


class Walker:
    """One browser's process. `trouble`: how it ended, if not as it was told to."""

    def __init__(self, number: int, process: subprocess.Popen[bytes], place: Path) -> None:
        self.number = number
        self.trouble = ""
        self._process = process
        self._place = place
        self._asked = False
        self._spent: dict[int, float] = {}
        self._sampled = time.monotonic()
        self._processor: list[tuple[float, float]] = []

    def look(self) -> bool:
        """Notes what it takes of the processor. Whether it has ended by itself since the last look."""
        if self._asked or self.trouble:
            return False
        code = self._process.poll()
        if code is not None:
            self.trouble = f"ended by itself with code {code}"
            return True
        if (passed := time.monotonic() - self._sampled) >= _SAMPLED:
            self._processor.append((time.time(), self._took() / passed))
            self._sampled += passed
        return False

    def ask_to_end(self) -> None:
        """Once its scenario is over."""
        if not self._asked and self._process.poll() is None:
            self._process.terminate()
            self._asked = True

    def end(self, deadline: float) -> None:
        """Waits for it, kills it with all that it has started at `deadline` (monotonic clock), writes how it ended."""
        self.look()
        self.ask_to_end()
        try:
            self._process.wait(max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            self.trouble = f"did not end within {_ENDS_WITHIN:g} s and was killed"
        finally:
            if self._process.poll() is None:
                _kill(self._process)
            told = {"trouble": self.trouble, "processor": self._processor}
            (self._place / f"{self.number}.end.json").write_text(json.dumps(told), "utf-8")

    def _took(self) -> float:
        """Processor seconds of it and all below it since the last time. What ended in between goes uncounted."""
        spent: dict[int, float] = {}
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(self._process.pid)
            for one in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    times = one.cpu_times()
                    spent[one.pid] = times.user + times.system
        before, self._spent = self._spent, spent
        return sum(max(seconds - before.get(pid, 0.0), 0.0) for pid, seconds in spent.items())


class Walkers:
    """All browsers of a run. `until`: the moment of the run at which they are asked to end, seconds."""

    def __init__(self, until: float, screen: IO[str]) -> None:
        self.all: list[Walker] = []
        self._until = until
        self._screen = screen

    def look(self, at: float) -> None:
        """Again and again while the run goes on, which is now so many seconds old."""
        for one in self.all:
            if at >= self._until:
                one.ask_to_end()
            elif one.look():
                told = f"Browser {one.number} on board {one.trouble}; the run goes on."
                print(f"\n{told}", file=self._screen, flush=True)

    def end(self) -> None:
        """All of them, in the same time; another Ctrl-C kills those that are left."""
        for one in self.all:
            one.ask_to_end()
        deadline, cut = time.monotonic() + _ENDS_WITHIN, False
        for one in self.all:
            try:
                one.end(time.monotonic() if cut else deadline)
            except KeyboardInterrupt:
                cut = True
        if cut:
            raise KeyboardInterrupt


def log_ins(count: int, until: float) -> list[float]:
    """The moments at which so many browsers may log in, at most, until they are asked to end."""
    return [n * APART for n in range(int(until / APART) + 1) for _ in range(count)]


@contextmanager
def walking(
    count: int, until: float, target: Target, chosen: argparse.Namespace, folder: Path, secret: Path, screen: IO[str]
) -> Iterator[Walkers]:
    """So many browsers walk while the block goes on; `secret` is a folder for passwords, that its owner clears away.

    At a portal that is not ours they take the last of its accounts, one each. `chosen`: the options of the target.
    """
    place = folder / PLACE
    walkers = Walkers(until, screen)
    with ExitStack() as stack:
        stack.callback(walkers.end)
        if count:
            place.mkdir(exist_ok=True)
        environment = {**os.environ, "PYTEST_ADDOPTS": _token(target)}
        for number in range(1, count + 1):
            with (place / f"{number}.log").open("wb") as log:
                command = [*_walk(number, place), *_of_target(number, target, chosen, secret)]
                process = lifeline.start(command, stdout=log, stderr=log, environment=environment)
            walkers.all.append(Walker(number, process, place))
        yield walkers


def _walk(number: int, place: Path) -> Sequence[str]:
    return [
        *(sys.executable, "-m", "pytest", SCENARIOS, "--browser", "chromium", "-p", "no:cacheprovider"),
        *("--aboard", str(place / f"{number}.ndjson"), "--aboard-apart", str(APART)),
        *("--out-folder", str(place / str(number))),
    ]


def _of_target(number: int, target: Target, chosen: argparse.Namespace, secret: Path) -> list[str]:
    told = ["--base-url", target.url]
    if target.own:
        return [*told, "--backstage-url", target.backstage[0]]
    accounts = secret / f"browser-{number}.toml"
    Target(target.url, given=[target.given[-number]]).hand_on(accounts)
    profile = ["--profile", str(chosen.target_profile)] if chosen.target_profile else []
    return [*told, *profile, "--accounts", str(accounts), "--captcha", f"fixed:{chosen.code}" if chosen.code else "off"]


def _token(target: Target) -> str:
    """Of the test controls; it stands on no command line."""
    return f"--backstage-token={target.backstage[1]}" if target.own else ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With all below it: a browser whose driver hangs does not see that its pytest is gone."""
    below: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        below = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    for one in below:
        with contextlib.suppress(psutil.Error):
            one.kill()
    process.wait()
