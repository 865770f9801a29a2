"""What a conference costs the load generator: against the same one written plainly for Locust, with few and with many
live at once, and in memory. Against a stub that answers from a recording: how fast a portal is does not matter here.

`python -m tests.bench.load` prints the three figures; with MANY live at once it takes some minutes.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from fixtures import lifeline
from fixtures.waiting import until
from tests.bench import recorded
from tests.bench.recorded import plan

FEW, MANY = 100, 5000
A_SECOND = 40.0
TURNS = 4  # the first is thrown away
HELD = 240  # conferences a turn
BEGUN = 1500  # conferences that begin while it is measured with FEW and MANY
_OWN = ("HEAD /", "GET /backstage", "POST /backstage", "PUT /backstage", "GET /tally")
"""Asked for by the harness, not by a person's browser."""


class Cost(NamedTuple):
    """Processor seconds a conference, and the most memory of the process in KiB."""

    cpu: float
    resident: float


def against_plain() -> tuple[Cost, Cost]:
    """Medians of ours and of the plain one, turn about. Raises AssertionError if they do not make the same requests."""
    with _stub() as stub:
        costs: dict[str, list[Cost]] = {"ours": [], "plain": []}
        asked: dict[str, dict[str, int]] = {}
        for _ in range(TURNS):
            for kind, kept in costs.items():
                _tally(stub)
                kept.append(_cost(kind, stub, HELD, A_SECOND / 2, 1.0))
                asked[kind] = {what: n for what, n in _tally(stub).items() if not what.startswith(_OWN)}
        assert asked["ours"] == asked["plain"], f"they do not do the same: {asked}"
    ours, plain = (Cost(median(one.cpu for one in kept[1:]), kept[-1].resident) for kept in costs.values())
    return ours, plain


def few_and_many() -> tuple[Cost, Cost]:
    """With 100 live conferences (the mean of before and after, for a machine has its moods), and with 5,000, of those
    that begin while so many are live; as many a second begin and end."""
    with _stub() as stub:
        before, many, after = (_cost("full", stub, BEGUN, A_SECOND, live / A_SECOND) for live in (FEW, MANY, FEW))
        return Cost((before.cpu + after.cpu) / 2, min(before.resident, after.resident)), many


def _cost(kind: str, stub: str, conferences: int, a_second: float, lasts: float) -> Cost:
    told = [kind, stub, str(conferences), str(a_second), str(lasts)]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.generator", *told], check=True, stdout=subprocess.PIPE, text=True
    )
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert not figures["failed"], f"{kind}: {figures}"
    return Cost(figures["cpu"] / conferences, figures["resident"])


@contextmanager
def _stub() -> Iterator[str]:
    """Its address."""
    answers, _ = recorded.record(plan(1.0))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file, said = Path(folder) / "answers", Path(folder) / "port"
        file.write_bytes(pickle.dumps(answers))
        with said.open("wb") as out, (Path(folder) / "log").open("wb") as log:
            stub = lifeline.start([sys.executable, "-m", "tests.bench.recorded", str(file)], stdout=out, stderr=log)
        try:
            port = until(lambda: said.read_text().strip() or None, who="the bench", what="the stub", timeout=30)
            yield f"http://127.0.0.1:{port}"
        finally:
            stub.terminate()
            stub.wait()


def _tally(stub: str) -> dict[str, int]:
    """What was asked of the stub since the last time, by method, target and button."""
    with urllib.request.urlopen(f"{stub}/tally", timeout=30) as answer:
        told: dict[str, Any] = json.loads(answer.read())
    return {what: int(times) for what, times in told.items()}


def main() -> int:
    ours, plain = against_plain()
    print(f"{plain.cpu / ours.cpu:.2f} times as many conferences a processor second as plain Locust")
    few, many = few_and_many()
    print(f"{many.cpu / few.cpu:.2f} times the cost with {MANY} live as with {FEW}")
    print(f"{(many.resident - few.resident) / (MANY - FEW):.0f} KiB a live conference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
