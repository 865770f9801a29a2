"""The suite's own speed, each comparison in processes of its own: what watching costs, two workers, saved log-ins."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple
from xml.etree import ElementTree

HERE = Path(__file__).parent
MEMO = HERE.parents[1] / "scenarios" / "memo"
SHARED_OUT = "step_05 or step_06 or step_07 or step_09"  # some fifty: beside them the start of a run is short
TURNS = 2


class Watching(NamedTuple):
    """What watching adds to a test, as a share of it, and median seconds with it and without."""

    share: float
    watched: float
    bare: float


def watching() -> Watching:
    """Raises CalledProcessError if a scenario fails."""
    said = subprocess.run([sys.executable, "-m", "tests.bench.watching"], check=True, stdout=subprocess.PIPE, text=True)
    return Watching(**json.loads(said.stdout.splitlines()[-1]))


def workers() -> tuple[float, float]:
    """Median seconds of the same scenarios with one worker and with two, from the command to its end, turn about."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(TURNS):
        for number, kept in seconds.items():
            began = time.perf_counter()
            _pytest(str(MEMO), "-k", SHARED_OUT, "-n", str(number))
            kept.append(time.perf_counter() - began)
    return median(seconds[1]), median(seconds[2])


def log_in() -> tuple[float, float]:
    """Median seconds of a log-in through the page, and of going on with a saved one."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = Path(folder) / "report.xml"
        _pytest(str(HERE / "log_in.py"), "--junitxml", str(report))
        noted = {one.get("name"): one.get("value") for one in ElementTree.parse(report).iter("property")}
    return float(noted["by page"] or 0), float(noted["by saved"] or 0)


def _pytest(*told: str) -> None:
    command = [sys.executable, "-m", "pytest", *told, "--browser", "chromium", "-q", "-p", "no:cacheprovider"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
