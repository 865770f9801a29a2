"""`python -m tests.detect`: does the suite notice every known defect? Ends with the kill table.

First the scenarios run against the portal as it is; all must pass. Then, for each defect, the scenarios of its
statement or area run against a portal that has it, until one fails. Ctrl-C ends it with the table of what is known.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from fixtures import folders
from tests.defects.catalogue import CATALOGUE
from tests.detect import kills

ROOT = Path(__file__).parents[2]
WORKERS = 2
WORKERS_AGAINST_DEFECTS = 3  # on two cores: there a scenario mostly waits, ten seconds for what does not come
SCENARIO_SECONDS = 300
"""The longest that a scenario may take, also on the portal as it is; its own waits end long before. The longest one,
which shows every screen to axe, has taken 120 on two cores that twenty others wanted."""
DEFECT_SECONDS = 900
"""After that no further scenario of a defect begins."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 all killed; 1 one was not, or the portal without a defect did not pass; 2 usage; 130 Ctrl-C."""
    parser = argparse.ArgumentParser("python -m tests.detect", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="defects, or the statements and areas that they break"
    )
    only = set(parser.parse_args(arguments).only)
    chosen = [defect for defect in CATALOGUE if not only or {defect.name, defect.breaks} & only]
    if unknown := only - {name for defect in chosen for name in (defect.name, defect.breaks)}:
        parser.error(f"not known: {', '.join(sorted(unknown))}; `python -m tests.defects` lists the defects")
    folder = folders.make(folders.name(ROOT, "detect"))
    named = [f"--defect={defect.name}" for defect in chosen]
    times, found = folder / "times.json", folder / "kills.json"

    print(f"{len(chosen)} known defects. First their scenarios against the portal as it is …", flush=True)
    code, log = _pytest(folder / "clean", WORKERS, *named, "--clean", f"--times={times}", "--reruns=1")
    if code == pytest.ExitCode.INTERRUPTED:
        return 130
    if code != pytest.ExitCode.OK:
        print(f"{log.read_text('utf-8')}\nThe portal as it is did not pass: a failure would say nothing of a defect.")
        return 1
    print(f"{_last_line(log)}\nNow against each defect …", flush=True)
    told = (*named, f"--times={times}", f"--kills={found}", f"--defect-seconds={DEFECT_SECONDS}")
    code, log = _pytest(folder / "defects", WORKERS_AGAINST_DEFECTS, *told)
    if not found.exists():
        print(log.read_text("utf-8"))
        return 1
    result = kills.read(found)
    (folder / "kills.md").write_text(kills.markdown(result), "utf-8")
    for kill in (kill for kill in result if kill.verdict not in ("killed", "not run")):
        print(kills.line(kill))
    print(f"{kills.headline(result)} {_last_line(log)}\n{folder / 'kills.md'}")
    if code == pytest.ExitCode.INTERRUPTED:
        return 130
    return 0 if all(kill.verdict == "killed" for kill in result) else 1


def _pytest(out: Path, workers: int, *arguments: str) -> tuple[int, Path]:
    """Runs it to its own end and answers with its exit code and log; of the verdicts it tells on standard error.

    Ctrl-C reaches it too, and it ends its browsers and portals itself.
    """
    log = folders.make(out) / "pytest.log"
    given = (
        "scenarios",
        "-p",
        "tests.detect.against",
        "--browser",
        "chromium",
        "-n",
        str(WORKERS),
        "--dist=loadscope",
        f"--timeout={SCENARIO_SECONDS}",
    )
    shown = ("-q", "--no-header", "--tb=short", "--show-capture=no", "--capture=no", f"--out-folder={out}")
    with log.open("wb") as file:
        command = [sys.executable, "-m", "pytest", *given, *shown, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=file)
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait(), log


def _last_line(log: Path) -> str:
    """How pytest sums itself up."""
    return log.read_text("utf-8").rstrip().rpartition("\n")[2]


if __name__ == "__main__":
    sys.exit(main())
