"""What guides cost: the story recorded against the story plain, and writing all guides against recording them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from fixtures import guides

ROOT = Path(__file__).parents[2]
STORY = ROOT / "scenarios" / "memo" / "test_story.py"
TURNS = 3


def recording() -> tuple[float, float]:
    """Median seconds of the story's own time, recorded and plain, turn about. Raises CalledProcessError."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(TURNS):
        for recorded, kept in seconds.items():
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                report = Path(folder) / "report.xml"
                told = ["--guide", f"--out-folder={folder}/out"] if recorded else []
                _run("pytest", str(STORY), "--browser", "chromium", "-q", f"--junitxml={report}", *told)
                kept.append(float(next(ElementTree.parse(report).iter("testcase")).get("time") or 0))
    return median(seconds[True]), median(seconds[False])


def writing() -> tuple[float, float]:
    """Seconds for all guides of one language as page, document and PDF, and for recording them first."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        secrets = Path(folder, "secrets")
        secrets.mkdir()
        began = time.perf_counter()
        _run("pytest", str(STORY), str(ROOT / "scenarios" / "guides"), "--browser", "chromium", "-q", "-m", "guide",
             "--guide", f"--guide-secrets={secrets}", f"--out-folder={folder}/record")  # fmt: skip
        recorded = time.perf_counter()
        wanted = guides.read(["--languages", "ru", "--formats", "html,docx,pdf", "--output", f"{folder}/out"])
        guides.write(Path(folder, "record"), secrets, wanted)
        return time.perf_counter() - recorded, recorded - began


def _run(*told: str) -> None:
    subprocess.run([sys.executable, "-m", *told], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
