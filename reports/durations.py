"""How long each test takes, and shards of a run that take about as long as one another.

`python -m reports.durations RUN… -o FILE` writes the file from runs. A test that it does not know is
taken for a middling one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reports.run import read


def longest_first(tests: Iterable[str], seconds: Mapping[str, float]) -> dict[str, float]:
    """Seconds of each test, the longest first; those that take equally long stay in the order given."""
    given = list(tests)
    known = [seconds[test] for test in given if test in seconds]
    middling = statistics.median(known) if known else 1.0
    return dict(sorted(((test, seconds.get(test, middling)) for test in given), key=lambda one: -one[1]))


def shards(tests: Iterable[str], seconds: Mapping[str, float], count: int) -> list[set[str]]:
    """The tests in `count` parts: the longest first, each into the part that is shortest so far; the same each time."""
    parts: list[set[str]] = [set() for _ in range(count)]
    lengths = [0.0] * count
    for test, length in longest_first(sorted(tests), seconds).items():
        shortest = lengths.index(min(lengths))
        parts[shortest].add(test)
        lengths[shortest] += length
    return parts


def load(file: Path) -> dict[str, float]:
    """Seconds by node id. Raises ValueError for a file of another kind; a missing one knows of no test."""
    if not file.exists():
        return {}
    told = json.loads(file.read_text("utf-8"))
    if not isinstance(told, dict) or not all(isinstance(value, int | float) for value in told.values()):
        raise ValueError(f"{file} is no file of durations")
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.durations", description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder or run.json of a run")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        ran = [tested for run in read(options.runs) for tested in run.of("passed")]
    except (OSError, ValueError) as error:
        print(f"durations: {error}", file=sys.stderr)
        return 2
    seconds = {tested.test: round(tested.seconds, 1) for tested in sorted(ran, key=lambda tested: tested.test)}
    options.output.write_text(json.dumps(seconds, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{len(seconds)} tests, {sum(seconds.values()):.0f} s in all: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
