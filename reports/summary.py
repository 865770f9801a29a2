"""The summary of a run as one HTML file that needs nothing else: verdict, failures, flaky and quarantined, coverage.

`python -m reports.summary RUN… -o FILE` writes several runs, the shards of one for instance, as one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import memo_coverage
from reports.memo_coverage import Coverage
from reports.run import OUTCOMES, Case, Run, read, together

_SLOWEST = 10


def write(file: Path, run: Run, coverage: Coverage | None) -> Path:
    """Evidence is linked relative to the file, so that the folder can be moved, and read from a CI artifact."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("summary.html.jinja").render(
        run=run,
        coverage=coverage,
        outcomes=OUTCOMES,
        slowest=sorted(run.tests, key=lambda tested: -tested.seconds)[:_SLOWEST],
        evidence=lambda tested: _links(tested, file.parent),
        duration=_duration,
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, "utf-8")
    return file


def coverage_of(runs: Sequence[Run], places: Sequence[Path]) -> Coverage | None:
    """The coverage tables beside the runs as one; None if there is none."""
    folders = [place if place.is_dir() else place.parent for place in places]
    files = [folder / "coverage.json" for folder in folders if (folder / "coverage.json").exists()]
    found = [Coverage.from_json(file.read_text("utf-8")) for file in files]
    return memo_coverage.together(found) if found else None


def _links(tested: Case, folder: Path) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is a picture, of each piece of evidence; attempts told apart by their folder."""
    links = []
    for told in tested.evidence:
        path = Path(told)
        again = path.parent.name.rpartition("-again-")
        name = f"{path.name} (attempt {int(again[2]) + 1})" if again[1] and again[2].isdecimal() else path.name
        address = quote(Path(os.path.relpath(path, folder)).as_posix())
        links.append((name, address, path.suffix in {".png", ".webp"}))
    return links


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.summary", description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folder or run.json of a run")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        runs = read(options.runs)
        write(options.output, together(runs), coverage_of(runs, options.runs))
    except (OSError, ValueError) as error:
        print(f"summary: {error}", file=sys.stderr)
        return 2
    print(f"{together(runs).headline()}: {options.output}")
    return 0 if all(run.good for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
