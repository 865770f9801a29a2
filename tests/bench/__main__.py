"""`python -m tests.bench`: what our own layers cost, as ratios measured side by side in one run.

Times on a shared machine drift; a ratio of medians taken turn about does not. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import httpx
import pytest

from fixtures.process import PortalProcess
from tests.bench import chair, guides, load, past, pictures, suite

STORY = Path(__file__).with_name("story.py")
BARE = "import fastapi, sqlalchemy, jinja2, uvicorn"
STARTS = 9
MEBIBYTE = 2**20


class _CallTimes:
    """How long the body of each test took, set-up not counted."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: int(re.findall(r"\d+", item.name)[-1]))  # turn about

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            kind = next(kind for kind in ("untraced", "traced", "page_objects") if kind in report.location[2])
            self.seconds[kind].append(report.duration)


def main() -> int:
    print(f"the story, {STORY.name}: page objects, steps and guards against a flat script, turn about …", flush=True)
    times = _CallTimes()
    if pytest.main([str(STORY), "-q", "--no-header", "--no-summary", "--browser", "chromium"], plugins=[times]):
        print("The story did not pass; there is nothing to compare.", file=sys.stderr)
        return 1
    layered, flat, bare_flat = (median(times.seconds[kind]) for kind in ("page_objects", "traced", "untraced"))
    print(f"\nthe portal: start to first answer against python -c {BARE!r}, turn about …", flush=True)
    starts, bare, memory = _start_times()
    met = [
        _tell("story: page objects / flat, both traced", layered / flat, 1.3, f"{layered:.2f} s / {flat:.2f} s"),
        _tell("portal: start / bare import", starts / bare, 1.3, f"{starts:.2f} s / {bare:.2f} s"),
        _tell("portal: memory, MiB", memory / MEBIBYTE, 150, "after its first pages"),
    ]
    print(f"{'the trace: flat traced / untraced':<40} {flat / bare_flat:7.2f}   ({flat:.2f} s / {bare_flat:.2f} s)")
    met += _tell_suite()
    met += _tell_guides()
    met += _tell_load()
    print("\na chair's conferences, request by request, against a bare route on the same server …", flush=True)
    met.append(_tell_requests())
    print("\npicture codes drawn beside a loop that never rests, turn about …", flush=True)
    ours, plain = pictures.compare()
    seen = f"{ours:.1f} / {plain:.1f} a second"
    met.append(_tell("pictures: lock passed on soon / as usual", ours / plain, 5, seen, least=True))
    print(
        f"\npages with {past.MUCH:,} past conferences against {past.LITTLE:,}, turn about; it takes minutes …",
        flush=True,
    )
    for page, (long, short) in past.compare().items():
        met.append(
            _tell(f"{page}: long past / short past", long / short, 1.3, f"{long * 1e3:.1f} / {short * 1e3:.1f} ms")
        )
    print(f"\n{past.LIVE:,} live conferences in which nothing happens, against an empty portal …", flush=True)
    idle = past.idle()
    met.append(_tell("idle conferences: of a core", idle.core, 0.1, f"over {past.WATCHED:.0f} s"))
    met.append(_tell("idle conferences: MiB", idle.mebibytes, 200, "resident"))
    return 0 if all(met) else 1


def _tell_guides() -> list[bool]:
    print("\nguides: the story recorded against the story plain, turn about; all guides written …", flush=True)
    recorded, plain = guides.recording()
    written, filmed = guides.writing()
    return [
        _tell("guides: story recorded / plain", recorded / plain, 2.5, f"{recorded:.2f} s / {plain:.2f} s"),
        _tell("guides: written / recorded", written / filmed, 6, f"{written:.1f} s / {filmed:.1f} s"),
    ]


def _tell_load() -> list[bool]:
    print("\nthe load generator against plain Locust, turn about; then with many conferences, minutes …", flush=True)
    ours, plain = load.against_plain()
    few, many = load.few_and_many()
    a_live = (many.resident - few.resident) / (load.MANY - load.FEW)
    seen = f"{plain.cpu * 1e3:.1f} / {ours.cpu * 1e3:.1f} ms"
    met = [_tell("load: conferences a CPU second / plain", plain.cpu / ours.cpu, 3.0, seen, least=True)]
    flat, seen = many.cpu / few.cpu, f"{many.cpu * 1e3:.1f} / {few.cpu * 1e3:.1f} ms"
    met.append(_tell(f"load: {load.MANY:,} live / {load.FEW} live", flat, 1.1, seen))
    met.append(_tell("load: KiB a live conference", a_live, 150, f"{many.resident / 1024:.0f} MiB in all"))
    return met


def _tell_suite() -> list[bool]:
    print("\nscenarios with guards, steps and trace against nobody watching, turn about …", flush=True)
    cost = suite.watching()
    seen = f"{cost.watched:.2f} s / {cost.bare:.2f} s"
    met = [_tell("guards, steps, evidence: of a test", cost.share, 0.15, seen)]
    print("\ntwo workers against one, and a saved log-in against logging in, turn about …", flush=True)
    for what, (slow, fast), bar in (
        ("two workers: times one", suite.workers(), 1.4),
        ("saved log-in: times a log-in", suite.log_in(), 3.0),
    ):
        met.append(_tell(what, slow / fast, bar, f"{slow:.2f} s / {fast:.2f} s", least=True))
    return met


def _tell_requests() -> bool:
    mix, route, apart = chair.compare()
    share = mix.per_core / route.per_core
    met = share >= 0.1
    told = f"{mix.per_core:.0f} / {route.per_core:.0f} requests a second for each core in use"
    print(f"{'requests: chair / bare route':<40} {share:7.1%}   at least 10 %: {'met' if met else 'MISSED'}   ({told})")
    picture, real_hash = (apart[what] * 1000 for what in ("picture", "hash"))
    print(f"{'':<40} apart from it: {picture:.0f} ms a picture code, {real_hash:.0f} ms a real hash")
    return met


def _start_times() -> tuple[float, float, float]:
    """Medians of seconds for the portal and the bare import, and the portal's largest memory in bytes."""
    starts, imports, memory = [], [], 0.0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        process = PortalProcess(Path(folder))
        for _ in range(STARTS):
            began = time.perf_counter()
            process.start()
            httpx.get(process.url).raise_for_status()
            starts.append(time.perf_counter() - began)
            memory = max(memory, _resident(process.pid))
            process.stop()
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", BARE], check=True)
            imports.append(time.perf_counter() - began)
    return median(starts[1:]), median(imports[1:]), memory  # the first turns read the disk


def _resident(pid: int) -> float:
    """Resident memory of a process in bytes; not a number where the system does not tell (Linux does)."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return float(line.split()[1]) * 1024


def _tell(what: str, value: float, bar: float, seen: str, *, least: bool = False) -> bool:
    met = value >= bar if least else not value > bar
    side = "at least" if least else "at most"
    print(f"{what:<40} {value:7.2f}   {side} {bar:g}: {'met' if met else 'MISSED'}   ({seen})")
    return met


if __name__ == "__main__":
    sys.exit(main())
