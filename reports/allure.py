"""The Allure report of a run: `python -m reports.allure [RUN…]` or `make report`. Needs Node 20 and npm, no Java.

Several runs are taken as one, as the shards of one are; without any, it is the last run. What was reported before
shows as history. Allure itself is installed from package-lock.json into node_modules/, once.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reports.verdicts import VERDICTS

ROOT = Path(__file__).parents[1]
_ALLURE = ROOT / "node_modules" / "allure" / "cli.js"
_TELLING = re.compile(r'<script async src="https://[^>]*></script>\s*<script>(?:(?!</script>).)*gtag.*?</script>', re.S)
_NAMES = {
    "product": "Product: the portal does not do what it must",
    "environment": "Environment: portal, browser or network were not there",
    "test": "Test: the test itself broke",
    "data": "Data: account, picture code or mailbox were not to be had",
    "flaky": "Flaky: passed only when it was run again",
}


class Trouble(Exception):
    """A sentence for people: what is missing and what they can do."""


def categories() -> list[dict[str, Any]]:
    """One per verdict; the quarantined apart."""
    by_label = [
        {"name": _NAMES[verdict], "matchers": {"statuses": ["failed", "broken"], "labels": {"verdict": f"^{verdict}$"}}}
        for verdict in VERDICTS
        if verdict != "flaky"
    ]
    return [
        {"name": "Quarantined: failed, and does not fail the run", "matchers": {"message": "^XFAIL quarantined"}},
        *by_label,
        {"name": _NAMES["flaky"], "matchers": {"flaky": True}},
    ]


def build(runs: Sequence[Path], output: Path) -> Path:
    """Writes the report into `output` and the runs into its history; answers with the page. Raises Trouble."""
    results = [run / "allure-results" for run in runs]
    missing = [str(folder) for folder in results if not folder.is_dir()]
    if missing:
        raise Trouble(f"there are no Allure results in {', '.join(missing)}: is that the folder of a run?")
    _install()
    name = " + ".join(run.resolve().name for run in runs)
    history = output / "history.jsonl"
    _forget(name, history)
    page = output / "report"
    shutil.rmtree(page, ignore_errors=True)
    config = output / "allurerc.json"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps(_config(name, page, history), ensure_ascii=False, indent=1), "utf-8")
    _run([_program("node"), str(_ALLURE), "generate", *map(str, results), "--config", str(config)])
    _keep_to_oneself(page / "index.html")
    return page / "index.html"


def last_run() -> Path:
    """The newest folder of a run with Allure results, of any kind. Raises Trouble."""
    found = sorted(ROOT.glob("out/*/*/allure-results"), key=lambda folder: folder.stat().st_mtime)
    if not found:
        raise Trouble("there is no run to report: `make test`, or any run of pytest, leaves one under out/.")
    return found[-1].parent.resolve()


def _config(name: str, page: Path, history: Path) -> dict[str, Any]:
    awesome = {"groupBy": ["epic", "feature"], "reportLanguage": "en", "reportName": f"Audio-conference portal: {name}"}
    return {
        "name": name,
        "output": str(page.absolute()),
        "historyPath": str(history.absolute()),
        "categories": categories(),
        "plugins": {"awesome": {"options": awesome}},
    }


def _forget(name: str, history: Path) -> None:
    """A run that is reported again is one run of the history."""
    if history.exists():
        lines = history.read_text("utf-8").splitlines(keepends=True)
        history.write_text("".join(line for line in lines if json.loads(line)["name"] != name), "utf-8")


def _keep_to_oneself(page: Path) -> None:
    """Takes out what tells a third party of everybody who opens the report; Allure has no switch for it."""
    quiet = _TELLING.sub("", page.read_text("utf-8"))
    if "gtag" in quiet:
        raise Trouble(
            "the report would tell a third party who reads it, in a new way: this version of Allure is unknown"
        )
    page.write_text(quiet, "utf-8")


def _install() -> None:
    """As package-lock.json says, unless that has been done already."""
    lock, stamp = ROOT / "package-lock.json", ROOT / "node_modules" / ".package-lock.json"
    if _ALLURE.exists() and stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    _run([_program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    stamp.touch()


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Trouble(f"{name} is not on this machine (Allure needs Node 20 or newer); every run has its summary.html")
    return path


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"`{' '.join(command[:3])} …` ended with code {done.returncode}:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.allure", description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="folder of a run (default: the last run)")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "out" / "allure", metavar="FOLDER")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        page = build(options.runs or [last_run()], options.output)
    except Trouble as error:
        print(f"report: {error}", file=sys.stderr)
        return 2
    print(f"{page} ({time.monotonic() - began:.1f} s; it wants to be served: `python -m http.server -d {page.parent}`)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
