"""Load runs as processes of their own, for tests: a portal whose truth is known, profiles, accounts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.load_run import LoadRun

ROOT = Path(__file__).parents[1]
PATIENCE = 240
PROFILE = """
name = "visits"
about = "Visitors who look at the start page."
drain = {drain}
objectives = ["p50 of look < 100 ms"]  # allows the generator 10 ms of lag
[arrivals]
kind = "constant"
phases = [{{ seconds = 1, rate = {rate}, warm_up = true }}, {{ seconds = {seconds}, rate = {rate} }}]
[mix]
front_page = 1
[conference]
size = {{ distribution = "constant", mean = 3 }}
lasts = {{ distribution = "constant", mean = 1 }}
acts_every = {{ distribution = "constant", mean = 1 }}
[think]
reading = {{ distribution = "constant", mean = 1 }}
typing = {{ distribution = "constant", mean = 1 }}
[needs]
accounts = {accounts}
"""


def visits(folder: Path, *, rate: float, seconds: float, drain: float = 10, accounts: int = 400) -> list[str]:
    """Options for a run of visitors at a portal that is not ours: a profile and accounts, written to `folder`."""
    profile, lent = folder / "visits.toml", folder / "accounts.toml"
    profile.write_text(PROFILE.format(rate=rate, seconds=seconds, drain=drain, accounts=accounts), "utf-8")
    entries = (f'[[account]]\nlogin = "37525999{n:04d}"\npassword = "made up"\n' for n in range(accounts))
    lent.write_text("".join(entries), "utf-8")
    lent.chmod(0o600)
    return ["--profile", str(profile), "--accounts", str(lent)]


@contextmanager
def known_truth(folder: Path, *options: str) -> Iterator[str]:
    """The address of `tests.known_truth`, which tells the truth to `folder / "truth"`."""
    command = [sys.executable, "-m", "tests.known_truth", str(folder / "truth"), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def started(*arguments: str, module: str = "load") -> subprocess.Popen[str]:
    """`python -m load …`; what it prints is read from `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outcome(process: subprocess.Popen[str], said: str = "") -> tuple[LoadRun, str, int]:
    """Record, words and exit code of a run that has been started; `said`: what has been read of it already."""
    said += process.communicate(timeout=PATIENCE)[0]
    folder = next(line.partition("files: ")[2] for line in said.splitlines() if "files: " in line)
    return LoadRun.read(Path(folder) / "run.json"), said, process.returncode


def folder_of(process: subprocess.Popen[str]) -> tuple[Path, str]:
    """The folder of a run that is beginning, and what it has said so far."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "files: " in line:
            return Path(line.partition("files: ")[2].strip()), said
    raise AssertionError(f"the run did not say where its files are:\n{said}")


def progress(folder: Path) -> list[dict[str, float]]:
    """What the run has told of itself so far."""
    file = folder / "progress.jsonl"
    whole = file.read_text("utf-8").rpartition("\n")[0] if file.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]
